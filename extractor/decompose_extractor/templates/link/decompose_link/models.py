"""What the two sides keep about each other; each table has one owner, as all tables have."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from decompose_link.boundary import MONOLITH, boundaries


class Owner(models.Model):
    """Who may write a service's tables; the epoch counts the flips."""

    service = models.CharField(max_length=63, primary_key=True)
    owner = models.CharField(max_length=63, default=MONOLITH)
    epoch = models.BigIntegerField(default=0)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "decompose_owner"

    def __str__(self) -> str:
        return f"{self.service}: {self.owner} since {self.epoch}"


class Answer(models.Model):
    """What a call was answered with: the same key is answered the same way again."""

    caller = models.CharField(max_length=63)
    key = models.CharField(max_length=200)
    body_hash = models.CharField(max_length=64)
    answer = models.JSONField(null=True)
    made_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        db_table = "decompose_answer"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["caller", "key"], name="decompose_answer_once")
        ]

    def __str__(self) -> str:
        return f"{self.caller} {self.key}"


class Handled(models.Model):
    """An event of the other side that was handled here, or that failed and how often."""

    origin = models.CharField(max_length=63)
    event = models.BigIntegerField()
    tries = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "decompose_handled"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["origin", "event"], name="decompose_handled_once")
        ]

    def __str__(self) -> str:
        return f"{self.origin} {self.event}"


class Event(models.Model):
    """Something that one side tells the other: written with the rows it tells of, arrives after
    them."""

    id = models.BigAutoField(primary_key=True)
    service = models.CharField(max_length=63)
    kind = models.CharField(max_length=20)
    body = models.JSONField()
    epoch = models.BigIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.pk} {self.kind}"


def _outbox(side: str) -> type[Event]:
    name = f"From{side.title().replace('-', '').replace('_', '')}"
    meta = type("Meta", (), {"db_table": table_of(side), "app_label": "decompose_link"})
    return type(name, (Event,), {"__module__": __name__, "Meta": meta})


def table_of(side: str) -> str:
    """The table that a side writes its events to; the other side has a replica of it."""
    return f"decompose_from_{side.replace('-', '_')}"


# By side: the events it tells.
OUTBOXES: dict[str, type[Event]] = {each: _outbox(each) for each in (MONOLITH, *boundaries())}
