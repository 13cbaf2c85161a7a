"""Who may write: the row of a service in `decompose_owner`, read each time, never remembered."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Model

from decompose_link.asking import first_row
from decompose_link.boundary import MONOLITH, Boundary, boundaries, boundary_of

_QUERY = "SELECT owner, epoch FROM decompose_owner WHERE service = %s"


def owner_and_epoch(service: str) -> tuple[str, int]:
    """Return who owns a service's tables, and since which flip; the monolith, 0 before the first.

    Tests may say it in the settings.
    """
    said = getattr(settings, "DECOMPOSE_OWNERS", {}).get(service)
    if said is not None:
        return said, 1
    row = first_row(_QUERY, [service])
    return (str(row[0]), int(row[1])) if row else (MONOLITH, 0)


def service_owns(boundary: Boundary) -> bool:
    """Whether the service has taken over."""
    return owner_and_epoch(boundary.service)[0] == boundary.service


def owner_of(model: type[Model]) -> str:
    """The side that owns a model's rows now."""
    boundary = boundary_of(model)
    return owner_and_epoch(boundary.service)[0] if boundary is not None else MONOLITH


def here() -> str:
    """This side's name."""
    return next((each.here for each in boundaries().values()), MONOLITH)


def owned_here(model: type[Model]) -> bool:
    """Whether this side may write a model's rows."""
    return owner_of(model) == here()
