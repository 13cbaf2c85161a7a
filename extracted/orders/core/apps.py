"""What this service reads of the monolith's app core."""

from __future__ import annotations

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Keep the label, and with it the names of the tables."""

    name = "core"
