"""Finds columns that hold another app's keys without a foreign key: `order_id`, `product_ids`.

Told by the name of the field and the name of a model; how sure that is stands in the detail.
https://docs.djangoproject.com/en/5.2/ref/models/fields/
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan, app_of, model_end
from decompose_core.coupling import CouplingSeverity, Effect, Settlement
from decompose_core.monolith import Field, Model

# Types of fields that can hold a key, and those that can hold many.
ONE = re.compile(r"Integer|UUID|Char|BigAuto")
MANY = re.compile(r"JSON|Array")
KEY = re.compile(r"(?P<name>\w+?)_(?:id|pk|uuid)")
KEYS = re.compile(r"(?P<name>\w+?)_(?:ids|pks)")


def find(scan: Scan) -> Iterator[Found]:
    """Compare the names of plain columns with the names of models and relations."""
    for model in scan.project.models:
        if model.abstract or model.proxy:
            continue
        for field in model.fields:
            match = _key(field)
            if match is not None and not field.relation:
                yield from _found(scan, model, field, match["name"])


def _key(field: Field) -> re.Match[str] | None:
    if ONE.search(field.class_name):
        return KEY.fullmatch(field.name)
    return KEYS.fullmatch(field.name) if MANY.search(field.class_name) else None


def _found(scan: Scan, model: Model, field: Field, name: str) -> Iterator[Found]:
    for candidate, confidence in _candidates(scan, model, name):
        if app_of(candidate) == model.app:
            return
        yield Found(
            source=model_end(model.label, field.name),
            target=model_end(candidate),
            effect=Effect.SCHEMA,
            location=scan.field_location(model, field.name),
            detail=f"{model.label}.{field.name} seems to hold keys of {candidate} "
            f"({confidence} confidence, told by its name)",
        )
        return


def _candidates(scan: Scan, model: Model, name: str) -> Iterator[tuple[str, str]]:
    """Yield what the name may stand for, the surest first."""
    exact = scan.types.by_convention(name, model.app)
    if exact is not None:
        yield exact.name, "high"
    targets = scan.models.targets_of(name)
    if len(targets) == 1:
        yield next(iter(targets)), "medium"
    last = name.rpartition("_")[2]
    partial = scan.types.by_convention(last, model.app) if last != name else None
    if partial is not None:
        yield partial.name, "low"


detector = Detector(
    find,
    "columns that hold another app's keys without a foreign key",
    example="`order_id = BigIntegerField()` in inventory",
    settled="marked: somebody has to say whether it is a key",
    rows=(19,),
    severity=CouplingSeverity.SOFT,
    docs="https://docs.djangoproject.com/en/5.2/ref/models/fields/",
    settlement=Settlement.ASSISTED,
    weight=1.0,
)
