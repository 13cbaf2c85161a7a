"""The analysis as Markdown, for a pull request or a wiki.

https://github.github.com/gfm/
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from decompose_analyzer.boundaries import ranked
from decompose_analyzer.reporting import Page, Report
from decompose_core.analysis import Analysis
from decompose_core.coupling import Coupling, CouplingSeverity, Settlement

PLACES = 20


def render(analysis: Analysis, page: Page) -> str:
    """Write the boundaries, the kinds, and the places that a person must settle."""
    del page
    lines = [
        "# What ties the apps together",
        "",
        f"{len(analysis.apps)} apps, {len(analysis.couplings):,} couplings between them, "
        f"{len(analysis.problems):,} places that could not be judged.",
        "",
        *_boundaries(analysis),
        *_kinds(analysis.couplings),
        *_by_hand(analysis.couplings),
    ]
    return "\n".join(lines).rstrip("\n") + "\n"


def _boundaries(analysis: Analysis) -> Iterator[str]:
    yield "## What each cut costs, the cheapest first"
    yield ""
    rows = (
        (each.name, len(each.models), each.cost.automatic, each.cost.assisted, each.cost.manual)
        for each in ranked(analysis.boundaries)
    )
    yield from _table(("boundary", "models", "tool", "tool + answer", "by hand"), rows)


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
        yield f"* ... and {len(hard) - PLACES:,} more"


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
