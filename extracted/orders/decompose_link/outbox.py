"""Telling the other side: an event is a row, written in the transaction of what it tells of."""

from __future__ import annotations

from typing import Any

from decompose_link.boundary import Boundary
from decompose_link.owners import owner_and_epoch

DELETED = "deleted"
SIGNAL = "signal"
CALLED = "call"


def tell(boundary: Boundary, kind: str, body: dict[str, Any]) -> None:
    """Write an event for the other side."""
    from decompose_link.models import OUTBOXES  # noqa: PLC0415

    OUTBOXES[boundary.here].objects.create(
        service=boundary.service,
        kind=kind,
        body=body,
        epoch=owner_and_epoch(boundary.service)[1],
    )
