"""What this service reads of the monolith's app support."""

from __future__ import annotations

from django.apps import AppConfig


class SupportConfig(AppConfig):
    """Keep the label, and with it the names of the tables."""

    name = "support"
