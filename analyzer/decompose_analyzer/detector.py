"""What a unit of `couplings/` is: one kind of coupling, how to find it, what is said of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from decompose_analyzer.scan import Scan
from decompose_core.coupling import CouplingSeverity, Effect, End, Settlement
from decompose_core.location import Location
from decompose_core.problem import Problem


@dataclass(frozen=True, slots=True)
class Found:
    """One place where `source` leans on `target`.

    Severity and settlement are named only where they differ from those of the kind.
    """

    source: End
    target: End
    effect: Effect
    location: Location
    detail: str
    severity: CouplingSeverity | None = None
    settlement: Settlement | None = None


@dataclass(frozen=True, slots=True)
class Detector:
    """One kind of coupling: `rows` are those of the catalogue, `docs` is Django's page about it.

    `find` also yields the places that it can't judge, as problems. `settled` says what the
    extractor makes of such a place. `by_module` says that what is found in a module does not depend
    on which other modules are looked at, so that the modules may be dealt out to several workers.
    """

    find: Callable[[Scan], Iterable[Found | Problem]]
    description: str
    example: str
    settled: str
    rows: tuple[int, ...]
    severity: CouplingSeverity
    docs: str
    settlement: Settlement = Settlement.AUTOMATIC
    weight: float = 1.0
    by_module: bool = False
