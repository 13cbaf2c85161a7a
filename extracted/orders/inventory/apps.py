"""What this service reads of the monolith's app inventory."""

from __future__ import annotations

from django.apps import AppConfig


class InventoryConfig(AppConfig):
    """Keep the label, and with it the names of the tables."""

    name = "inventory"
