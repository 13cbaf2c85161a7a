"""The dispatcher's hand-over to Celery; only imported where the settings ask for it."""

from __future__ import annotations

from celery import shared_task
from django.db import IntegrityError, transaction
from django.utils import timezone

from decompose_link.boundary import boundaries
from decompose_link.dispatching import handle
from decompose_link.models import OUTBOXES, Handled


@shared_task(
    name="decompose_link.handle_event",
    acks_late=True,
    autoretry_for=(Exception,),
    retry_backoff=True,
    max_retries=5,
)
def handle_event(service: str, event_id: int) -> None:
    """Handle one event; a message that is delivered twice is handled once."""
    boundary = boundaries()[service]
    event = OUTBOXES[boundary.peer].objects.get(pk=event_id)
    with transaction.atomic():
        try:
            with transaction.atomic():
                Handled.objects.create(
                    origin=f"{boundary.peer}:worker", event=event_id, done_at=timezone.now()
                )
        except IntegrityError:
            return
        handle(boundary, event.kind, event.body)
