"""Both databases of a service, open at once."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

from decompose_migrator.link import Link
from decompose_migrator.postgres import Connection, connect

MONOLITH = "the monolith"


@dataclass(frozen=True, slots=True)
class Sides:
    """The link and a connection to each of its ends."""

    link: Link
    monolith: Connection
    service: Connection


@contextlib.contextmanager
def both_sides(link: Link) -> Iterator[Sides]:
    """Connect to both ends.

    Raises:
        OutsideFailed: one of them can't be reached.
    """
    with connect(link.monolith, MONOLITH) as monolith, connect(link.target, side(link)) as service:
        yield Sides(link, monolith, service)


def side(link: Link) -> str:
    """Name the service's end in messages."""
    return f"the service {link.service}"
