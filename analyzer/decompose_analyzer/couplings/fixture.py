"""Finds fixtures with rows of another app, or whose rows name another app's rows by key.

https://docs.djangoproject.com/en/5.2/topics/db/fixtures/
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast

from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan, model_end
from decompose_core.coupling import CouplingSeverity, Effect, End
from decompose_core.location import Location
from decompose_core.monolith import App
from decompose_core.problem import Level, Problem


def find(scan: Scan) -> Iterator[Found | Problem]:
    """Read the JSON fixtures of each app; those in other formats are noted."""
    for app in scan.project.apps:
        folder = scan.project.root / app.path / "fixtures"
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            place = Location(path.relative_to(scan.project.root).as_posix())
            if path.suffix == ".json":
                yield from _rows(scan, app, path, place)
            elif path.suffix in (".yaml", ".yml", ".xml", ".jsonl"):
                yield Problem(Level.NOTE, "a fixture in this format is not read", place)


def _rows(scan: Scan, app: App, path: Path, place: Location) -> Iterator[Found | Problem]:
    text = path.read_text(encoding="utf-8", errors="replace")
    try:
        document: object = json.loads(text)
    except ValueError as error:
        yield Problem(Level.WARNING, f"no valid JSON: {error}", place, "correct the fixture")
        return
    source = End(app.label, f"fixtures.{path.stem}")
    for row in cast("list[object]", document) if isinstance(document, list) else ():
        if isinstance(row, dict):
            yield from _row(scan, source, cast("Mapping[str, object]", row), text, place)


def _row(
    scan: Scan, source: End, row: Mapping[str, object], text: str, place: Location
) -> Iterator[Found]:
    label = scan.models.label(str(row.get("model", "")))
    model = scan.models.models.get(label or "")
    if label is None or model is None:
        return
    detail = f"the fixture makes rows of {label}"
    yield Found(source, model_end(label), Effect.WRITE, _at(text, place, str(row["model"])), detail)
    fields = row.get("fields")
    for name in cast("Mapping[str, object]", fields) if isinstance(fields, dict) else ():
        field = model.field(name)
        if field and field.relation and field.relation.to:
            detail = f"the fixture's {label}.{name} names rows of {field.relation.to}"
            target = model_end(field.relation.to)
            yield Found(source, target, Effect.READ, _at(text, place, name), detail)


def _at(text: str, place: Location, name: str) -> Location:
    """Return the first line that holds a quoted name."""
    offset = text.find(f'"{name}"')
    return Location(place.path, text.count("\n", 0, max(offset, 0)) + 1)


detector = Detector(
    find,
    "fixtures that hold or name another app's rows",
    example="a row of `accounts.customergroup` in a fixture of promotions",
    settled="fixtures are split by the owner of each row",
    rows=(55,),
    severity=CouplingSeverity.SOFT,
    docs="https://docs.djangoproject.com/en/5.2/topics/db/fixtures/",
    weight=0.1,
)
