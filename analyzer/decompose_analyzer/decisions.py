"""What a person decides with: the price of one cut line by line, and the order of leaving.

Plain lines of text, for any report.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from decompose_core.analysis import Analysis
from decompose_core.boundary import Boundary, Cost, Part
from decompose_core.coupling import Coupling, Settlement

FIRST = 5  # so many apps of the order are shown
EDGES = 5
PARTS = 4
NAMED = 12  # as many wavering models are named
WHO = {
    Settlement.MANUAL: "By hand",
    Settlement.ASSISTED: "By the tool with your answer",
    Settlement.AUTOMATIC: "By the tool",
}


def price(boundary: Boundary, couplings: Sequence[Coupling], width: int) -> Iterator[str]:
    """Write the price of one cut, each place under its kind and who settles it."""
    yield f"The cut around {boundary.name}"
    yield ""
    yield from _filled("takes", ", ".join(boundary.models) or "no model", width)
    yield from _filled("costs", cost(boundary.cost), width)
    for number, each in enumerate(boundary.alternatives):
        label = "or" if number else "next best"
        yield from _filled(label, f"{each.change}: {cost(each.cost)}", width)
    for label, text in trial(boundary):
        yield from _filled(label, text, width)
    for settlement, title in WHO.items():
        settled = [each for each in couplings if each.settlement is settlement]
        if settled:
            yield ""
            yield f"{title}: {_places(len(settled))}"
            yield from _by_kind(settled, width)


def trial(boundary: Boundary) -> Iterator[tuple[str, str]]:
    """Say how firmly the ties hold the cut together: what stays, what wavers, what comes too."""
    found = boundary.trial
    if found is None or not found.seeds:
        return
    how = (
        f"sought again {found.rounds} times from {', '.join(found.seeds)}, "
        f"each time with every tie up to {found.change:.0%} weaker or stronger"
    )
    if boundary.stability is None:
        yield "stability", f"{how}; there is no other model in it that could waver"
    else:
        yield "stability", f"{boundary.stability:.0%} of its other models come along: {how}"
    inside = {each: count for each, count in found.came.items() if each in boundary.models}
    others = {each: count for each, count in found.came.items() if each not in inside}
    firm = [each for each in inside if each not in found.seeds and inside[each] == found.rounds]
    if firm:
        yield "stay", f"{', '.join(firm)}: every time"
    wavering = {each: count for each, count in inside.items() if count < found.rounds}
    if wavering:
        yield "waver", _times(wavering, found.rounds)
    if others:
        yield "come too", f"{_times(others, found.rounds)}; the ties say that they belong to it"


def order(analysis: Analysis, width: int) -> Iterator[str]:
    """Write which apps to extract first, and which couplings close cycles."""
    if len(analysis.order) > 1:
        yield "Which to extract first (each from what is then left)"
        for number, each in enumerate(analysis.order[:FIRST], start=1):
            head = f"  {number}. {each.app}: {cost(each.cost)}"
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


def cost(price_of: Cost) -> str:
    """Say a price in words."""
    return (
        f"{price_of.manual:,} by hand, {price_of.assisted:,} tool + answer, "
        f"{price_of.automatic:,} tool"
    )


def _times(counts: Mapping[str, int], rounds: int) -> str:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    more = f" and {len(ordered) - NAMED:,} more" if len(ordered) > NAMED else ""
    return f"{', '.join(f'{label} {count}' for label, count in ordered[:NAMED])}{more}, of {rounds}"


def _by_kind(couplings: Iterable[Coupling], width: int) -> Iterator[str]:
    ordered = sorted(couplings, key=lambda each: (each.kind, each.sort_key))
    kinds = sorted({each.kind for each in ordered})
    for kind in kinds:
        of_kind = [each for each in ordered if each.kind == kind]
        yield f"  {kind} ({len(of_kind):,})"
        for each in of_kind:
            yield f"    {each.location}"
            yield from _indented(each.detail or str(each.target), width, " " * 8)


def _filled(label: str, text: str, width: int) -> list[str]:
    return textwrap.wrap(
        text,
        width,
        initial_indent=f"  {label:<11}",
        subsequent_indent=" " * 13,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _indented(text: str, width: int, indent: str) -> list[str]:
    return textwrap.wrap(
        text, width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )


def _places(count: int) -> str:
    return f"{count:,} place{'' if count == 1 else 's'}"


def _more(count: int, key: str) -> Iterator[str]:
    if count > 0:
        yield f"  ... and {count:,} more: --format json has them all under {key!r}"
