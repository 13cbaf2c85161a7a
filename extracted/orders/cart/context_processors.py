from django.db.models import Sum

from cart.models import CartItem


def cart_summary(request):
    """How many pieces are in the cart, for the header of every page."""
    if not hasattr(request, "user"):
        return {"cart_count": 0}
    if request.user.is_authenticated:
        items = CartItem.objects.filter(cart__user=request.user)
    elif cart_id := request.session.get("cart_id"):
        items = CartItem.objects.filter(cart_id=cart_id, cart__user=None)
    else:
        return {"cart_count": 0}
    return {"cart_count": items.aggregate(n=Sum("quantity", default=0))["n"]}
