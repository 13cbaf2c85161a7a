"""Finds what relies on the ids that one database hands out: keys held elsewhere, numbers, resets.

https://docs.djangoproject.com/en/5.2/ref/models/fields/#autofield
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from decompose_analyzer.classes import FunctionNode
from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan, app_of, model_end
from decompose_analyzer.values import Shape
from decompose_core.coupling import CouplingSeverity, Effect, End
from decompose_core.monolith import Model, RelationKind
from decompose_source.index import called_name
from decompose_source.modules import Module

HOLDS = frozenset({RelationKind.FK, RelationKind.O2O, RelationKind.M2M})
AUTO = ("AutoField",)
SEQUENCES = End("database", "sequences")
METHODS = frozenset({"sequence_reset_sql", "sequence_reset_by_name_sql"})
SQL = re.compile(
    r"\b(?:setval|nextval|currval)\s*\(|\bpg_get_serial_sequence\b|\b(?:alter|create)\s+sequence\b"
    r"|\brestart\s+identity\b|\brestart\s+with\s+\d|\bauto_increment\s*=\s*\d|\bsqlite_sequence\b",
    re.IGNORECASE,
)
SQL_WORDS = ("setval", "nextval", "currval", "sequence", "restart", "auto_increment")
# What people call an id that they print on paper.
NUMBER = re.compile(
    r"(?:^|_)(?:number|numbers|no|reference|ref|invoice|receipt|ticket|serial|barcode|sku)(?:_|$)"
)
KEYS = frozenset({"pk", "id"})


def find(scan: Scan) -> Iterator[Found]:
    """Look at the keys of each model, and at code that resets, guesses or prints ids."""
    if scan.first:
        yield from _held(scan)
    for module in (*scan.code, *scan.migrations):
        for call in module.index.calls_named(METHODS | {"call_command", "aggregate"}):
            yield from _call(scan, module, call)
        for node in module.index.strings if module.mentions(SQL_WORDS) else ():
            text = str(node.value)
            if len(text) > 8 and SQL.search(text) and not _is_documentation(module, node):
                detail = "SQL that sets or asks a sequence"
                yield Found(
                    scan.end(module, node), SEQUENCES, Effect.WRITE, module.at(node), detail
                )
        yield from _numbers(scan, module)


def _held(scan: Scan) -> Iterator[Found]:
    """Find, for each app, the first field that holds the ids of another app's model."""
    counted = {each.label: each for each in scan.project.models if _is_counted(each)}
    seen: set[tuple[str, str]] = set()
    for model in scan.project.models:
        if model.abstract or model.proxy:
            continue
        for field in model.fields:
            relation = field.relation
            held = relation is not None and relation.kind in HOLDS
            target = counted.get(relation.to or "") if relation is not None and held else None
            if target is None or target.app == model.app or (model.app, target.label) in seen:
                continue
            seen.add((model.app, target.label))
            yield Found(
                model_end(model.label, field.name),
                model_end(target.label, "id"),
                Effect.SCHEMA,
                scan.field_location(model, field.name),
                f"{model.app} holds ids of {target.label}, which its sequence hands out: after a "
                "copy it must stand above the highest",
            )


def _is_counted(model: Model) -> bool:
    if model.abstract or model.proxy or not model.managed:
        return False
    return any(each.class_name.endswith(AUTO) for each in model.fields)


def _call(scan: Scan, module: Module, call: ast.Call) -> Iterator[Found]:
    name = called_name(call)
    if name in METHODS:
        detail = f"{name}() sets sequences of all its tables"
        yield Found(scan.end(module, call), SEQUENCES, Effect.WRITE, module.at(call), detail)
    elif (
        name == "call_command"
        and call.args
        and scan.text(module, call.args[0]) == ("sqlsequencereset")
    ):
        detail = "asks for the statements that set the sequences of an app"
        yield Found(scan.end(module, call), SEQUENCES, Effect.WRITE, module.at(call), detail)
    elif name == "aggregate" and isinstance(call.func, ast.Attribute):
        parts = [*call.args, *(each.value for each in call.keywords)]
        value = scan.types.of(module, call.func.value) if any(map(_highest, parts)) else None
        if value is not None and value.shape is Shape.ROWS:
            target = model_end(value.name, "id")
            if app_of(value.name) == scan.owner(module):
                target = SEQUENCES
            detail = (
                f"asks for the highest id of {value.name}: the next one is not safe on two sides"
            )
            yield Found(scan.end(module, call), target, Effect.READ, module.at(call), detail)


def _highest(node: ast.expr) -> bool:
    if not (isinstance(node, ast.Call) and called_name(node) == "Max" and node.args):
        return False
    return isinstance(node.args[0], ast.Constant) and node.args[0].value in KEYS


def _numbers(scan: Scan, module: Module) -> Iterator[Found]:
    """Find texts with an id in them that are made for a number: `f"INV-{order.pk:07d}"`."""
    for node in module.index.attributes_named(KEYS):
        yield from _number(scan, module, node)
    for name in module.index.names_of(KEYS):
        if isinstance(name.ctx, ast.Load):
            yield from _number(scan, module, name)


def _number(scan: Scan, module: Module, node: ast.Attribute | ast.Name) -> Iterator[Found]:
    text = _text_around(module, node)
    named = _named_after(module, text) if text is not None else None
    if text is None or named is None:
        return
    value = scan.types.of(module, node.value) if isinstance(node, ast.Attribute) else None
    if isinstance(node, ast.Attribute) and (value is None or value.shape is not Shape.INSTANCE):
        return
    whose = f"the id of {value.name}" if value else "an id"
    target = SEQUENCES
    if value is not None and app_of(value.name) != scan.owner(module):
        target = model_end(value.name, "id")
    detail = f"{named} is made of {whose}: two sides that count would give it twice"
    yield Found(scan.end(module, text), target, Effect.READ, module.at(text), detail)


def _text_around(module: Module, node: ast.AST) -> ast.expr | None:
    """Return the f-string that a node is put into, or the formatting with `%` or `format`."""
    parent = module.index.parent_of(node)
    if isinstance(parent, ast.FormattedValue):
        around = module.index.parent_of(parent)
        return around if isinstance(around, ast.JoinedStr) else None
    if isinstance(parent, ast.Tuple):
        parent = module.index.parent_of(parent)
    if isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Mod):
        return parent if isinstance(parent.left, ast.Constant | ast.JoinedStr) else None
    is_format = isinstance(parent, ast.Call) and called_name(parent) == "format"
    return parent if is_format and isinstance(parent, ast.Call) and node in parent.args else None


def _named_after(module: Module, text: ast.expr) -> str | None:
    """Name the number that a text is made for: a variable, field or keyword, or the function."""
    parent = module.index.parent_of(text)
    if isinstance(parent, ast.keyword):
        return parent.arg if parent.arg and NUMBER.search(parent.arg) else None
    if isinstance(parent, ast.Assign):
        target = parent.targets[0]
        name = getattr(target, "attr", getattr(target, "id", ""))
        return name if NUMBER.search(name) else None
    if isinstance(parent, ast.Return):
        scope = module.index.scope_of(parent)
        name = scope.node.name if scope and isinstance(scope.node, FunctionNode) else ""
        return f"{name}()" if NUMBER.search(name) else None
    return None


def _is_documentation(module: Module, node: ast.AST) -> bool:
    return isinstance(module.index.parent_of(node), ast.Expr)


detector = Detector(
    find,
    "ids that one database hands out, and what is made of them",
    example='`f"INV-{order.pk:07d}"` in orders',
    settled="the sequence is set above the highest id; numbers made of ids stay with the owner",
    rows=(18,),
    severity=CouplingSeverity.SOFT,
    docs="https://docs.djangoproject.com/en/5.2/ref/models/fields/#autofield",
    weight=0.1,
    by_module=True,
)
