"""What a person decides with: the order of leaving, what closes cycles, what belongs together.

Plain lines of text, for any report. `price` has those of one cut.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping

from decompose_analyzer.price import words
from decompose_core.analysis import Analysis
from decompose_core.boundary import Part

FIRST = 5  # so many apps of the order are shown
EDGES = 5
PARTS = 4


def order(analysis: Analysis, width: int) -> Iterator[str]:
    """Write which apps to extract first, and which couplings close cycles."""
    if len(analysis.order) > 1:
        yield "Which to extract first (each from what is then left)"
        for number, each in enumerate(analysis.order[:FIRST], start=1):
            head = f"  {number}. {each.app}: {words(each.cost)}"
            yield from textwrap.wrap(head, width, subsequent_indent="     ")
            yield from _indented(each.reason, width, "     ")
        yield from _more(len(analysis.order) - FIRST, "order")
    if analysis.cycle_edges:
        yield ""
        yield "What closes cycles between apps, the fewest edges that break them all"
        for edge in analysis.cycle_edges[:EDGES]:
            yield f"  {edge.source} -> {edge.target}: {_places(edge.places)}"
        yield from _more(len(analysis.cycle_edges) - EDGES, "cycle_edges")


def parts(analysis: Analysis, width: int) -> Iterator[str]:
    """Write which models belong together, where that is not what the apps say."""
    apps = {each.app for each in analysis.models if not each.abstract}
    if len(analysis.suggestion) < 2 or not apps:
        return
    sizes = Counter(each.app for each in analysis.models if not each.abstract)
    others = [each for each in analysis.suggestion if not _is_an_app(each, sizes)]
    same = len(analysis.suggestion) - len(others)
    yield "What belongs together, whatever app it is in"
    for each in others[:PARTS]:
        named = ", ".join(each.apps)
        more = f" and {len(each.models) - 1} more" if len(each.models) > 1 else ""
        head = f"  {each.name}{more}, of {named}"
        yield from textwrap.wrap(head, width, subsequent_indent="     ")
        yield from _indented(each.reason, width, "     ")
    yield from _more(len(others) - PARTS, "suggestion")
    if same:
        yield f"  {same:,} part{' is an app as it is' if same == 1 else 's are apps as they are'}"


def _is_an_app(part: Part, sizes: Mapping[str, int]) -> bool:
    return len(part.apps) == 1 and len(part.models) == sizes[part.apps[0]]


def _indented(text: str, width: int, indent: str) -> list[str]:
    return textwrap.wrap(
        text, width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )


def _places(count: int) -> str:
    return f"{count:,} place{'' if count == 1 else 's'}"


def _more(count: int, key: str) -> Iterator[str]:
    if count > 0:
        yield f"  ... and {count:,} more: --format json has them all under {key!r}"
