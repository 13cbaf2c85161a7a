"""djblets: Review Board's foundation; its URLconf puts the site's own under a root."""

from __future__ import annotations

from decompose_source.packages._package import Package

package = Package(
    stubs={
        "djblets": "",
        "djblets.urls": "",
        "djblets.urls.root": """
from django.conf import settings
from django.urls import include, path
if hasattr(settings, "SITE_ROOT"):
    urlpatterns = [path(settings.SITE_ROOT[1:], include(settings.SITE_ROOT_URLCONF))]
else:
    urlpatterns = []
""",
    },
    kept=True,
)
