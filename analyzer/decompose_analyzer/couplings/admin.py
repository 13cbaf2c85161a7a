"""Finds admin classes that reach another app: registrations, inlines, paths in their options.

https://docs.djangoproject.com/en/5.2/ref/contrib/admin/#modeladmin-options
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan, app_of, model_end
from decompose_analyzer.values import Shape
from decompose_core.coupling import CouplingSeverity, Effect
from decompose_source.index import called_name
from decompose_source.modules import Module

PATHS = frozenset(
    {"list_filter", "search_fields", "ordering", "date_hierarchy", "list_select_related"}
    | {"autocomplete_fields", "raw_id_fields", "list_display", "readonly_fields", "radio_fields"}
    | {"filter_horizontal", "filter_vertical", "sortable_by"}
)
SEARCH_PREFIXES = "^=@-"


def find(scan: Scan) -> Iterator[Found]:
    """Look at each admin class and each registration."""
    for module in scan.code:
        for cls in module.index.classes:
            dotted = scan.classes.dotted(module, cls)
            if any(
                each.endswith(("Admin", "Inline")) for each in scan.classes.ancestors(dotted)[1:]
            ):
                yield from _options(scan, module, cls, scan.types.model_of_class(dotted))
        for call in module.index.calls_named(("register", "unregister")):
            yield from _registration(scan, module, call)


def _options(scan: Scan, module: Module, cls: ast.ClassDef, label: str | None) -> Iterator[Found]:
    for statement in cls.body:
        if not isinstance(statement, ast.Assign) or not isinstance(statement.targets[0], ast.Name):
            continue
        option = statement.targets[0].id
        if option == "model":
            yield from _inline_of(scan, module, cls, statement.value)
        elif option == "inlines" and isinstance(statement.value, ast.List | ast.Tuple):
            for node in statement.value.elts:
                yield from _inline(scan, module, cls, node)
        elif option in PATHS and label is not None:
            for inner in ast.walk(statement.value):
                if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
                    yield from _path(scan, module, f"{cls.name}.{option}", inner, label)


def _path(
    scan: Scan, module: Module, option: str, node: ast.Constant, label: str
) -> Iterator[Found]:
    text = str(node.value)
    for hop in scan.models.walk(label, text.lstrip(SEARCH_PREFIXES)).hops:
        other = scan.other_end(hop, scan.owner(module))
        if other is not None:
            yield Found(
                scan.end(module, node),
                model_end(other),
                Effect.READ,
                module.at(node),
                f"{option} shows or searches {text!r}, which is in {hop.model}",
            )
            return


def _inline_of(scan: Scan, module: Module, cls: ast.ClassDef, node: ast.expr) -> Iterator[Found]:
    value = scan.types.of(module, node)
    if value and value.shape is Shape.MODEL and app_of(value.name) != scan.owner(module):
        detail = f"{cls.name} edits {value.name} inline"
        yield Found(
            scan.end(module, cls), model_end(value.name), Effect.WRITE, module.at(cls), detail
        )


def _inline(scan: Scan, module: Module, cls: ast.ClassDef, node: ast.expr) -> Iterator[Found]:
    dotted = scan.names.resolve(module, node, cls)
    target = scan.end_of(dotted) if dotted else None
    if target is not None:
        detail = f"{cls.name} shows the inline {dotted}"
        yield Found(scan.end(module, cls), target, Effect.BUILD, module.at(node), detail)


def _registration(scan: Scan, module: Module, call: ast.Call) -> Iterator[Found]:
    """Find another app's model that is registered or taken off the admin here."""
    for node in call.args[:1]:
        for each in node.elts if isinstance(node, ast.List | ast.Tuple) else [node]:
            value = scan.types.of(module, each)
            if value is None or value.shape is not Shape.MODEL:
                continue
            if app_of(value.name) != scan.owner(module):
                verb = "registers" if called_name(call) == "register" else "unregisters"
                yield Found(
                    scan.end(module, call),
                    model_end(value.name),
                    Effect.BUILD,
                    module.at(call),
                    f"{verb} {value.name} in the admin",
                )


detector = Detector(
    find,
    "admin classes that reach another app",
    example='`list_filter = ["customer__tier"]` in the admin of orders',
    settled="paths keep working on replicas; an inline of the other side becomes a link",
    rows=(39,),
    severity=CouplingSeverity.REWRITE,
    docs="https://docs.djangoproject.com/en/5.2/ref/contrib/admin/#modeladmin-options",
    weight=0.5,
    by_module=True,
)
