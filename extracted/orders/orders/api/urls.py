from django.urls import include, path
from rest_framework.routers import SimpleRouter

from orders.api import views

router = SimpleRouter()
router.register("orders", views.OrderViewSet, basename="order")
router.register("order-lines", views.OrderLineViewSet, basename="order-line")

urlpatterns = [
    path("orders/summary/", views.OrderSummaryView.as_view(), name="order-summary"),
    path("orders/track/<str:number>/", views.track, name="order-track"),
    path("checkout/", views.CheckoutView.as_view(), name="api-checkout"),
    path("", include(router.urls)),
]
