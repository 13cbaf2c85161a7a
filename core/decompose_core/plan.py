"""What an extraction will do, before it does it: the content of plan.json."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from decompose_core.coupling import End
from decompose_core.location import Location
from decompose_core.problem import Problem
from decompose_core.project_file import RouteEntry, Strategy, WriterEntry

SCHEMA = 1


class Outcome(StrEnum):
    """How a coupling ends; there is no fourth way."""

    REWRITTEN = "rewritten"
    MARKED = "marked"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Settled:
    """One coupling place with its end; `reason` says why where it was not rewritten."""

    kind: str
    location: Location
    source: End
    target: End
    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PlannedTable:
    """A table in the service's database; no columns means the whole table.

    `moved` tables will be owned by the service, the others stay the monolith's and are replicas.
    """

    name: str
    model: str
    primary_key: tuple[str, ...]
    moved: bool
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seam:
    """A call that crosses: the symbol that stays, where it is called, and how it is settled."""

    symbol: str
    strategy: Strategy
    places: tuple[Location, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One file that will be written, and from what."""

    action: str
    path: str
    origin: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ExtractionPlan:
    """The whole plan of one service; every tuple is sorted."""

    service: str
    apps: tuple[str, ...]
    settings: str
    tables: tuple[PlannedTable, ...] = ()
    views: tuple[str, ...] = ()  # they are in the service too, and have no rows to copy
    routes: tuple[RouteEntry, ...] = ()
    writers: tuple[WriterEntry, ...] = ()
    seams: tuple[Seam, ...] = ()
    settled: tuple[Settled, ...] = ()
    reported: int = 0  # of the settled places: those that the analysis reported
    steps: tuple[Step, ...] = ()
    unresolved: tuple[Problem, ...] = ()
    schema: int = SCHEMA
