"""A proposed boundary and what it costs to cut there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Cost:
    """How many crossing places the tool settles, helps with, or leaves to a person."""

    automatic: int = 0
    assisted: int = 0
    manual: int = 0

    @property
    def places(self) -> int:
        """Count every crossing place."""
        return self.automatic + self.assisted + self.manual


@dataclass(frozen=True, slots=True)
class Alternative:
    """A boundary that differs by one app or model from another one, and its price."""

    change: str
    cost: Cost


@dataclass(frozen=True, slots=True)
class Trial:
    """A cut sought again from `seeds` in several rounds, in each with every tie a little changed.

    `change` is the share by which a tie got weaker or stronger at most. `came` counts the rounds in
    which a model lay inside: every model of the cut, and each other one that did so at least once.
    """

    rounds: int
    change: float
    seeds: tuple[str, ...]
    came: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Boundary:
    """A set of apps (and models) that would leave together.

    `crossings` counts the places a kind; `metrics` holds published measures by name. Alternatives,
    trial and stability are worked out for a cut that somebody asks about: `stability` is the share
    of its models that came along in a round of the trial, seeds aside; None where all are seeds.
    """

    name: str
    apps: tuple[str, ...]
    models: tuple[str, ...]
    cost: Cost
    crossings: Mapping[str, int] = field(default_factory=dict[str, int])
    metrics: Mapping[str, float] = field(default_factory=dict[str, float])
    stability: float | None = None
    alternatives: tuple[Alternative, ...] = ()
    trial: Trial | None = None


@dataclass(frozen=True, slots=True)
class Departure:
    """An app in the order of leaving: what its cut costs once those before it are gone, and why."""

    app: str
    cost: Cost
    reason: str


@dataclass(frozen=True, slots=True, order=True)
class CycleEdge:
    """All couplings from one app to another that close a cycle."""

    source: str
    target: str
    places: int


class Origin(StrEnum):
    """Where evidence comes from that is not in the code."""

    HISTORY = "git"
    SQL = "sql"


class Together(StrEnum):
    """How two apps or models go together."""

    CHANGED = "changed"
    JOINED = "joined"
    WRITTEN = "written"
    TOUCHED = "touched"


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """Two apps, or two models, that go together: how often, and in what share of source's cases.

    `places` names a few of the cases. `weight` is how much they tie the two, at most 1: a case of
    many members says less of each pair of them.
    """

    origin: Origin
    source: str
    target: str
    count: int
    share: float
    detail: str = ""
    how: Together = Together.CHANGED
    weight: float = 0.0
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """Models that belong together, whatever app they are in now; `name` is the most central one."""

    name: str
    apps: tuple[str, ...]
    models: tuple[str, ...]
    reason: str
