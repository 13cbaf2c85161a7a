"""What this service reads of the monolith's app cart."""

from __future__ import annotations

from django.apps import AppConfig


class CartConfig(AppConfig):
    """Keep the label, and with it the names of the tables."""

    name = "cart"
