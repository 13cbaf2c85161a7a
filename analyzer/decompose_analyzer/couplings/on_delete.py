"""Finds what deleting a row does to another app's rows: CASCADE, SET_NULL, PROTECT and the like.

https://docs.djangoproject.com/en/5.2/ref/models/fields/#django.db.models.ForeignKey.on_delete
"""

from __future__ import annotations

from collections.abc import Iterator

from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan, model_end
from decompose_core.coupling import CouplingSeverity, Effect, Settlement
from decompose_core.monolith import Field, Model, RelationKind

EFFECTS = {
    "CASCADE": "deletes its {source} rows too",
    "SET_NULL": "sets {field} to null in its {source} rows",
    "SET_DEFAULT": "sets {field} to its default in its {source} rows",
    "SET": "sets {field} to {value} in its {source} rows",
    "PROTECT": "is refused while {source} rows point to it",
    "RESTRICT": "is refused while {source} rows point to it",
    "DO_NOTHING": "leaves its {source} rows pointing nowhere",
}
ASKS_FIRST = frozenset({"PROTECT", "RESTRICT"})


def find(scan: Scan) -> Iterator[Found]:
    """Look at the `on_delete` of each relation that crosses."""
    for model in scan.project.models:
        if model.abstract or model.proxy:
            continue
        for field in model.fields:
            if field.relation and field.relation.kind in (RelationKind.FK, RelationKind.O2O):
                yield from _found(scan, model, field)


def _found(scan: Scan, model: Model, field: Field) -> Iterator[Found]:
    relation = field.relation
    assert relation is not None
    called, _, value = (relation.on_delete or "").partition("(")
    name = called.rpartition(".")[2]
    if relation.to is None or not name:
        return
    effect = EFFECTS.get(name, f"runs {called} on its {{source}} rows")
    value = value.removesuffix(")") or "a computed value"
    rows = effect.format(source=model.label, field=field.name, value=value)
    known = name in EFFECTS and name != "SET"
    yield Found(
        source=model_end(model.label, field.name),
        target=model_end(relation.to),
        effect=Effect.READ if name in ASKS_FIRST else Effect.WRITE,
        location=scan.field_location(model, field.name),
        detail=f"deleting a row of {relation.to} {rows}",
        settlement=Settlement.ASSISTED if name in ASKS_FIRST or not known else None,
    )


detector = Detector(
    find,
    "what deleting a row does to another app's rows",
    example="`on_delete=CASCADE` on a key that crosses",
    settled="a callable that asks who owns: locally, by a delete "
    "event, or by a question for PROTECT",
    rows=(11,),
    severity=CouplingSeverity.BLOCKS,
    docs="https://docs.djangoproject.com/en/5.2/ref/models/fields/"
    "#django.db.models.ForeignKey.on_delete",
    weight=2.0,
)
