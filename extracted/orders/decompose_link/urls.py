"""The path that the other side asks; the proxy never lets anybody else through to it."""

from __future__ import annotations

from django.urls import path

from decompose_link.client import PREFIX
from decompose_link.views import link

mounted = path(f"{PREFIX}<path:path>", link, name="decompose_link")
