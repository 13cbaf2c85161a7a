"""The paths that the proxy asks; it answers 404 itself when anybody else asks them through it."""

from __future__ import annotations

from django.urls import include, path

from decompose_monolith import views

app_name = "decompose_monolith"

urlpatterns = [
    path("identity/", views.identity, name="identity"),
    path("jwks.json", views.jwks, name="jwks"),
]

mounted = path(".decompose/", include("decompose_monolith.urls"))
