"""What is known beside the code, ready for a report: the strongest first, each with its origin.

A pair within one app is left out where there are several apps: nobody cuts there unasked. What the
code says nothing about comes first, for that is what reading the code alone would miss.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from decompose_analyzer.evidence import ends
from decompose_analyzer.graph import model_of
from decompose_core.analysis import Analysis
from decompose_core.boundary import Evidence, Together
from decompose_core.coupling import Coupling

PIECES = 4  # of each way to go together
TITLE = "What goes together beside the code (it changes no price)"
TITLES = {  # in this order: the first is the hardest to take apart
    Together.WRITTEN: "written in one transaction",
    Together.JOINED: "joined in one query",
    Together.CHANGED: "changed in one commit",
    Together.TOUCHED: "touched by the same way in",
}

Known = Mapping[frozenset[str], int]


@dataclass(frozen=True, slots=True)
class Shown:
    """One piece, how many couplings tie the same two, and whether the code ties their apps."""

    piece: Evidence
    couplings: int
    unknown: bool


def groups(analysis: Analysis) -> Iterator[tuple[Together, tuple[Shown, ...]]]:
    """Yield the pieces by how they go together, those first that the code says nothing about."""
    several = len(analysis.apps) > 1
    between, tied = _known(analysis.couplings)
    for how in TITLES:
        of_kind = [each for each in analysis.evidence if each.how is how]
        shown = [
            Shown(each, between[_pair(each)], unknown=_apps(each) not in tied)
            for each in of_kind
            if len(_apps(each)) > 1 or not several
        ]
        if shown:
            yield how, tuple(sorted(shown, key=_first))


def lines(analysis: Analysis, width: int) -> Iterator[str]:
    """Write it for a terminal."""
    found = list(groups(analysis))
    if not found:
        return
    yield TITLE
    for how, shown in found:
        yield ""
        yield f"  {heading(how, shown)}"
        for each in shown[:PIECES]:
            head = f"{each.piece.source} -> {each.piece.target}: {each.piece.detail}"
            yield from _wrapped(head, width, "    ", "        ")
            yield from _wrapped(source(each), width, "        ", "        ")
        more = len(shown) - PIECES
        if more > 0:
            yield f"    ... and {more:,} more: --format json has them all under 'evidence'"


def heading(how: Together, shown: Sequence[Shown]) -> str:
    """Say what a group is, and how much of it the code says nothing about."""
    unknown = sum(each.unknown for each in shown)
    note = f", {unknown:,} of them of apps that no coupling ties" if unknown else ""
    return f"{TITLES[how]}: {len(shown):,} pair{'' if len(shown) == 1 else 's'}{note}"


def source(shown: Shown) -> str:
    """Say where a piece comes from, where to look, and what the code says."""
    told = f"origin: {shown.piece.origin.value}; couplings in the code: {shown.couplings:,}"
    nothing = ", none between the two apps either" if shown.unknown else ""
    places = f"; {', '.join(shown.piece.places)}" if shown.piece.places else ""
    return f"{told}{nothing}{places}"


def _known(couplings: Iterable[Coupling]) -> tuple[Counter[frozenset[str]], set[frozenset[str]]]:
    """Count the couplings of each pair of models and of apps, in either direction."""
    counts: Counter[frozenset[str]] = Counter()
    apps: set[frozenset[str]] = set()
    for each in couplings:
        pair = frozenset({each.source.app, each.target.app})
        apps.add(pair)
        counts[pair] += 1
        counts[frozenset({model_of(each.source), model_of(each.target)})] += 1
    return counts, apps


def _pair(piece: Evidence) -> frozenset[str]:
    return frozenset({piece.source, piece.target})


def _apps(piece: Evidence) -> frozenset[str]:
    return frozenset(each.app for each in ends(piece))


def _first(shown: Shown) -> tuple[object, ...]:
    return (not shown.unknown, -shown.piece.count, -shown.piece.share, shown.piece)


def _wrapped(text: str, width: int, first: str, rest: str) -> list[str]:
    return textwrap.wrap(
        text, width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False
    )
