"""What this service reads of the monolith's app catalog."""

from __future__ import annotations

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """Keep the label, and with it the names of the tables."""

    name = "catalog"
