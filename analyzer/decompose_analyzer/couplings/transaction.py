"""Finds transactions that write two apps' tables, and the calls that lead to each write.

https://docs.djangoproject.com/en/5.2/topics/db/transactions/
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import cast

from decompose_analyzer.classes import FunctionNode
from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.effects import Write
from decompose_analyzer.scan import Scan, app_of, model_end
from decompose_core.coupling import CouplingSeverity, Effect, Settlement
from decompose_source.modules import Module

ATOMIC = "django.db.transaction.atomic"
ON_COMMIT = "django.db.transaction.on_commit"


def find(scan: Scan) -> Iterator[Found]:
    """Follow the calls of each atomic block, function and request to what they write."""
    for module in scan.code:
        for block in module.index.withs:
            if any(_is_atomic(scan, module, item.context_expr, block) for item in block.items):
                yield from _found(scan, module, block, _calls_within(scan, module, block))
        for call in module.index.calls_named({"on_commit"}):
            if scan.names.resolve(module, call.func, call) == ON_COMMIT:
                yield from _after(scan, module, call)
        for function in module.index.functions:
            if any(_is_atomic(scan, module, each, function) for each in function.decorator_list):
                yield from _found(scan, module, function, scan.effects.calls_in(module, function))

    if scan.first and _atomic_requests(scan):
        for view in sorted({each.view for each in scan.project.endpoints}):
            yield from _request(scan, view)


def _atomic_requests(scan: Scan) -> bool:
    """Say whether the settings wrap each request in a transaction."""
    default = _mapping(_mapping(scan.project.settings.get("DATABASES")).get("default"))
    return default.get("ATOMIC_REQUESTS") is True


def _mapping(value: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", value) if isinstance(value, Mapping) else {}


def _request(scan: Scan, view: str) -> Iterator[Found]:
    """Follow a view function, or each method of a view class."""
    definition = scan.names.definition(view)
    if definition is None:
        return
    body = definition.node.body if isinstance(definition.node, ast.ClassDef) else [definition.node]
    for node in body:
        if isinstance(node, FunctionNode):
            calls = scan.effects.calls_in(definition.module, node)
            yield from _found(scan, definition.module, node, calls)


def _found(scan: Scan, module: Module, block: ast.AST, calls: list[ast.Call]) -> Iterator[Found]:
    first: dict[str, Write] = {}
    for write in scan.effects.writes(module, calls):
        first.setdefault(app_of(write.model), write)
    if len(first) < 2:
        return
    app = scan.owner(module)
    home = app if app in first else min(first)
    for other, write in sorted(first.items()):
        if other == home:
            continue
        yield Found(
            source=scan.end(module, _inside(block)),
            target=model_end(write.model),
            effect=Effect.WRITE,
            location=module.at(block),
            detail=f"one transaction writes {first[home].model} and {write.model}{_by(write)}"
            f"{_entered(scan, module, block)}",
        )


def _after(scan: Scan, module: Module, call: ast.Call) -> Iterator[Found]:
    """Find what another app does once a transaction of this one is through."""
    named = [each.value for each in call.keywords if each.arg == "func"]
    for node in [*call.args, *named][:1]:
        for function in sorted(set(scan.graph.led_to(module, node))):
            target = scan.end_of(function)
            if target is not None and target.app != scan.owner(module):
                yield Found(
                    source=scan.end(module, call),
                    target=target,
                    effect=Effect.CALL,
                    location=module.at(call),
                    detail=f"{function}() runs after the commit{_entered(scan, module, call)}",
                    severity=CouplingSeverity.REWRITE,
                    settlement=Settlement.ASSISTED,
                )


def _entered(scan: Scan, module: Module, block: ast.AST) -> str:
    """Tell by which endpoint, task, command or signal the code is reached, and on what way."""
    inside = _inside(block)
    scope = module.index.scope_of(inside)
    while scope is not None and not isinstance(scope.node, FunctionNode):
        scope = scope.parent
    way = scan.graph.route(f"{module.name}.{scope.qualname}") if scope is not None else ()
    return f"; entered by {' > '.join(way)}" if way else "; no entry point is known"


def _by(write: Write) -> str:
    place = write.module.at(write.node)
    if not write.path:
        return f" ({place})"
    return f" ({' > '.join(write.path)}, {place})"


def _inside(block: ast.AST) -> ast.AST:
    """Return a node whose scope is the function that the block is, or stands in."""
    return block.body[0] if isinstance(block, FunctionNode) else block


def _calls_within(scan: Scan, module: Module, block: ast.AST) -> list[ast.Call]:
    scope = module.index.scope_of(block)
    calls = scan.effects.calls_in(module, scope.node if scope else None)
    return [each for each in calls if _stands_in(module, each, block)]


def _stands_in(module: Module, node: ast.AST, block: ast.AST) -> bool:
    current = module.index.parent_of(node)
    while current is not None:
        if current is block:
            return True
        current = module.index.parent_of(current)
    return False


def _is_atomic(scan: Scan, module: Module, node: ast.expr, at: ast.AST) -> bool:
    plain = node.func if isinstance(node, ast.Call) else node
    return scan.names.resolve(module, plain, at) == ATOMIC


detector = Detector(
    find,
    "transactions that write two apps' tables",
    example="`with transaction.atomic():` around writes of orders and payments",
    settled="the writes of the other side leave the transaction: an "
    "outbox event or a seam, chosen by a person",
    rows=(26,),
    severity=CouplingSeverity.BLOCKS,
    docs="https://docs.djangoproject.com/en/5.2/topics/db/transactions/",
    settlement=Settlement.MANUAL,
    weight=5.0,
    by_module=True,
)
