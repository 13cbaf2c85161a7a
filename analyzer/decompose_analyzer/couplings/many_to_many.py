"""Finds many-to-many fields to another app's model, or through one.

https://docs.djangoproject.com/en/5.2/ref/models/fields/#manytomanyfield
"""

from __future__ import annotations

from collections.abc import Iterator

from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan, app_of, model_end
from decompose_core.coupling import CouplingSeverity, Effect, Settlement
from decompose_core.monolith import Field, Model, RelationKind


def find(scan: Scan) -> Iterator[Found]:
    """Look at the target and at the join model of each field."""
    for model in scan.project.models:
        if model.abstract or model.proxy:
            continue
        for field in model.fields:
            if field.relation and field.relation.kind is RelationKind.M2M:
                yield from _found(scan, model, field)


def _found(scan: Scan, model: Model, field: Field) -> Iterator[Found]:
    relation = field.relation
    assert relation is not None
    place = scan.field_location(model, field.name)
    source = model_end(model.label, field.name)
    through = scan.models.label(relation.through) if relation.through else None
    if relation.to is not None:
        by = f" through {through}" if through else ", join table made by Django"
        yield Found(
            source,
            model_end(relation.to),
            Effect.SCHEMA,
            place,
            f"many-to-many {model.label}.{field.name} to {relation.to}{by}",
        )
    if through is not None and app_of(through) not in (model.app, app_of(relation.to or "")):
        yield Found(
            source,
            model_end(through),
            Effect.SCHEMA,
            place,
            f"{model.label}.{field.name} keeps its rows in {through}, a third app's model",
            settlement=Settlement.ASSISTED,
        )


detector = Detector(
    find,
    "many-to-many fields to another app's model, or through one",
    example='`followers = ManyToManyField("accounts.User")` in orders',
    settled="the join table moves with its owner; the far id becomes loose",
    rows=(2, 3),
    severity=CouplingSeverity.BLOCKS,
    docs="https://docs.djangoproject.com/en/5.2/ref/models/fields/#manytomanyfield",
    weight=3.0,
)
