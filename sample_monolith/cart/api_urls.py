from django.urls import path

from .api import CartItemView, CartView

urlpatterns = [
    path("", CartView.as_view(), name="api-cart"),
    path("items/<slug:sku>/", CartItemView.as_view(), name="api-cart-item"),
]
