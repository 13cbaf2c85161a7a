from django.urls import path

from . import views

app_name = "cart"

urlpatterns = [
    path("", views.detail, name="detail"),
    path("coupon/", views.apply_coupon, name="coupon"),
    path("add/<slug:sku>/", views.add, name="add"),
    path("update/<slug:sku>/", views.update, name="update"),
]
