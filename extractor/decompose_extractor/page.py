"""EXTRACTION.md: what came along and why, and how every coupling ends."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from decompose_core.plan import ExtractionPlan, Outcome, Settled
from decompose_extractor.blueprint import Blueprint
from decompose_extractor.crossing import why_not
from decompose_extractor.deciding import reason
from decompose_extractor.effects import Effect
from decompose_extractor.pieces import How, Piece

_UNSETTLED = "unsettled seam"
# A name in a reason: places that differ by it only share the reason.
# A dotted name; the path of a file is none.
_NAME = re.compile(r"(?<![/\w])[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+(?![/\w]|:\d)")


def extraction_page(blueprint: Blueprint, plan: ExtractionPlan) -> str:
    """Write the page."""
    return "\n".join(_lines(blueprint, plan)) + "\n"


def _lines(blueprint: Blueprint, plan: ExtractionPlan) -> Iterator[str]:
    counts = Counter(each.outcome for each in plan.settled)
    seams = sum(each.reason.startswith(_UNSETTLED) for each in plan.settled)
    yield f"# What was extracted into {plan.service}"
    yield ""
    yield (
        f"From the apps {', '.join(f'`{each}`' for each in plan.apps)}."
        f" Of {len(plan.settled)} places that tie them to the rest of the monolith,"
        f" {counts[Outcome.REWRITTEN]} are rewritten, {counts[Outcome.MARKED]} are marked and"
        f" {counts[Outcome.REFUSED]} are refused. {plan.reported} of them are what the analysis"
        f" reported, {len(plan.settled) - plan.reported} what the extraction itself came upon;"
        f" {seams} call seams that are not settled."
    )
    yield from _section("Seams that ask the monolith", _asking_rows(blueprint))
    yield from _section("Not settled: seams", _seam_rows(blueprint))
    yield from _section("Not settled: other places", _places(_unsettled(plan.settled)))
    yield from _section(
        "To look at", [f"* {each}".replace("\n  ", " — ") for each in plan.unresolved]
    )
    yield from _section("Read replicas", _replica_rows(blueprint, plan))
    yield from _section("Copied, definition by definition", _copied_rows(blueprint))
    yield from _section("Settings carried over", _setting_rows(blueprint))
    yield from _section("Rewritten", _places(_of(plan.settled, Outcome.REWRITTEN)))


def _section(title: str, rows: Iterable[str]) -> Iterator[str]:
    listed = list(rows)
    if listed:
        yield ""
        yield f"## {title}"
        yield ""
        yield from listed


def _asking_rows(blueprint: Blueprint) -> Iterator[str]:
    """One row a function that is asked over the wire."""
    for symbol, effects in _seams(blueprint):
        if not why_not(blueprint.cut, symbol):
            yield f"* `{symbol}`: {reason(effects)}{_called_at(blueprint, symbol)}"


def _seam_rows(blueprint: Blueprint) -> Iterator[str]:
    """One row a function that stays and can't be asked: what is left to do by hand."""
    yield (
        "Calling one of these raises `UnsettledSeam`. Until it has another end,"
        " the routes that lead there stay with the monolith."
    )
    yield ""
    empty = True
    for symbol, effects in _seams(blueprint):
        kept = why_not(blueprint.cut, symbol)
        if kept:
            empty = False
            yield f"* `{symbol}`: {reason(effects)}; {kept}{_called_at(blueprint, symbol)}"
    if empty:
        yield "There are none."


def _seams(blueprint: Blueprint) -> Iterator[tuple[str, tuple[Effect, ...]]]:
    for piece in blueprint.production.pieces:
        if piece.how is How.SEAM:
            yield f"{piece.module}.{piece.name}", piece.effects
        for name, effects in sorted(piece.stubs.items()):
            yield f"{piece.module}.{piece.name}.{name}", effects


def _called_at(blueprint: Blueprint, symbol: str) -> str:
    places = [str(each) for each in blueprint.production.places.get(symbol, ()) if each.line]
    return f"; called at {', '.join(f'`{each}`' for each in places)}" if places else ""


def _unsettled(settled: Iterable[Settled]) -> list[Settled]:
    """What is marked or refused; calls of seams that can't be asked are listed with the seams."""
    return [
        each
        for each in settled
        if each.outcome is not Outcome.REWRITTEN and not each.reason.startswith(_UNSETTLED)
    ]


def _of(settled: Iterable[Settled], outcome: Outcome) -> list[Settled]:
    return [each for each in settled if each.outcome is outcome]


def _places(settled: Iterable[Settled]) -> Iterator[str]:
    """The places below the reason that they share, the reasons with most places first."""
    groups: dict[tuple[str, str], list[Settled]] = {}
    for each in settled:
        outcome = "" if each.outcome is Outcome.REWRITTEN else f"{each.outcome.value}: "
        groups.setdefault((outcome, _NAME.sub("the target", each.reason)), []).append(each)
    ordered = sorted(groups.items(), key=lambda each: (-len(each[1]), each[0]))
    for number, ((outcome, why), places) in enumerate(ordered):
        if number:
            yield ""
        text = f"{outcome}{why}" or "no reason given"
        yield f"### {text[0].upper()}{text[1:]} ({len(places)})"
        yield ""
        yield from map(_row, places)


def _row(each: Settled) -> str:
    ends = f"`{each.source.symbol}` to `{each.target.app}.{each.target.symbol}`"
    if each.target.symbol.startswith(f"{each.target.app}."):
        ends = f"`{each.source.symbol}` to `{each.target.symbol}`"
    return f"* `{each.location}` {each.kind}: {ends}"


def _replica_rows(blueprint: Blueprint, plan: ExtractionPlan) -> Iterator[str]:
    left = _left_out(blueprint)
    for table in plan.tables:
        if table.moved:
            continue
        columns = ", ".join(f"`{each}`" for each in table.columns) or "all columns"
        behind = left.get(table.model)
        tail = f"; left out: {', '.join(f'`{each}`' for each in behind)}" if behind else ""
        yield f"* `{table.name}` ({table.model}): {columns}{tail}"


def _left_out(blueprint: Blueprint) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for model in blueprint.cut.project.models:
        kept = blueprint.closure.replicas.get(model.label)
        if kept is not None:
            found[model.label] = sorted(
                f.name for f in model.fields if f.column and f.name not in kept
            )
    return found


def _copied_rows(blueprint: Blueprint) -> Iterator[str]:
    known = {(each.module, each.name) for each in blueprint.production.pieces}
    for piece in blueprint.closure.pieces:
        if piece.how in (How.COPIED, How.TASK):
            tests = "" if (piece.module, piece.name) in known else ", in tests only"
            name = f"`{piece.module}.{piece.name}`{_form(piece)}"
            yield f"* {name}, needed by `{piece.because}`{tests}"


def _form(piece: Piece) -> str:
    if piece.how is How.TASK:
        return " (a sender: the monolith's workers run it)"
    if piece.members is not None:
        return " (in part)"
    return ""


def _setting_rows(blueprint: Blueprint) -> Iterator[str]:
    for each in blueprint.configuration.settings:
        secret = " (a secret: named, not copied; set it in the environment)" if each.secret else ""
        yield f"* `{each.name}` from `{each.place.path}:{each.place.line}`{secret}"
