"""The analysis as Markdown, for a pull request or a wiki.

https://github.github.com/gfm/
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from decompose_analyzer import beside, price
from decompose_analyzer.boundaries import ranked
from decompose_analyzer.reporting import Page, Report
from decompose_core.analysis import Analysis
from decompose_core.boundary import Boundary
from decompose_core.coupling import Coupling, CouplingSeverity, Settlement

PLACES = 20
BOUNDARIES = 40
PIECES = 5  # of evidence, for each way to go together


def render(analysis: Analysis, page: Page) -> str:
    """Write the cut asked for, the boundaries, the kinds, and what a person must settle."""
    del page
    asked = [each for each in analysis.boundaries if each.trial is not None]
    lines = [
        "# What ties the apps together",
        "",
        f"{_count(len(analysis.apps), 'app')}, "
        f"{_count(len(analysis.couplings), 'coupling')} between them, "
        f"{_count(len(analysis.problems), 'place')} that could not be judged.",
        "",
        *(line for each in asked for line in _cut(each)),
        *_boundaries(analysis),
        *_kinds(analysis.couplings),
        *_by_hand(analysis.couplings),
        *_beside(analysis),
    ]
    return "\n".join(lines).rstrip("\n") + "\n"


def _cut(boundary: Boundary) -> Iterator[str]:
    """Write what was asked: what the cut takes, costs, its alternatives, how firm it is."""
    yield f"## The cut around {_escaped(boundary.name)}"
    yield ""
    said = [("takes", price.taken(boundary))]
    said += [("costs", price.words(boundary.cost)), *price.unseen(boundary)]
    said += [("or", f"{each.change}: {price.words(each.cost)}") for each in boundary.alternatives]
    for label, text in [*said, *price.trial(boundary)]:
        yield f"* **{label}**: {_escaped(text)}"
    yield ""


def _boundaries(analysis: Analysis) -> Iterator[str]:
    yield "## What each cut costs, the cheapest first"
    yield ""
    cheapest = ranked(analysis.boundaries)
    rows = (
        (each.name, len(each.models), each.cost.automatic, each.cost.assisted, each.cost.manual)
        for each in cheapest[:BOUNDARIES]
    )
    yield from _table(("boundary", "models", "tool", "tool + answer", "by hand"), rows)
    if len(cheapest) > BOUNDARIES:
        yield f"... and {len(cheapest) - BOUNDARIES:,} more, each dearer than these."
        yield ""


def _kinds(couplings: Sequence[Coupling]) -> Iterator[str]:
    places = Counter(each.kind for each in couplings)
    blocks = Counter(e.kind for e in couplings if e.severity is CouplingSeverity.BLOCKS)
    yield "## Couplings by kind"
    yield ""
    kinds = sorted(places, key=lambda kind: (-blocks[kind], -places[kind], kind))
    yield from _table(("kind", "places", "block"), ((k, places[k], blocks[k]) for k in kinds))


def _by_hand(couplings: Sequence[Coupling]) -> Iterator[str]:
    hard = [each for each in couplings if each.settlement is Settlement.MANUAL]
    if not hard:
        return
    yield f"## Left to a person: {len(hard):,}"
    yield ""
    for each in hard[:PLACES]:
        ends = f"{each.source.app} -> {each.target.app}"
        yield f"* `{each.location}` {each.kind}, {ends}: {_escaped(each.detail)}"
    if len(hard) > PLACES:
        yield f"* ... and {len(hard) - PLACES:,} more: --format json has them all"
    yield ""


def _beside(analysis: Analysis) -> Iterator[str]:
    """Write what is known beside the code, the strongest of each way to go together."""
    found = list(beside.groups(analysis))
    if not found:
        return
    yield f"## {beside.TITLE}"
    yield ""
    rows = [
        (
            shown.piece.source,
            shown.piece.target,
            beside.TITLES[how],
            f"{shown.piece.count:,} of {round(shown.piece.count / shown.piece.share):,}",
            shown.piece.origin.value,
            shown.couplings,
        )
        for how, pieces in found
        for shown in pieces[:PIECES]
    ]
    heads = ("one", "the other", "how", "cases of the one", "origin", "couplings")
    yield from _table(heads, rows)
    more = sum(len(pieces) for _, pieces in found) - len(rows)
    if more:
        yield f"... and {more:,} more: --format json has them all under 'evidence'."


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"| --- |{' ---: |' * (len(heads) - 1)}"
    for row in rows:
        yield f"| {' | '.join(_escaped(str(each)) for each in row)} |"
    yield ""


def _escaped(text: str) -> str:
    """Keep what Markdown would read as its own: a pipe, a tag, emphasis by underscores."""
    for sign in "\\|<_*":
        text = text.replace(sign, f"\\{sign}")
    return text


report = Report(render, "a summary for a pull request")
