"""Lookup paths in a query's arguments: `filter(order__user=1)`, `order_by("user__name")`, `F()`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from decompose_analyzer import chains, orm
from decompose_analyzer.model_map import Way
from decompose_analyzer.scan import Scan
from decompose_analyzer.values import Shape
from decompose_source.index import called_name
from decompose_source.modules import Module

# Expressions whose keywords or strings are paths from the model of the query around them.
CONDITIONS = frozenset({"Q", "FilteredRelation"})
PATH_EXPRESSIONS = frozenset(
    {"F", "Count", "Sum", "Avg", "Min", "Max", "StdDev", "Variance", "Prefetch", "Coalesce"}
    | {"Lower", "Upper", "Length", "Trunc", "TruncDate", "TruncDay", "TruncMonth", "TruncYear"}
    | {
        "TruncWeek",
        "ExtractYear",
        "ExtractMonth",
        "ExtractDay",
        "StringAgg",
        "ArrayAgg",
        "JSONObject",
    }
    | {"Concat", "Cast", "Greatest", "Least", "When", "SearchVector"}
)
OUTER = "OuterRef"
SHORTCUTS = frozenset({"get_object_or_404", "get_list_or_404"})
_NAMES = (
    orm.KEYWORD_LOOKUPS | orm.GIVES_PAIR | orm.STRING_LOOKUPS | orm.RELATION_STRINGS
    | CONDITIONS | PATH_EXPRESSIONS | {OUTER} | SHORTCUTS
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LookupPath:
    """A path, the model it starts from, what it is an argument of, and its place."""

    model: str
    path: str
    by: str
    node: ast.AST
    way: Way


@dataclass(frozen=True, slots=True)
class Computed:
    """A query whose paths are computed at run time."""

    model: str
    by: str
    node: ast.AST


def paths(scan: Scan, module: Module) -> Iterator[LookupPath | Computed]:
    """Yield every path in the module's queries, and the queries whose paths can't be read."""
    for call in module.index.calls_named(_NAMES):
        name = called_name(call)
        if isinstance(call.func, ast.Attribute):
            base = scan.types.of(module, call.func.value)
            if base is not None and base.shape is Shape.ROWS:
                yield from _of_method(scan, module, call, base.name)
                continue
        if name in CONDITIONS or name in PATH_EXPRESSIONS or name == OUTER:
            model = _model_around(scan, module, call, outer=name == OUTER)
            if model is None and name in CONDITIONS:
                model = _model_of_variable(scan, module, call)
            if model is not None:
                yield from _arguments(scan, module, call, model, name)
        elif name in SHORTCUTS and call.args:
            value = scan.types.of(module, call.args[0])
            if value is not None and value.is_model:
                yield from _keywords(scan, module, call, value.name, name)


def _of_method(
    scan: Scan, module: Module, call: ast.Call, model: str
) -> Iterator[LookupPath | Computed]:
    name = called_name(call)
    if name in orm.KEYWORD_LOOKUPS or name in orm.GIVES_PAIR:
        yield from _keywords(scan, module, call, model, name)
    elif name in orm.STRING_LOOKUPS or name in orm.RELATION_STRINGS:
        yield from _strings(scan, module, call, model, name)


def _arguments(
    scan: Scan, module: Module, call: ast.Call, model: str, by: str
) -> Iterator[LookupPath | Computed]:
    if by in CONDITIONS or by == "When":
        yield from _keywords(scan, module, call, model, by)
    else:
        for node in call.args:
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield _path(scan, model, node.value, by, node)


def _keywords(
    scan: Scan, module: Module, call: ast.Call, model: str, by: str
) -> Iterator[LookupPath | Computed]:
    for keyword in call.keywords:
        if keyword.arg is not None:
            if keyword.arg != "defaults":
                yield _path(scan, model, keyword.arg, by, keyword)
        elif isinstance(keyword.value, ast.Dict):
            for key in keyword.value.keys:
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    yield _path(scan, model, key.value, by, key)
                else:
                    yield Computed(model, by, key or keyword)
        else:
            # What the dict is given later can't be told, so it is noted as well.
            bound = scan.types.bound(module, keyword.value)
            for key in bound.keys if isinstance(bound, ast.Dict) else ():
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    yield _path(scan, model, key.value, by, key)
            yield Computed(model, by, keyword)


def _strings(
    scan: Scan, module: Module, call: ast.Call, model: str, by: str
) -> Iterator[LookupPath | Computed]:
    for node in call.args:
        text = scan.text(module, node)
        if text is not None:
            yield _path(scan, model, text, by, node)
        elif isinstance(node, ast.Starred):
            yield from _starred(scan, model, by, node)


def _starred(scan: Scan, model: str, by: str, node: ast.Starred) -> Iterator[LookupPath | Computed]:
    """Read `*("user", "user__profile")`; anything else that is unpacked is computed."""
    items = node.value.elts if isinstance(node.value, ast.Tuple | ast.List) else [node.value]
    for each in items:
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield _path(scan, model, each.value, by, each)
        else:
            yield Computed(model, by, node)


def _model_around(scan: Scan, module: Module, call: ast.Call, *, outer: bool) -> str | None:
    """Return the model of the query around an expression; `outer` goes one query further out."""
    around = [value.name for _, value in chains.query_around(scan.types, module, call)]
    if outer:
        return around[1] if len(around) > 1 else None
    return around[0] if around else None


def _model_of_variable(scan: Scan, module: Module, call: ast.Call) -> str | None:
    """Return the model of the query that a condition goes into by a variable's name.

    `mine = Q(order__user=1)`, then `Line.objects.filter(mine)`; also `mine |= Q(...)`.
    """
    current: ast.AST | None = call
    while current is not None and not isinstance(current, ast.stmt):
        current = module.index.parent_of(current)
    targets = current.targets if isinstance(current, ast.Assign) else []
    if isinstance(current, ast.AugAssign | ast.AnnAssign):
        targets = [current.target]
    names = {each.id for each in targets if isinstance(each, ast.Name)}
    scope = module.index.scope_of(call)
    found = {
        value.name
        for node in module.index.names_of(names)
        if module.index.scope_of(node) is scope
        for _, value in list(chains.query_around(scan.types, module, node))[:1]
    }
    return found.pop() if len(found) == 1 else None


def _path(scan: Scan, model: str, path: str, by: str, node: ast.AST) -> LookupPath:
    return LookupPath(model, path, by, node, scan.models.walk(model, path))
