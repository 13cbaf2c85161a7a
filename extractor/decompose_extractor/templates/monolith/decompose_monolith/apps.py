"""The monolith's end of the strangler proxy's identity exchange."""

from __future__ import annotations

from django.apps import AppConfig


class DecomposeMonolithConfig(AppConfig):
    """Has no models and changes nothing but two paths below /.decompose/."""

    name = "decompose_monolith"
    verbose_name = "Between monolith and services"
