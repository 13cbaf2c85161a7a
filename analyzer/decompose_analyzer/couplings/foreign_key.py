"""Finds foreign keys and one-to-one fields to a model of another app, inherited ones included.

https://docs.djangoproject.com/en/5.2/ref/models/fields/#foreignkey
"""

from __future__ import annotations

from collections.abc import Iterator

from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan, model_end
from decompose_core.coupling import CouplingSeverity, Effect
from decompose_core.monolith import Field, Model, RelationKind

KINDS = {RelationKind.FK: "foreign key", RelationKind.O2O: "one-to-one"}


def find(scan: Scan) -> Iterator[Found]:
    """Compare the app of each field with the app it points to."""
    for model in scan.project.models:
        if model.abstract or model.proxy:
            continue
        for field in model.fields:
            # A parent's link is the multi-table inheritance that `inheritance` reports.
            if field.relation and field.relation.kind in KINDS and not field.name.endswith("_ptr"):
                yield from _found(scan, model, field)


def _found(scan: Scan, model: Model, field: Field) -> Iterator[Found]:
    relation = field.relation
    assert relation is not None
    if relation.to is None:
        return
    column = f" in column {model.db_table}.{field.column}" if field.column else ""
    yield Found(
        source=model_end(model.label, field.name),
        target=model_end(relation.to),
        effect=Effect.SCHEMA,
        location=scan.field_location(model, field.name),
        detail=f"{KINDS[relation.kind]} {model.label}.{field.name} to {relation.to}{column}",
    )


detector = Detector(
    find,
    "foreign keys and one-to-one fields to another app's model",
    example='`customer = ForeignKey("accounts.User", ...)` in orders',
    settled="a loose key: the same field with `db_constraint=False` to a replica model",
    rows=(1, 12, 13),
    severity=CouplingSeverity.BLOCKS,
    docs="https://docs.djangoproject.com/en/5.2/ref/models/fields/#foreignkey",
    weight=3.0,
)
