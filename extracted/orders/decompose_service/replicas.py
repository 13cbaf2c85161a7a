"""Read replicas of the monolith's tables: they can be read and joined like any model, and not be
written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, Never

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Model, QuerySet

from decompose_service.seams import reached


class ReplicaIsReadOnly(Exception):
    """Code of this service tried to change rows that the monolith owns."""

    def __init__(self, label: str) -> None:
        super().__init__(
            f"{label} is a read replica: the monolith owns its rows, a change here would be lost.\n"
            f"  Move this change behind a function of the app {label.partition('.')[0]!r} and make"
            " that function a seam (EXTRACTION.md lists the seams this service has)."
        )


class ColumnLeftOut(Exception):
    """Code of this service read a column that did not come along."""


class ReplicaRouter:
    """Refuse to write replicas; Django asks for a database before every save, update, delete and
    bulk operation."""

    def db_for_write(self, model: type[Model], **hints: object) -> None:
        """Raise for a replica, leave every other model to the default."""
        if settings.DECOMPOSE_REPLICAS_WRITABLE:
            return
        owner = model._meta.auto_created or model
        label = owner._meta.label
        if label in settings.DECOMPOSE_REPLICAS:
            raise ReplicaIsReadOnly(label)


def read_first() -> None:
    """Let `get_or_create` find the row of a replica; only a row that is missing is a write.

    Django reads from where it would write, so the router above would refuse the reading, too.
    """
    original = QuerySet.get_or_create

    @wraps(original)
    def get_or_create(
        self: QuerySet[Model], defaults: dict[str, Any] | None = None, **kwargs: Any
    ) -> tuple[Model, bool]:
        if self.model._meta.label in settings.DECOMPOSE_REPLICAS and not (
            settings.DECOMPOSE_REPLICAS_WRITABLE
        ):
            try:
                return self.get(**kwargs), False
            except self.model.DoesNotExist:
                pass  # the router refuses what follows
        return original(self, defaults, **kwargs)

    QuerySet.get_or_create = get_or_create


_dropping: list[bool] = []


@contextmanager
def left_out_is_dropped() -> Iterator[None]:
    """Let code that makes whole rows set columns which did not come along: they are dropped."""
    _dropping.append(True)
    try:
        yield
    finally:
        _dropping.pop()


class Withheld:
    """Stand in for a secret that never leaves its owner: it reads as Django's unusable password,
    which fits nothing, and what is set is dropped, as no row could keep it."""

    def __get__(self, instance: Model | None, owner: type[Model]) -> str:
        """Read as unusable."""
        return UNUSABLE_PASSWORD_PREFIX

    def __set__(self, instance: Model, value: object) -> None:
        """Keep nothing."""


class LeftOut(property):
    """Stand in for a column that nothing in this service uses; a property, so that Django lets it
    be set by name."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path

    def __get__(self, instance: Model | None, owner: type[Model]) -> LeftOut:
        """Say how to bring the column along."""
        if instance is None:
            return self
        self._fail()

    def __set__(self, instance: Model, value: object) -> None:
        """Say how to bring the column along."""
        if not _dropping:
            self._fail()

    def _fail(self) -> Never:
        reached.append(f"column {self.path} was left out")
        raise ColumnLeftOut(
            f"{self.path} is not replicated to this service.\n"
            f'  Add "{self.path}" = "replica" to the seams of this boundary in decompose.toml'
            " and extract again."
        )
