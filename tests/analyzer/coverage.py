"""Which of the sample's listed couplings the analyzer reports.

A place counts as found when a detector that claims its row reports something, a coupling or a note,
within the statement that stands there. For a function that is its whole body, for a class or a
`with` its head.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from decompose_analyzer.finding import detectors, find_kind
from decompose_analyzer.scan import Scan
from decompose_core.location import Location
from decompose_source.project import read_project

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "sample_monolith"
PAGE = ROOT / "docs" / "coverage.md"
ROW = re.compile(
    r"^\| (?P<row>\d+) \| (?P<path>[^|:]+):(?P<line>\d+) \| (?P<code>`.*`) \| (?P<why>.*) \|$"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A listed place of a row, and the kinds that report it."""

    row: int
    path: str
    line: int
    why: str
    found_by: tuple[str, ...] = ()


def places() -> list[Place]:
    """Read the table in the sample's README, and look for each place among what is reported."""
    reported = _reported()
    found: list[Place] = []
    for text in (SAMPLE / "README.md").read_text(encoding="utf-8").splitlines():
        match = ROW.match(text)
        if match:
            row, line = int(match["row"]), int(match["line"])
            kinds = _kinds(row, match["path"], line, reported)
            found.append(Place(row, match["path"], line, match["why"], kinds))
    return found


def page(found: Sequence[Place]) -> str:
    """Write the figures and every place that is not found."""
    rows = sorted({each.row for each in found})
    whole = [row for row in rows if all(each.found_by for each in found if each.row == row)]
    some = [row for row in rows if any(each.found_by for each in found if each.row == row)]
    hits = [each for each in found if each.found_by]
    lines = [
        "# What the analyzer finds in the sample",
        "",
        "Written by `python -m tests.analyzer.regen`. The sample's README lists places of every",
        "row of the catalogue that code can hold; a place counts when a detector of its row",
        "reports it, as a coupling or as a place that it can't judge.",
        "",
        f"* {len(detectors())} kinds of couplings",
        f"* {len(hits)} of {len(found)} places ({len(hits) / len(found):.0%})",
        f"* {len(some)} of {len(rows)} rows with at least one place found, {len(whole)} with all",
        "",
        "| row | places | found | by |",
        "| --- | --- | --- | --- |",
    ]
    for row in rows:
        of_row = [each for each in found if each.row == row]
        kinds = sorted({kind for each in of_row for kind in each.found_by})
        count = sum(1 for each in of_row if each.found_by)
        lines.append(f"| {row} | {len(of_row)} | {count} | {', '.join(kinds)} |")
    head = [
        "| row | place | why it is listed | why it is not reported |",
        "| --- | --- | --- | --- |",
    ]
    lines += ["", "## Not found", "", *head]
    missed = [each for each in found if not each.found_by]
    lines += [
        f"| {each.row} | {each.path}:{each.line} | {each.why} | {reason(each)} |" for each in missed
    ]
    return "\n".join(lines) + "\n"


# Places that lie within one app, or that are reported somewhere else.
REASONS: Mapping[tuple[int, str], str] = {
    (30, "shop/settings/__init__.py"): "within the settings: no app leans on another by it",
    (30, "cart/urls.py"): "within cart",
    (32, "orders/receivers.py"): "orders receives its own signals here: within orders",
    (38, "orders/forms.py"): "a file of orders' own",
    (44, "orders/management/commands/export_orders.py"): "a command of orders' own, and nobody "
    "calls it; what it reads is reported where it reads",
    (47, "core/flags.py"): "within core; reported where other apps ask for a flag",
    (
        48,
        "locale/de/LC_MESSAGES/django.po",
    ): "an app is reported once for a catalogue, at its first text; this is a later one",
    (53, "support/migrations/0002_ticket_channel.py"): "replaces migrations of support itself",
}


def reason(place: Place) -> str:
    """Say why a listed place is not reported."""
    return REASONS.get((place.row, place.path), "not known to the analyzer")


Reported = Mapping[str, list[tuple[Location, str]]]


def _reported() -> Reported:
    scan = Scan(read_project(SAMPLE))
    reported: dict[str, list[tuple[Location, str]]] = {}
    for kind, detector in detectors().items():
        couplings, problems = find_kind(kind, detector, scan)
        for location in (*(each.location for each in couplings), *(e.location for e in problems)):
            if location is not None:
                reported.setdefault(location.path, []).append((location, kind))
    return reported


def _kinds(row: int, path: str, line: int, reported: Reported) -> tuple[str, ...]:
    claiming = {kind for kind, each in detectors().items() if row in each.rows}
    first, last = statement(SAMPLE / path, line)
    return tuple(
        sorted(
            {
                kind
                for location, kind in reported.get(path, ())
                if kind in claiming and first <= location.line <= last
            }
        )
    )


def statement(path: Path, line: int) -> tuple[int, int]:
    """Return the lines of the smallest statement around a line."""
    if path.suffix != ".py":
        return line, line
    tree = ast.parse(path.read_text(encoding="utf-8"))
    best = (line, line)
    smallest = 10**9
    for node in ast.walk(tree):
        if not isinstance(node, ast.stmt):
            continue
        first, last = _span(node)
        if first <= line <= last and last - first < smallest:
            best, smallest = (first, last), last - first
    return best


def _span(node: ast.stmt) -> tuple[int, int]:
    last = node.end_lineno or node.lineno
    decorators = getattr(node, "decorator_list", [])
    first = min([node.lineno, *(each.lineno for each in decorators)])
    if isinstance(node, ast.ClassDef | ast.With | ast.AsyncWith | ast.For | ast.Try):
        last = max(node.lineno, node.body[0].lineno - 1)
    return first, last
