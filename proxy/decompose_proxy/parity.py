"""How alike monolith and service are, endpoint by endpoint, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import starmap
from typing import TypeVar

from decompose_core import codec
from decompose_core.exchange import Comparison, Diff, Outcome
from decompose_proxy.finding import generalise

MAX_EXAMPLES = 5  # an endpoint
MAX_EXAMPLE_DIFFS = 20
_Z = 1.96  # 95 %
K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Example:
    """One exchange that was not alike; values are masked."""

    id: str
    outcome: Outcome
    reason: str = ""
    diffs: tuple[Diff, ...] = ()
    target: str = ""

    @property
    def shape(self) -> tuple[str, ...]:
        """What examples have in common that show the same difference."""
        differences = {f"{each.kind} {generalise(each.path)}" for each in self.diffs}
        return (self.outcome, self.reason, *sorted(differences))


@dataclass(frozen=True, slots=True, order=True)
class Endpoint:
    """What figures are kept for."""

    service: str
    route: str
    method: str


@dataclass(frozen=True, slots=True)
class Figures:
    """The counts of one endpoint, with examples of what was not alike.

    `skipped` counts by reason what could not be compared though nobody is to blame. `noise` lists
    the paths at which the control differs from itself.
    """

    counts: Mapping[Outcome, int] = field(default_factory=dict[Outcome, int])
    examples: tuple[Example, ...] = ()
    skipped: Mapping[str, int] = field(default_factory=dict[str, int])
    noise: tuple[str, ...] = ()

    def count(self, outcome: Outcome) -> int:
        """Return how many exchanges came to an outcome."""
        return self.counts.get(outcome, 0)

    @property
    def alike(self) -> int:
        """Count the exchanges without a difference that matters."""
        return self.count(Outcome.MATCHED) + self.count(Outcome.IGNORED)

    @property
    def decided(self) -> int:
        """Count what says something: a raced exchange says neither yes nor no."""
        return self.alike + self.count(Outcome.MISMATCHED) + self.count(Outcome.FAILED)

    @property
    def score(self) -> float | None:
        """The share of decided exchanges that were alike."""
        return self.alike / self.decided if self.decided else None

    @property
    def lower_bound(self) -> float:
        """What the share is at least, with 95 % confidence."""
        return wilson_lower_bound(self.alike, self.decided)

    def __add__(self, other: Figures) -> Figures:
        return Figures(
            _sum(self.counts, other.counts),
            _distinct(self.examples + other.examples),
            _sum(self.skipped, other.skipped),
            tuple(sorted({*self.noise, *other.noise})),
        )


Parity = Mapping[Endpoint, Figures]


@dataclass(frozen=True, slots=True)
class RouteReport:
    """The figures of one endpoint as JSON has them."""

    route: str
    method: str
    matched: int = 0
    mismatched: int = 0
    ignored: int = 0
    raced: int = 0
    failed: int = 0
    score: float | None = None
    lower_bound: float = 0.0
    examples: tuple[Example, ...] = ()
    skipped: Mapping[str, int] = field(default_factory=dict[str, int])
    noise: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ServiceReport:
    """A service's endpoints."""

    name: str
    routes: tuple[RouteReport, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The whole document."""

    services: tuple[ServiceReport, ...]


def wilson_lower_bound(successes: int, trials: int) -> float:
    """Return the lower end of the Wilson score interval: few samples give a low bound.

    https://en.wikipedia.org/wiki/Binomial_proportion_confidence_interval#Wilson_score_interval
    """
    if successes == 0:
        return 0.0
    share, square = successes / trials, _Z * _Z
    centre = share + square / (2 * trials)
    margin = _Z * math.sqrt(share * (1 - share) / trials + square / (4 * trials * trials))
    return max(0.0, (centre - margin) / (1 + square / trials))


def figures_of(
    identifier: str, comparison: Comparison, *, target: str = "", noise: Iterable[str] = ()
) -> Figures:
    """Make the figures of one exchange; values and target are to be masked already."""
    outcome = comparison.outcome
    examples: tuple[Example, ...] = ()
    if outcome in (Outcome.MISMATCHED, Outcome.FAILED):
        diffs = comparison.diffs[:MAX_EXAMPLE_DIFFS]
        examples = (Example(identifier, outcome, comparison.reason, diffs, target),)
    return Figures({outcome: 1}, examples, noise=tuple(sorted(noise)))


def skipped(reason: str) -> Figures:
    """Make the figures of an exchange that was not compared."""
    return Figures(skipped={reason: 1})


def merged(parts: Iterable[tuple[Endpoint, Figures]]) -> dict[Endpoint, Figures]:
    """Add up figures by endpoint, in order of the endpoints."""
    total: dict[Endpoint, Figures] = {}
    for endpoint, figures in parts:
        total[endpoint] = total.get(endpoint, Figures()) + figures
    return dict(sorted(total.items()))


def of_service(parity: Parity, name: str) -> dict[Endpoint, Figures]:
    """Return one service's part."""
    return {endpoint: each for endpoint, each in parity.items() if endpoint.service == name}


def document(parity: Parity) -> dict[str, object]:
    """Write it as `decompose parity --format json` and `GET /parity` do."""
    names = sorted({each.service for each in parity})
    services = [
        ServiceReport(name, tuple(starmap(_report, of_service(parity, name).items())))
        for name in names
    ]
    return {"services": codec.encode(services)}


def from_document(document: object) -> dict[Endpoint, Figures]:
    """Read what `document` wrote.

    Raises:
        codec.CodecError: it is none.
    """
    report = codec.decode(Report, document)
    return {
        Endpoint(service.name, each.route, each.method): _figures(each)
        for service in report.services
        for each in service.routes
    }


def _report(endpoint: Endpoint, figures: Figures) -> RouteReport:
    return RouteReport(
        route=endpoint.route,
        method=endpoint.method,
        matched=figures.count(Outcome.MATCHED),
        mismatched=figures.count(Outcome.MISMATCHED),
        ignored=figures.count(Outcome.IGNORED),
        raced=figures.count(Outcome.RACED),
        failed=figures.count(Outcome.FAILED),
        score=figures.score,
        lower_bound=round(figures.lower_bound, 6),
        examples=figures.examples,
        skipped=figures.skipped,
        noise=figures.noise,
    )


def _figures(report: RouteReport) -> Figures:
    counts = {
        Outcome.MATCHED: report.matched,
        Outcome.MISMATCHED: report.mismatched,
        Outcome.IGNORED: report.ignored,
        Outcome.RACED: report.raced,
        Outcome.FAILED: report.failed,
    }
    return Figures(counts, report.examples, report.skipped, report.noise)


def _distinct(examples: tuple[Example, ...]) -> tuple[Example, ...]:
    """Keep the latest example of each shape: five times the same one would hide the others."""
    latest: dict[tuple[str, ...], Example] = {}
    for each in examples:
        latest.pop(each.shape, None)
        latest[each.shape] = each
    return tuple(latest.values())[-MAX_EXAMPLES:]


def _sum(here: Mapping[K, int], there: Mapping[K, int]) -> dict[K, int]:
    return {key: here.get(key, 0) + there.get(key, 0) for key in {**here, **there}}
