"""The part of this service that stands between it and the monolith."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.contrib.contenttypes.management import create_contenttypes
from django.db import connections
from django.db.models.signals import post_migrate

from decompose_service.replicas import read_first


class DecomposeServiceConfig(AppConfig):
    """Keep `migrate` from filling tables whose rows arrive from the monolith."""

    name = "decompose_service"
    verbose_name = "Between service and monolith"

    def ready(self) -> None:
        """Leave content types and permissions to replication: their ids must be the monolith's."""
        post_migrate.disconnect(create_contenttypes)
        post_migrate.disconnect(
            create_permissions, dispatch_uid="django.contrib.auth.management.create_permissions"
        )
        post_migrate.connect(_fill, dispatch_uid="decompose_service.fill")
        post_migrate.connect(_leave_secrets_empty, dispatch_uid="decompose_service.secrets")
        read_first()


def _fill(**kwargs: Any) -> None:
    """Make content types and permissions where no monolith sends them: in tests."""
    if settings.DECOMPOSE_REPLICAS_WRITABLE:
        create_contenttypes(**kwargs)
        create_permissions(**kwargs)


def _leave_secrets_empty(app_config: AppConfig, using: str, **kwargs: Any) -> None:
    """Give columns that the monolith never sends a default: without one its rows can't arrive."""
    connection = connections[using]
    if connection.vendor != "postgresql":
        return
    for label, columns in settings.DECOMPOSE_UNFILLED.items():
        if label.partition(".")[0] != app_config.label:
            continue
        model = apps.get_model(label)
        table = connection.ops.quote_name(model._meta.db_table)
        with connection.cursor() as cursor:
            for field in map(model._meta.get_field, columns):
                if field.null:
                    continue
                name = connection.ops.quote_name(field.column)
                cursor.execute(f"ALTER TABLE {table} ALTER COLUMN {name} SET DEFAULT ''")
