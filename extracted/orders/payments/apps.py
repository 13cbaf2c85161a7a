"""What this service reads of the monolith's app payments."""

from __future__ import annotations

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """Keep the label, and with it the names of the tables."""

    name = "payments"
