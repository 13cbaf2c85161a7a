"""What this service reads of the monolith's app promotions."""

from __future__ import annotations

from django.apps import AppConfig


class PromotionsConfig(AppConfig):
    """Keep the label, and with it the names of the tables."""

    name = "promotions"
