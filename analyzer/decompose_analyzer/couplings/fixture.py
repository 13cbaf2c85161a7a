"""Finds fixtures that hold rows of another app's models, or rows that point to them.

https://docs.djangoproject.com/en/5.2/topics/db/fixtures/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import cast

from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.fixtures import Row
from decompose_analyzer.scan import Scan, model_end
from decompose_core.coupling import CouplingSeverity, Effect, End
from decompose_core.problem import Problem


def find(scan: Scan) -> Iterator[Found | Problem]:
    """Look at the rows of each app's fixtures; files that can't be read are noted."""
    rows, problems = scan.fixtures
    yield from problems
    keys = _natural_keys(scan, rows)
    for row in rows:
        yield from _row(scan, row, keys)


Keys = Mapping[tuple[str, str], Row]


def _natural_keys(scan: Scan, rows: Iterable[Row]) -> Keys:
    """Map each model's texts to the row that has them: another fixture may name it by one."""
    found: dict[tuple[str, str], Row] = {}
    for row in rows:
        label = scan.models.label(row.model)
        for value in row.fields.values():
            if label is not None and isinstance(value, str):
                found.setdefault((label, value), row)
    return found


def _row(scan: Scan, row: Row, keys: Keys) -> Iterator[Found]:
    label = scan.models.label(row.model)
    model = scan.models.models.get(label or "")
    if label is None or model is None:
        return
    source = End(row.app.label, f"fixtures.{row.file}")
    detail = f"the fixture makes rows of {label}"
    yield Found(source, model_end(label), Effect.WRITE, row.at(row.model), detail)
    for name in row.fields:
        field = model.field(name)
        if field and field.relation and field.relation.to:
            detail = f"the fixture's {label}.{name} names rows of {field.relation.to}"
            target = model_end(field.relation.to)
            yield Found(source, target, Effect.READ, row.at(name), detail)
            for text in _texts(row.fields[name]):
                named = keys.get((field.relation.to, text))
                if named is not None and named.app != row.app:
                    detail = f"{row.file} of {row.app.label} names the row {text!r} by natural key"
                    yield Found(source, target, Effect.READ, named.at(text), detail)


def _texts(value: object) -> Iterator[str]:
    """Yield the texts of a natural key, or of a list of them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in cast("list[object]", value):
            yield from _texts(each)


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
