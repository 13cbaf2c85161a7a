"""Parity as a person reads it: an endpoint in three lines, its examples path by path."""

from __future__ import annotations

from collections.abc import Iterator

from decompose_core.exchange import Diff, Outcome
from decompose_proxy.parity import Endpoint, Example, Figures, Parity

WIDTH = 80


def lines(parity: Parity, *, examples: bool = True) -> Iterator[str]:
    """Write all endpoints, by service."""
    service = ""
    for endpoint, figures in parity.items():
        if endpoint.service != service:
            service = endpoint.service
            yield service
        yield from _endpoint(endpoint, figures, examples=examples)


def _endpoint(endpoint: Endpoint, figures: Figures, *, examples: bool) -> Iterator[str]:
    name = f"  {endpoint.method} {endpoint.route or '/'}"
    score = _score(figures)
    if len(name) + len(score) + 2 > WIDTH:
        yield name
        name = ""
    yield f"{name:<{WIDTH - len(score)}}{score}"
    counts = "  ".join(f"{each} {figures.counts.get(each, 0)}" for each in Outcome)
    yield f"      {counts}"
    for reason, times in sorted(figures.skipped.items()):
        yield f"      not compared {times}: {reason}"
    for path in figures.noise:
        yield f"      noise: {path} (the monolith differs from itself)"
    if examples:
        for each in figures.examples:
            yield from _example(each)


def _score(figures: Figures) -> str:
    if figures.score is None:
        return "no samples"
    return f"{_percent(figures.score)} alike, surely {_percent(figures.lower_bound)}"


def _percent(share: float) -> str:
    """Round down: 99.99 % is not 100 %."""
    return f"{int(share * 1000) / 10:.1f} %"


def _example(example: Example) -> Iterator[str]:
    reason = f": {example.reason}" if example.reason else ""
    yield _cut(f"      {example.outcome} {example.target or example.id}{reason}")
    for each in example.diffs:
        yield from _diff(each)


def _diff(diff: Diff) -> Iterator[str]:
    yield f"        {diff.path}  {diff.kind}"
    for side, value in (("control", diff.control), ("candidate", diff.candidate)):
        if value or diff.kind not in ("missing", "extra"):
            yield _cut(f"          {side:<10}{value}")


def _cut(line: str) -> str:
    return line if len(line) <= WIDTH else line[: WIDTH - 1] + "…"
