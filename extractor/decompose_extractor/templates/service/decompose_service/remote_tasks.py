"""Tasks that the monolith's workers run: sent by name through the broker, never run here."""

from __future__ import annotations

from typing import Any

from celery import current_app, signature
from celery.canvas import Signature
from celery.result import AsyncResult
from django.conf import settings

from decompose_service.seams import UnsettledSeam, end_in_tests


class RemoteTask:
    """Send a task under its registered name, with the calls that a task here would have."""

    def __init__(self, name: str, function: str) -> None:
        self.name = name
        self.function = function

    def __call__(self, *args: object, **kwargs: object) -> object:
        """Refuse to run it in this process: its code is the monolith's."""
        end = self._end()
        if end is None:
            raise UnsettledSeam(
                self.function, because="a task of the monolith, called like a function"
            )
        return end(*args, **kwargs)

    def apply_async(
        self,
        args: tuple[object, ...] | list[object] | None = None,
        kwargs: dict[str, object] | None = None,
        **options: object,
    ) -> AsyncResult:
        """Send the task."""
        end = self._end()
        if end is not None:
            return end.apply_async(args, kwargs, **options)
        if getattr(settings, "CELERY_TASK_ALWAYS_EAGER", False):
            raise UnsettledSeam(
                self.function, because="a task of the monolith, and there is no broker"
            )
        return current_app.send_task(self.name, args=args, kwargs=kwargs, **options)

    def delay(self, *args: object, **kwargs: object) -> AsyncResult:
        """Send the task with these arguments."""
        return self.apply_async(args, kwargs)

    def s(self, *args: object, **kwargs: object) -> Signature:
        """Return a signature, for chains and groups."""
        self._end()
        return signature(self.name, args=args, kwargs=kwargs)

    def si(self, *args: object, **kwargs: object) -> Signature:
        """Return an immutable signature."""
        self._end()
        return signature(self.name, args=args, kwargs=kwargs, immutable=True)

    def _end(self) -> Any:
        """Find the task's own code, in tests only, and let Celery know it by its name."""
        end = end_in_tests(self.function)
        if end is not None:
            # Celery's decorator leaves a proxy that looks itself up by name: put the task in its
            # place.
            current_app.tasks[self.name] = end._get_current_object()
        return end
