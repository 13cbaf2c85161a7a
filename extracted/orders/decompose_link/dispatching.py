"""Handling what the other side told: once each, in its order, also after a failure."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from decompose_link.boundary import Boundary
from decompose_link.deletes import carry_out
from decompose_link.events import deliver
from decompose_link.models import OUTBOXES, Event, Handled
from decompose_link.options import switch
from decompose_link.outbox import CALLED, DELETED, SIGNAL
from decompose_link.serving import carry_out_call

logger = logging.getLogger(__name__)

# An event that failed this often is left behind, with its error, so that the others go on.
TRIES = 5
BATCH = 500
# Any number will do that nothing else in the database takes.
_LOCK = 7_145_812_904

HANDLERS: Mapping[str, Callable[[Boundary, Mapping[str, Any]], object]] = {
    DELETED: carry_out,
    SIGNAL: deliver,
    CALLED: carry_out_call,
}


@dataclass(frozen=True, slots=True)
class Round:
    """What one look at the other side's events came to."""

    handled: int = 0
    failed: int = 0


def dispatch(boundary: Boundary) -> Round:
    """Handle the events that have arrived; one that fails stops those behind it until the next
    round."""
    handled = failed = 0
    for event in waiting(boundary):
        if _handle(boundary, event):
            handled += 1
        else:
            failed += 1
            break
    return Round(handled, failed)


def waiting(boundary: Boundary) -> Iterator[Event]:
    """Yield the events that are not handled yet, in the order of their numbers.

    What counts is the list of handled events, not the highest number: numbers are given before the
    commit, so a lower one may arrive later.
    """
    done = Handled.objects.filter(origin=boundary.peer, event=OuterRef("pk"))
    done = done.exclude(done_at=None, tries__lt=TRIES)
    events = OUTBOXES[boundary.peer].objects.filter(service=boundary.service)
    yield from events.filter(~Exists(done)).order_by("pk")[:BATCH]


def take_turn() -> bool:
    """Whether this process is the one that dispatches; PostgreSQL keeps the turn until it ends."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        return bool(cursor.fetchone()[0])


def forget(boundary: Boundary, before: Any) -> int:
    """Delete this side's own events made before a moment; what was handled of them goes there."""
    count, _ = OUTBOXES[boundary.here].objects.filter(made_at__lt=before).delete()
    there = OUTBOXES[boundary.peer].objects.filter(pk=OuterRef("event"))
    old = Handled.objects.filter(origin=boundary.peer, done_at__lt=before)
    old.filter(~Exists(there)).delete()
    return count


def _handle(boundary: Boundary, event: Event) -> bool:
    try:
        if event.kind == DELETED:
            # Not in one transaction: a large cascade goes in chunks, and repeating it is harmless.
            handle(boundary, event.kind, event.body)
            _note(boundary, event, done_at=timezone.now())
        else:
            with transaction.atomic():
                _note(boundary, event, done_at=timezone.now())
                _deliver(boundary, event)
    except Exception as error:
        logger.exception("event %s of %s failed", event.pk, boundary.peer)
        before = Handled.objects.filter(origin=boundary.peer, event=event.pk).first()
        tries = before.tries if before is not None else 0
        _note(boundary, event, tries=tries + 1, error=f"{type(error).__name__}: {error}")
        return False
    return True


def handle(boundary: Boundary, kind: str, body: Mapping[str, Any]) -> None:
    """Do what an event is for."""
    HANDLERS[kind](boundary, body)


def _note(boundary: Boundary, event: Event, **values: Any) -> None:
    """Write down what has become of an event, in one statement."""
    Handled.objects.bulk_create(
        [Handled(origin=boundary.peer, event=event.pk, **values)],
        update_conflicts=True,
        unique_fields=["origin", "event"],
        update_fields=sorted(values),
    )


def _deliver(boundary: Boundary, event: Event) -> None:
    """Call the receiver, or let a worker do it where the settings say so."""
    if not switch("DECOMPOSE_DISPATCH_BY_CELERY"):
        handle(boundary, event.kind, event.body)
        return
    # A side without Celery has no such module.
    tasks = import_module("decompose_link.tasks")
    transaction.on_commit(lambda: tasks.handle_event.delay(boundary.service, event.pk))
