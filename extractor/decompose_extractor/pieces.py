"""What the closure consists of: the definitions that come along, in which form, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from decompose_core.location import Location
from decompose_core.problem import Problem
from decompose_extractor.effects import Effect


class How(StrEnum):
    """In which form a definition comes along."""

    COPIED = "copied"
    REPLICA = "replica"
    SEAM = "seam"
    TASK = "task"
    END = "end"  # only in tests: what the other side does when the moved side sends a signal


@dataclass(frozen=True, slots=True)
class Piece:
    """One definition that comes along; no members means the whole, stubs are methods that act."""

    module: str
    path: str
    name: str
    how: How
    because: Location
    members: frozenset[str] | None = None
    stubs: Mapping[str, tuple[Effect, ...]] = field(default_factory=dict[str, tuple[Effect, ...]])
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True)
class Closure:
    """Everything the service needs from outside of the apps that leave."""

    pieces: tuple[Piece, ...]
    kept: Mapping[
        str, frozenset[str]
    ]  # by module: the top-level names that are kept, imports included
    stars: Mapping[str, frozenset[str]]  # by module: the modules its kept star imports name
    places: Mapping[str, tuple[Location, ...]]  # by dotted name: where retained code uses it
    replicas: Mapping[str, frozenset[str]]  # by `app.Model`: the fields that are kept
    settings: Mapping[str, Location]
    external: Mapping[str, Location]  # modules of other distributions
    words: frozenset[str]
    requests: frozenset[str]  # what retained code reads of a request, as `request.name`
    named_apps: frozenset[str]  # labels of apps that code looks up by name
    named_packages: frozenset[str]  # likewise, of apps of other distributions
    strings: Mapping[str, Location]  # retained string constants that may name something
    fixtures: Mapping[str, Location]  # that tests load
    problems: tuple[Problem, ...]

    def piece(self, dotted: str) -> Piece | None:
        """Find a piece by its dotted name."""
        return next((each for each in self.pieces if f"{each.module}.{each.name}" == dotted), None)


@dataclass(frozen=True, slots=True)
class Root:
    """Something the service needs that no code names: a middleware, a context processor, a template
    tag."""

    dotted: str
    because: Location


class Reach(StrEnum):
    """How far a walk goes."""

    PRODUCTION = "production"  # no tests
    SERVICE = "service"  # with the tests of the moved apps
    TESTS = "tests"  # and with what seams do on the other side, which tests run against
