from decompose_link.calls import remote
from decompose_service.seams import seam


@seam(
    "cart.services.cart_for",
    because="it writes: Cart.objects.get_or_create; its parameter 'request' is a request, which has no key",
    callers=["orders/api/views.py:190", "orders/views.py:125", "orders/views.py:151"],
)
def cart_for(request):
    """Return the caller's cart: the customer's own, or the one the guest's session names."""


@remote("cart.services.add_to_cart")
def add_to_cart(cart, product, quantity=1):
    ...
