"""Finds columns that hold another app's keys without a foreign key: `order_id`, `product_ids`.

Told by the name of the field and the name of a model; how sure that is stands in the detail.
https://docs.djangoproject.com/en/5.2/ref/models/fields/
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan, app_of, model_end
from decompose_analyzer.values import Shape
from decompose_core.coupling import CouplingSeverity, Effect, Settlement
from decompose_core.monolith import Field, Model
from decompose_source.modules import Module

TYPES = "contenttypes.ContentType"
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
            if match is not None and not field.relation and not _is_generic(model, field):
                yield from _found(scan, model, field, match["name"])
    yield from _documents(scan)


def _key(field: Field) -> re.Match[str] | None:
    if ONE.search(field.class_name):
        return KEY.fullmatch(field.name)
    return KEYS.fullmatch(field.name) if MANY.search(field.class_name) else None


def _found(scan: Scan, model: Model, field: Field, name: str) -> Iterator[Found]:
    for candidate, confidence in _candidates(scan, model, name):
        if app_of(candidate) == model.app or not _fits(scan, field, candidate):
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


def _is_generic(model: Model, field: Field) -> bool:
    """Say whether a column is the id of a generic key, which is a kind of its own."""
    types = {each.name for each in model.fields if each.relation and each.relation.to == TYPES}
    return field.name.removesuffix("_id") + "_type" in types


def _fits(scan: Scan, field: Field, candidate: str) -> bool:
    """Say whether a column can hold the model's keys: no small number, no text for a number."""
    keys = {each.class_name.rpartition(".")[2] for each in _keys_of(scan, candidate)}
    if MANY.search(field.class_name) or not keys:
        return True
    name = field.class_name.rpartition(".")[2]
    if "Small" in name:
        return any("Small" in each for each in keys)
    counted = any(each.endswith("AutoField") for each in keys)
    return not (counted and ("Char" in name or "UUID" in name))


def _keys_of(scan: Scan, label: str) -> list[Field]:
    model = scan.models.models.get(label)
    return [each for each in model.fields if each.class_name.endswith("AutoField")] if model else []


def _candidates(scan: Scan, model: Model, name: str) -> Iterator[tuple[str, str]]:
    """Yield what the name may stand for, the surest first."""
    exact = scan.types.conventions.row(name, model.app)
    if exact is not None:
        yield exact.name, "high"
    targets = scan.models.targets_of(name)
    if len(targets) == 1:
        yield next(iter(targets)), "medium"
    last = name.rpartition("_")[2]
    partial = scan.types.conventions.row(last, model.app) if last != name else None
    if partial is not None:
        yield partial.name, "low"


def _documents(scan: Scan) -> Iterator[Found]:
    """Find ids of another app's rows that code puts into a JSON column: `{"cart_id": cart.pk}`."""
    columns: dict[str, dict[str, str]] = {}
    for model in scan.project.models:
        for field in model.fields:
            if field.class_name.endswith(("JSONField", "HStoreField")):
                columns.setdefault(model.app, {}).setdefault(field.name, model.label)
    for module in scan.code:
        own = columns.get(scan.owner(module))
        for node in module.index.attributes_named(("pk", "id")) if own else ():
            yield from _put(scan, module, node, own or {})


def _put(
    scan: Scan, module: Module, node: ast.Attribute, columns: Mapping[str, str]
) -> Iterator[Found]:
    value = scan.types.of(module, node.value)
    if value is None or value.shape is not Shape.INSTANCE:
        return
    app = scan.owner(module)
    column = _column_around(module, node)
    if column in columns and app_of(value.name) != app:
        yield Found(
            source=model_end(columns[column], column),
            target=model_end(value.name),
            effect=Effect.SCHEMA,
            location=module.at(node),
            detail=f"{columns[column]}.{column} gets the id of a row of {value.name}, "
            "in a document",
        )


def _column_around(module: Module, node: ast.AST) -> str:
    """Name what the dict around a node is given to: a keyword, a key, a variable, an attribute."""
    current, parent = node, module.index.parent_of(node)
    seen_dict = False
    while parent is not None and not isinstance(parent, ast.stmt):
        if isinstance(parent, ast.Dict):
            keys = [k for k, v in zip(parent.keys, parent.values, strict=True) if v is current]
            if seen_dict and keys and isinstance(keys[0], ast.Constant):
                return str(keys[0].value)
            seen_dict = True
        elif isinstance(parent, ast.keyword) and seen_dict:
            return parent.arg or ""
        elif isinstance(parent, ast.Call) and seen_dict:
            is_default = getattr(parent.func, "attr", "") == "setdefault"
            first = parent.args[0] if is_default and parent.args else None
            return str(first.value) if isinstance(first, ast.Constant) else ""
        current, parent = parent, module.index.parent_of(parent)
    if isinstance(parent, ast.Assign):
        target = parent.targets[0]
        if isinstance(target, ast.Subscript):  # order.metadata["cart_id"] = cart.pk
            return getattr(target.value, "attr", "")
        return getattr(target, "attr", "") if seen_dict else ""
    return ""


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
