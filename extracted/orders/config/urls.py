"""The paths of this service: the monolith's own, so that the proxy can move them one by one."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from decompose_link.urls import mounted
from decompose_service import health
from decompose_service.elsewhere import elsewhere

urlpatterns = [
    path("livez/", health.live),
    path("readyz/", health.ready),
    mounted,
    path("openapi/", SpectacularAPIView.as_view(), name="openapi"),
    path("admin/", admin.site.urls),
    path("orders/", include("orders.urls")),
    path("api/", include("orders.api.urls")),
]

# Pages that the monolith serves; they are named here so that links to them can be made.
urlpatterns += elsewhere(
    {
        "accounts": [
            ("accounts/login/", "login"),
            ("accounts/logout/", "logout"),
            ("accounts/profile/", "profile"),
        ],
        "cart": [
            ("cart/", "detail"),
        ],
        "catalog": [
            ("", "home"),
            (r"^p/(?P<slug>[\w-]+)/$", "product"),
        ],
        "notifications": [
            ("notifications/", "inbox"),
        ],
        "reporting": [
            ("reports/", "dashboard"),
        ],
        "support": [
            ("support/", "tickets"),
            ("support/<int:pk>/", "ticket"),
            ("support/new/", "new"),
        ],
    }
)
