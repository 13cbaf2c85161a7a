"""What a person decides with: the price of one cut line by line, and the order of leaving.

Plain lines of text, for any report.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from decompose_analyzer.evidence import ends
from decompose_analyzer.graph import model_of
from decompose_core.analysis import Analysis
from decompose_core.boundary import Boundary, Cost, Evidence
from decompose_core.coupling import Coupling, Settlement

FIRST = 5  # so many apps of the order are shown
EDGES = 5
PARTS = 5
PIECES = 8
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
    if boundary.stability is not None:
        sentence = f"{boundary.stability:.0%} alike when found from its ties, each 10% changed"
        yield from _filled("stability", sentence, width)
    for settlement, title in WHO.items():
        settled = [each for each in couplings if each.settlement is settlement]
        if settled:
            yield ""
            yield f"{title}: {_places(len(settled))}"
            yield from _by_kind(settled, width)


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
    yield "What belongs together, whatever app it is in"
    for each in analysis.suggestion[:PARTS]:
        named = ", ".join(each.apps)
        head = f"  {each.name} and {len(each.models) - 1} more, of {named}"
        yield from textwrap.wrap(head, width, subsequent_indent="     ")
        yield from _indented(each.reason, width, "     ")
    yield from _more(len(analysis.suggestion) - PARTS, "suggestion")


def evidence(analysis: Analysis, width: int) -> Iterator[str]:
    """Write what sources beside the code say goes together, and what the code says to it."""
    if not analysis.evidence:
        return
    yield "What goes together beside the code (it changes no price)"
    found = sorted(analysis.evidence, key=lambda each: (-each.count, -each.share, each))
    for each in found[:PIECES]:
        head = f"  {each.source} -> {each.target}: {each.detail}"
        yield from textwrap.wrap(head, width, subsequent_indent="     ", break_on_hyphens=False)
        known = sum(_between(each, coupling) for coupling in analysis.couplings)
        yield f"     origin: {each.origin.value}; couplings in the code: {known:,}"
    yield from _more(len(found) - PIECES, "evidence")


def cost(price_of: Cost) -> str:
    """Say a price in words."""
    return (
        f"{price_of.manual:,} by hand, {price_of.assisted:,} tool + answer, "
        f"{price_of.automatic:,} tool"
    )


def _between(evidence: Evidence, coupling: Coupling) -> bool:
    """Say whether a coupling ties the two apps, or the two models, in either direction."""
    if ends(evidence)[0].symbol:
        tied = {model_of(coupling.source), model_of(coupling.target)}
    else:
        tied = {coupling.source.app, coupling.target.app}
    return tied == {evidence.source, evidence.target}


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
