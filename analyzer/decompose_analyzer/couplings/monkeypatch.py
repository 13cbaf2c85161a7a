"""Finds changes to another app's classes at run time: `add_to_class()`, `Order.total = ...`.

https://docs.python.org/3/reference/simple_stmts.html#assignment-statements
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan, model_end
from decompose_analyzer.values import Shape
from decompose_core.coupling import CouplingSeverity, Effect, End, Settlement
from decompose_source.index import called_name
from decompose_source.modules import Module


def find(scan: Scan) -> Iterator[Found]:
    """Look at assignments to attributes of classes and modules, and at calls that do the same."""
    for module in scan.code:
        for call in module.index.calls_named(("add_to_class", "setattr", "delattr")):
            name = called_name(call)
            if name == "add_to_class" and isinstance(call.func, ast.Attribute):
                yield from _found(scan, module, call, call.func.value, "add_to_class()")
            elif name in ("setattr", "delattr") and isinstance(call.func, ast.Name) and call.args:
                yield from _found(scan, module, call, call.args[0], f"{name}()")
        for statement in module.index.assignments:
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            for target in targets:
                if isinstance(target, ast.Attribute):
                    yield from _found(
                        scan, module, statement, target.value, f"setting {target.attr}"
                    )


def _found(scan: Scan, module: Module, at: ast.AST, node: ast.expr, by: str) -> Iterator[Found]:
    target = _class_or_module(scan, module, node)
    if target is not None:
        yield Found(
            scan.end(module, at),
            target,
            Effect.BUILD,
            module.at(at),
            f"changes {target.app}.{target.symbol} by {by}",
        )


def _class_or_module(scan: Scan, module: Module, node: ast.expr) -> End | None:
    value = scan.types.of(module, node)
    if value is not None:
        if value.shape is Shape.MODEL:
            return model_end(value.name)
        return scan.end_of(value.name) if value.shape is Shape.CLASS else None
    dotted = scan.names.resolve(module, node, node)
    return scan.end_of(dotted) if dotted and dotted in scan.project.modules else None


detector = Detector(
    find,
    "changes to another app's classes at run time",
    example='`Product.add_to_class("rating", ...)` in reviews',
    settled="marked or refused, with the reason",
    rows=(51,),
    severity=CouplingSeverity.REWRITE,
    docs="https://docs.python.org/3/reference/simple_stmts.html#assignment-statements",
    settlement=Settlement.MANUAL,
    weight=2.0,
    by_module=True,
)
