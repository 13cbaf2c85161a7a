"""What this service reads of the monolith's app shipping."""

from __future__ import annotations

from django.apps import AppConfig


class ShippingConfig(AppConfig):
    """Keep the label, and with it the names of the tables."""

    name = "shipping"
