"""The price of one cut line by line, so that each line can be found in the code and judged.

Plain lines of text, for any report: what leaves, what it costs and what that is made of, how firm
it is, and then each place under its kind, with what the extractor makes of that kind.
"""

from __future__ import annotations

import textwrap
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from decompose_analyzer.few import few
from decompose_analyzer.finding import detectors
from decompose_analyzer.split import SETTLED
from decompose_core.boundary import Boundary, Cost
from decompose_core.coupling import Coupling, Settlement
from decompose_core.location import Location

NAMED = 12  # as many models are named that came or wavered
TAKEN = 40  # where more than these leave, apps that leave as a whole are not spelt out
WHO = {
    Settlement.MANUAL: ("By hand", "by hand"),
    Settlement.ASSISTED: ("By the tool with your answer", "answer"),
    Settlement.AUTOMATIC: ("By the tool", "tool"),
}


def price(boundary: Boundary, couplings: Sequence[Coupling], width: int) -> Iterator[str]:
    """Write the price of one cut, each place under its kind and who settles it."""
    yield f"The cut around {boundary.name}"
    yield ""
    yield from _filled("takes", taken(boundary), width)
    yield from _filled("costs", words(boundary.cost), width)
    for settlement, (_, label) in WHO.items():
        kinds = Counter(each.kind for each in couplings if each.settlement is settlement)
        if kinds:
            counted = (f"{kind} {kinds[kind]:,}" for kind in sorted(kinds, key=_most(kinds)))
            yield from _filled(label, ", ".join(counted), width)
    for label, text in unseen(boundary):
        yield from _filled(label, text, width)
    for number, each in enumerate(boundary.alternatives):
        label = "or" if number else "next best"
        yield from _filled(label, f"{each.change}: {words(each.cost)}", width)
    for label, text in trial(boundary):
        yield from _filled(label, text, width)
    for settlement, (title, _) in WHO.items():
        settled = [each for each in couplings if each.settlement is settlement]
        if settled:
            yield ""
            yield f"{title}: {len(settled):,} place{'' if len(settled) == 1 else 's'}"
            yield from _by_kind(settled, width)


def words(cost: Cost) -> str:
    """Say a price in words."""
    return f"{cost.manual:,} by hand, {cost.assisted:,} tool + answer, {cost.automatic:,} tool"


def taken(boundary: Boundary) -> str:
    """Name the models that leave; where they are many, the apps that leave as a whole instead."""
    models = boundary.models
    if len(models) <= TAKEN:
        return ", ".join(models) or "no model"
    sizes = Counter(each.partition(".")[0] for each in models)
    whole = [f"{app} ({sizes[app]:,} models)" for app in boundary.apps if sizes[app]]
    parts = [each for each in models if each.partition(".")[0] not in boundary.apps]
    more = f"and {len(parts) - TAKEN:,} more: --format json has them all"
    return ", ".join([*whole, *parts[:TAKEN], *([more] if len(parts) > TAKEN else [])])


def unseen(boundary: Boundary) -> Iterator[tuple[str, str]]:
    """Say what the price of a cut through an app leaves out: no detector looks inside an app."""
    parted = sorted({each.partition(".")[0] for each in boundary.models} - {*boundary.apps})
    if parted:
        yield (
            "not seen",
            f"joins, calls and transactions between the two parts of {', '.join(parted)}: "
            "within an app only relations and files that use both parts are priced",
        )


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
    known = frozenset(boundary.models)
    inside = {each: count for each, count in found.came.items() if each in known}
    others = {each: count for each, count in found.came.items() if each not in known}
    firm = [each for each in inside if each not in found.seeds and inside[each] == found.rounds]
    if firm:
        everyone = len(firm) > NAMED and len(firm) + len(found.seeds) == len(inside)
        yield "stay", f"{'all the others' if everyone else few(firm, NAMED)}: every time"
    wavering = {each: count for each, count in inside.items() if count < found.rounds}
    if wavering:
        yield "waver", _times(wavering, found.rounds)
    always = [each for each, count in others.items() if count == found.rounds]
    if always:
        yield "come too", f"{few(always, NAMED)}: every time; the ties say that they belong to it"
    sometimes = {each: count for each, count in others.items() if count < found.rounds}
    if sometimes:
        yield "at times", f"{_times(sometimes, found.rounds)}, come too"


def _times(counts: Mapping[str, int], rounds: int) -> str:
    ordered = sorted(counts, key=_most(counts))
    return f"{few([f'{label} {counts[label]}' for label in ordered], NAMED)}, of {rounds}"


def _most(counts: Mapping[str, int]) -> Callable[[str], tuple[int, str]]:
    return lambda each: (-counts[each], each)


def _by_kind(couplings: Iterable[Coupling], width: int) -> Iterator[str]:
    by_kind: dict[str, list[Coupling]] = defaultdict(list)
    for each in couplings:
        by_kind[each.kind].append(each)
    counts = {kind: len(found) for kind, found in by_kind.items()}
    settled = {kind: each.settled for kind, each in detectors().items()} | SETTLED
    for kind in sorted(counts, key=_most(counts)):
        yield f"  {kind} ({counts[kind]:,})"
        yield from _indented(f"becomes: {settled[kind]}", width, " " * 4)
        yield from _places(by_kind[kind], width)


def _places(couplings: Iterable[Coupling], width: int) -> Iterator[str]:
    """Write each place once: beside it what is there or, where that is long, below it."""
    places: dict[Location, list[str]] = defaultdict(list)
    for each in sorted(couplings, key=lambda each: each.sort_key):
        places[each.location].append(each.detail or str(each.target))
    for location, details in places.items():
        line = f"    {location}  {details[0]}"
        if len(details) == 1 and len(line) <= width:
            yield line
            continue
        yield f"    {location}"
        for text in _without_repetition(details):
            yield from _indented(text, width, " " * 6, " " * 8)


def _without_repetition(details: Sequence[str]) -> list[str]:
    """Say once what all details end with: by which way in a transaction is entered."""
    heads, tails = zip(*((head, tail) for head, _, tail in map(_parted, details)), strict=True)
    if len(details) > 1 and tails[0] and len(set(tails)) == 1:
        return [*heads, f"all {tails[0]}"]
    return list(details)


def _parted(detail: str) -> tuple[str, str, str]:
    return detail.rpartition("; ") if "; " in detail else (detail, "", "")


def _filled(label: str, text: str, width: int) -> list[str]:
    return textwrap.wrap(
        text,
        width,
        initial_indent=f"  {label:<11}",
        subsequent_indent=" " * 13,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _indented(text: str, width: int, first: str, others: str | None = None) -> list[str]:
    return textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=first if others is None else others,
        break_on_hyphens=False,
    )
