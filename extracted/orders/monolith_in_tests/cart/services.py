"""What cart.services does in the monolith, for tests."""

from django.db import transaction
from django.db.models import F

from cart.models import Cart, CartItem


def cart_for(request):
    """Return the caller's cart: the customer's own, or the one the guest's session names."""
    if request.user.is_authenticated:
        cart, _ = Cart.objects.get_or_create(user=request.user)
        return cart
    cart = Cart.objects.filter(pk=request.session.get("cart_id"), user=None).first()
    if cart is None:
        cart = Cart.objects.create()
        request.session["cart_id"] = str(cart.pk)
    return cart


@transaction.atomic
def add_to_cart(cart, product, quantity=1):
    item, created = CartItem.objects.get_or_create(
        cart=cart, product=product, defaults={"quantity": quantity}
    )
    if not created:
        CartItem.objects.filter(pk=item.pk).update(quantity=F("quantity") + quantity)
        item.refresh_from_db()
    cart.save()
    return item
