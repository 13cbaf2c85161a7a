"""Routes and the table of them: what the proxy decides by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from decompose_core.monolith import EndpointEffect

MONOLITH = "monolith"


class Mode(StrEnum):
    """How a route is answered now; derived, never stored."""

    CONTROL = "control"
    SHADOW = "shadow"
    SPLIT = "split"
    CANDIDATE = "candidate"


@dataclass(frozen=True, slots=True)
class Match:
    """What a request must be like; `pattern` is Django's path syntax, or a regex after `re:`."""

    pattern: str
    methods: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    cookies: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Route:
    """One route of one service; `share` and `shadow` are percentages from 0 to 100."""

    id: str
    match: Match
    effect: EndpointEffect
    target: str
    owner: str = MONOLITH
    share: float = 0.0
    shadow: float = 0.0
    view: str = ""
    rules: tuple[str, ...] = ()

    @property
    def mode(self) -> Mode:
        """Derive the mode: writes go to the owner whatever the share says."""
        if self.effect is EndpointEffect.WRITE:
            return Mode.CONTROL if self.owner == MONOLITH else Mode.CANDIDATE
        if self.share >= 100:
            return Mode.CANDIDATE
        if self.share > 0:
            return Mode.SPLIT
        return Mode.SHADOW if self.shadow > 0 else Mode.CONTROL


@dataclass(frozen=True, slots=True)
class RouteTable:
    """An immutable snapshot: the routes in order, and the instances of each target by name."""

    routes: tuple[Route, ...]
    upstreams: Mapping[str, tuple[str, ...]]
