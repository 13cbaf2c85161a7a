"""A proposed boundary and what it costs to cut there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


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
class Boundary:
    """A set of apps (and models) that would leave together.

    `crossings` counts the places a kind; `metrics` holds published measures by name;
    `stability` lies between 0 and 1.
    """

    name: str
    apps: tuple[str, ...]
    models: tuple[str, ...]
    cost: Cost
    crossings: Mapping[str, int] = field(default_factory=dict[str, int])
    metrics: Mapping[str, float] = field(default_factory=dict[str, float])
    stability: float | None = None
