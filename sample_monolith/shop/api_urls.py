"""Everything below /api/."""

from django.urls import include, path
from rest_framework.authtoken.views import obtain_auth_token
from rest_framework.routers import DefaultRouter

from accounts.api import AddressViewSet, MeView
from backoffice.reporting.api import DailySalesViewSet
from catalog.api import CategoryViewSet, ProductViewSet
from inventory.api import StockRecordViewSet
from notifications.api import NotificationViewSet
from promotions.api import CouponCheckView, PromotionViewSet
from reviews.api import ReviewViewSet
from shipping.api import ShipmentViewSet, ShippingMethodViewSet
from support.api import TicketViewSet

router = DefaultRouter()
router.register("addresses", AddressViewSet, basename="address")
router.register("categories", CategoryViewSet)
router.register("products", ProductViewSet)
router.register("stock", StockRecordViewSet)
router.register("promotions", PromotionViewSet)
router.register("shipping-methods", ShippingMethodViewSet)
router.register("shipments", ShipmentViewSet, basename="shipment")
router.register("reviews", ReviewViewSet)
router.register("notifications", NotificationViewSet, basename="notification")
router.register("tickets", TicketViewSet, basename="ticket")
router.register("daily-sales", DailySalesViewSet)

urlpatterns = [
    path("token/", obtain_auth_token, name="api-token"),
    path("me/", MeView.as_view(), name="api-me"),
    path("coupons/<slug:code>/", CouponCheckView.as_view(), name="api-coupon-check"),
    path("cart/", include("cart.api_urls")),
    path("payments/", include("payments.urls")),
    path("", include("orders.api.urls")),
    path("", include(router.urls)),
]
