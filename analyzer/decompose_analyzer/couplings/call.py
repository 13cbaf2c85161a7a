"""Finds calls of another app's functions and methods: what becomes a seam, or is copied.

https://docs.python.org/3/reference/expressions.html#calls
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from decompose_analyzer.classes import FunctionNode
from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan
from decompose_analyzer.values import Shape
from decompose_core.coupling import CouplingSeverity, Effect, Settlement
from decompose_source.modules import Module


def find(scan: Scan) -> Iterator[Found]:
    """Resolve what each call runs."""
    for module, call in scan.calls():
        function = scan.types.function(module, call)
        definition = scan.names.definition(function) if function else None
        if function is None or definition is None or not isinstance(definition.node, FunctionNode):
            continue
        target = scan.end_of(function)
        if target is None or target.app == scan.owner(module) or _inherited(scan, module, call):
            continue
        if _of_manager(scan, module, call):
            continue
        written = sorted(scan.effects.models_written(function))
        rows = _rows_passed(scan, module, call)
        severity, settlement = _judge(
            touches=bool(written) or _reads(scan, definition.module, definition.node),
            rows=bool(rows),
        )
        yield Found(
            source=scan.end(module, call),
            target=target,
            effect=Effect.CALL,
            location=module.at(call),
            detail=f"calls {function}(){_writing(written)}{_passing(rows)}",
            severity=severity,
            settlement=settlement,
        )


def _inherited(scan: Scan, module: Module, call: ast.Call) -> bool:
    """Say whether a class calls what it inherits: then its base class is the coupling."""
    func = call.func
    if not isinstance(func, ast.Attribute):
        return False
    if isinstance(func.value, ast.Call) and getattr(func.value.func, "id", "") == "super":
        return True
    owner = scan.types.class_of(module, func.value)
    return owner is not None and scan.owner_of(owner) == scan.owner(module)


def _of_manager(scan: Scan, module: Module, call: ast.Call) -> bool:
    """Say whether a query runs a method of its manager: then the query is the coupling."""
    func = call.func
    base = scan.types.of(module, func.value) if isinstance(func, ast.Attribute) else None
    return base is not None and base.shape is Shape.ROWS


def _judge(*, touches: bool, rows: bool) -> tuple[CouplingSeverity, Settlement]:
    if not touches:
        return CouplingSeverity.SOFT, Settlement.AUTOMATIC
    return CouplingSeverity.BLOCKS, Settlement.ASSISTED if rows else Settlement.AUTOMATIC


def _reads(scan: Scan, module: Module, node: FunctionNode) -> bool:
    """Say whether a function's own body asks the database for rows."""
    for call in scan.effects.calls_in(module, node):
        if isinstance(call.func, ast.Attribute):
            base = scan.types.of(module, call.func.value)
            if base is not None and base.shape is Shape.ROWS:
                return True
    return False


def _rows_passed(scan: Scan, module: Module, call: ast.Call) -> list[str]:
    passed = [*call.args, *(each.value for each in call.keywords)]
    values = [scan.types.of(module, each) for each in passed]
    return sorted(
        {each.name for each in values if each and each.shape in (Shape.INSTANCE, Shape.ROWS)}
    )


def _writing(models: list[str]) -> str:
    return f", which writes {', '.join(models)}" if models else ""


def _passing(rows: list[str]) -> str:
    return f"; passes rows of {', '.join(rows)}, but only keys may cross" if rows else ""


detector = Detector(
    find,
    "calls of another app's functions and methods",
    example="`payments.services.charge(order)` in orders",
    settled="a seam: a stub with the same signature here, an endpoint "
    "there; helpers without data are copied",
    rows=(29, 30),
    severity=CouplingSeverity.BLOCKS,
    docs="https://docs.python.org/3/reference/expressions.html#calls",
    weight=1.0,
    by_module=True,
)
