"""Finds foreign keys and one-to-one fields to a model of another app, inherited ones included.

https://docs.djangoproject.com/en/5.2/ref/models/fields/#foreignkey
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from decompose_analyzer.classes import FunctionNode
from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan, model_end
from decompose_analyzer.values import Shape
from decompose_core.coupling import CouplingSeverity, Effect
from decompose_core.monolith import Field, Model, RelationKind
from decompose_source.modules import Module

ENDINGS = ("Field", "Key")
BASES = ("ForeignKey", "OneToOneField", "ManyToManyField")
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
    for module in scan.code:
        for cls in module.index.classes:
            if cls.name.endswith(ENDINGS):
                yield from _hidden(scan, module, cls)


def _hidden(scan: Scan, module: Module, cls: ast.ClassDef) -> Iterator[Found]:
    """Find the model that a field class of the project's own points to unless told otherwise."""
    if not any(
        each.endswith(BASES) for each in scan.classes.ancestors(scan.classes.dotted(module, cls))
    ):
        return
    for function in cls.body:
        if not isinstance(function, FunctionNode) or function.name != "__init__":
            continue
        for node in _targets(function):
            label = _model(scan, module, node)
            if label is not None:
                source, place = scan.end(module, cls), module.at(cls)
                detail = f"fields of the class {cls.name} point to {label} unless told otherwise"
                yield Found(source, model_end(label), Effect.SCHEMA, place, detail)


def _targets(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.expr]:
    """Yield the default of `to`, and what `kwargs` gets for it."""
    arguments = [*function.args.posonlyargs, *function.args.args]
    defaults = function.args.defaults
    for each, value in zip(arguments[len(arguments) - len(defaults) :], defaults, strict=True):
        if each.arg == "to":
            yield value
    for each, given in zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True):
        if each.arg == "to" and given is not None:
            yield given
    for node in ast.walk(function):
        match node:
            case ast.Call(
                func=ast.Attribute(attr="setdefault"), args=[ast.Constant(value="to"), value]
            ):
                yield value
            case ast.Assign(targets=[ast.Subscript(slice=ast.Constant(value="to"))], value=value):
                yield value
            case _:
                continue


def _model(scan: Scan, module: Module, node: ast.expr) -> str | None:
    value = scan.types.of(module, node)
    if value is not None and value.shape is Shape.MODEL:
        return value.name
    text = scan.text(module, node)
    return scan.models.label(text) or (text if text == scan.user else None) if text else None


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
