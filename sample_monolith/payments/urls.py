from django.urls import path

from payments import views

urlpatterns = [
    path("webhook/", views.webhook, name="payment-webhook"),
    path("orders/<int:order_id>/", views.OrderPaymentsView.as_view(), name="order-payments"),
]
