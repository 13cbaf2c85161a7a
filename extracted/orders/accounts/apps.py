"""What this service reads of the monolith's app accounts."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Keep the label, and with it the names of the tables."""

    name = "accounts"
