"""Between monolith and service: seams, events and deletes, the same app on both sides."""

from __future__ import annotations

from django.apps import AppConfig


class DecomposeLinkConfig(AppConfig):
    """Comes last among the installed apps, when all models and receivers are there."""

    name = "decompose_link"
    verbose_name = "Between monolith and services"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Watch the signals that the other side waits for, and the join tables across."""
        from decompose_link.boundary import boundaries  # noqa: PLC0415
        from decompose_link.deletes import loosen_join_tables  # noqa: PLC0415
        from decompose_link.events import connect  # noqa: PLC0415

        for each in boundaries().values():
            connect(each)
        loosen_join_tables()
