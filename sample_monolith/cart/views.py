from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from cart.services import add_to_cart, cart_for, set_quantity
from catalog.models import Product
from promotions.services import CouponError, find_coupon


def detail(request):
    cart = cart_for(request)
    items = cart.items.select_related("product__brand")
    return render(request, "cart/detail.html", {"cart": cart, "items": items})


@require_POST
def add(request, sku):
    product = get_object_or_404(Product.objects.available(), sku=sku)
    add_to_cart(cart_for(request), product, int(request.POST.get("quantity", 1)))
    messages.success(request, f"{product.name} is in your cart.")
    return redirect(request.POST.get("next") or product)


@require_POST
def update(request, sku):
    product = get_object_or_404(Product, sku=sku)
    set_quantity(cart_for(request), product, int(request.POST.get("quantity", 0)))
    return redirect("cart:detail")


@require_POST
def apply_coupon(request):
    cart = cart_for(request)
    try:
        cart.coupon = find_coupon(request.POST.get("code", ""), request.user, cart.total)
    except CouponError as error:
        messages.error(request, str(error))
    else:
        cart.save(update_fields=["coupon"])
        messages.success(request, f"Coupon {cart.coupon.code} is applied.")
    return redirect("cart:detail")
