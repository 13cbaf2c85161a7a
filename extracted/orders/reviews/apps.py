"""What this service reads of the monolith's app reviews."""

from __future__ import annotations

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """Keep the label, and with it the names of the tables."""

    name = "reviews"
