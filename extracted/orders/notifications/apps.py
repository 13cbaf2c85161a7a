"""What this service reads of the monolith's app notifications."""

from __future__ import annotations

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Keep the label, and with it the names of the tables."""

    name = "notifications"
