"""Finds generic relations and content types: ids of any app's models, unlike in each database.

https://docs.djangoproject.com/en/5.2/ref/contrib/contenttypes/#generic-relations
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan, app_of, model_end
from decompose_core.coupling import CouplingSeverity, Effect, End, Settlement
from decompose_core.monolith import Field, Model, RelationKind
from decompose_source.index import called_name
from decompose_source.modules import Module

CONTENT_TYPES = End("contenttypes", "ContentType")
LOOKUPS = frozenset({"get_for_model", "get_for_models", "get_by_natural_key", "get_for_id"})


def find(scan: Scan) -> Iterator[Found]:
    """Look at generic fields, and at each lookup of a content type."""
    for model in scan.project.models:
        if model.abstract or model.proxy:
            continue
        for field in model.fields:
            yield from _field(scan, model, field)
    for module, call in scan.calls_named(LOOKUPS):
        if _on_content_types(scan, module, call):
            yield from _lookup(scan, module, call)


def _field(scan: Scan, model: Model, field: Field) -> Iterator[Found]:
    relation = field.relation
    place = scan.field_location(model, field.name)
    source = model_end(model.label, field.name)
    if relation is None:
        return
    if relation.kind is RelationKind.GFK:
        detail = f"{model.label}.{field.name} may point to a row of any model of any app"
        yield Found(
            source, CONTENT_TYPES, Effect.SCHEMA, place, detail, settlement=Settlement.ASSISTED
        )
    elif relation.kind is RelationKind.GENERIC_RELATION and relation.to:
        detail = f"{model.label}.{field.name} is the other end of a generic key in {relation.to}"
        yield Found(source, model_end(relation.to), Effect.SCHEMA, place, detail)


def _on_content_types(scan: Scan, module: Module, call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Attribute):
        return False
    value = scan.types.of(module, call.func.value)
    return value is not None and value.name == "contenttypes.ContentType"


def _lookup(scan: Scan, module: Module, call: ast.Call) -> Iterator[Found]:
    source, place = scan.end(module, call), module.at(call)
    for node in call.args:
        value = scan.types.of(module, node)
        if value is not None and value.is_model and app_of(value.name) != source.app:
            detail = f"takes the content type of {value.name}"
            yield Found(source, model_end(value.name), Effect.READ, place, detail)
            return
    detail = f"takes a content type's row by {called_name(call)}()"
    yield Found(source, CONTENT_TYPES, Effect.READ, place, detail)


detector = Detector(
    find,
    "generic relations and content type ids",
    example='`target = GenericForeignKey("target_type", "target_id")`',
    settled="the service takes over the monolith's content type ids by app label and model",
    rows=(5,),
    severity=CouplingSeverity.BLOCKS,
    docs="https://docs.djangoproject.com/en/5.2/ref/contrib/contenttypes/#generic-relations",
    weight=2.0,
)
