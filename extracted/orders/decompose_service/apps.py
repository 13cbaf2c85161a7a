"""The part of this service that stands between it and the monolith."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.contrib.contenttypes.management import create_contenttypes
from django.db.models.signals import post_migrate


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


def _fill(**kwargs: Any) -> None:
    """Make content types and permissions where no monolith sends them: in tests."""
    if settings.DECOMPOSE_REPLICAS_WRITABLE:
        create_contenttypes(**kwargs)
        create_permissions(**kwargs)
