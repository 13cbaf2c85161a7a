"""Finds queries that start at another app's model: `Order.objects`, `get_object_or_404(Order)`.

https://docs.djangoproject.com/en/5.2/topics/db/queries/
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from decompose_analyzer import chains
from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan, app_of, model_end
from decompose_analyzer.types import TAKES_ONE
from decompose_analyzer.values import Shape
from decompose_core.coupling import CouplingSeverity, Effect, Settlement
from decompose_source.index import called_name
from decompose_source.modules import Module

SHORTCUTS = TAKES_ONE | {"get_list_or_404"}


def find(scan: Scan) -> Iterator[Found]:
    """Look at every manager access, shortcut and generic view."""
    for module in scan.code:
        app = scan.owner(module)
        for node in module.index.attributes_named(scan.types.manager_names):
            label = scan.types.manager(module, node)
            if label is not None and app_of(label) != app:
                yield _query(scan, module, node, label)
        for call in module.index.calls_named(SHORTCUTS):
            if call.args:
                yield from _handed_model(scan, module, call, call.args[0], called_name(call))
        yield from _views(scan, module)


def _query(scan: Scan, module: Module, node: ast.Attribute, label: str) -> Found:
    methods = chains.methods_after(module, node)
    writes = chains.is_write(module, node)
    verb = "writes" if writes else "reads"
    chain = ".".join((node.attr, *methods))
    return Found(
        source=scan.end(module, node),
        target=model_end(label),
        effect=Effect.WRITE if writes else Effect.READ,
        location=module.at(node),
        detail=f"{verb} {label} by {label.partition('.')[2]}.{chain}",
        settlement=Settlement.ASSISTED if writes else None,
    )


def _handed_model(
    scan: Scan, module: Module, at: ast.AST, node: ast.expr, by: str
) -> Iterator[Found]:
    value = scan.types.of(module, node)
    if value is None or value.shape is not Shape.MODEL or app_of(value.name) == scan.owner(module):
        return
    yield Found(
        source=scan.end(module, at),
        target=model_end(value.name),
        effect=Effect.READ,
        location=module.at(at),
        detail=f"reads {value.name} by {by}",
    )


def _views(scan: Scan, module: Module) -> Iterator[Found]:
    """Find `model = Order` in the body of a generic view."""
    for node in module.index.assignments:
        if not isinstance(node, ast.Assign):
            continue
        scope = module.index.scope_of(node)
        names = [each.id for each in node.targets if isinstance(each, ast.Name)]
        if names != ["model"] or scope is None or not isinstance(scope.node, ast.ClassDef):
            continue
        lineage = scan.classes.ancestors(scan.classes.dotted(module, scope.node))
        if any(each.endswith("View") for each in lineage):
            yield from _handed_model(scan, module, node, node.value, f"the view {scope.node.name}")


detector = Detector(
    find,
    "queries that start at another app's model",
    example="`Product.objects.filter(...)` in orders",
    settled="reads go to the replica; writes are refused there and need a seam",
    rows=(15, 21, 24, 29),
    severity=CouplingSeverity.BLOCKS,
    docs="https://docs.djangoproject.com/en/5.2/topics/db/queries/",
    weight=2.0,
    by_module=True,
)
