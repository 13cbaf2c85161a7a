"""Finds locks that reach into another app: `select_for_update()`, `get_or_create()`.

One database's locks end at the boundary; what relied on them needs an idempotency key.
https://docs.djangoproject.com/en/5.2/ref/models/querysets/#select-for-update
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from decompose_analyzer import orm
from decompose_analyzer.call_graph import Caller
from decompose_analyzer.classes import FunctionNode
from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan, app_of, model_end
from decompose_analyzer.values import Shape, Value
from decompose_core.coupling import CouplingSeverity, Effect, Settlement
from decompose_source.index import called_name
from decompose_source.modules import Module

LOCKS = frozenset({"select_for_update"}) | orm.GIVES_PAIR
BULK = frozenset({"bulk_create", "abulk_create"})
IGNORE = "ignore_conflicts"
UPSERT = "update_conflicts"
MOST_FUNCTIONS = 20


def find(scan: Scan) -> Iterator[Found]:
    """Look at each locking method: of another app's rows, or of own rows on another's behalf."""
    for module, call in scan.calls_named(LOCKS | BULK):
        name = called_name(call)
        value = _rows(scan, module, call) if name in LOCKS or _is_upsert(call) else None
        if value is None:
            continue
        if app_of(value.name) != scan.owner(module):
            yield Found(
                source=scan.end(module, call),
                target=model_end(value.name),
                effect=Effect.WRITE,
                location=module.at(call),
                detail=f"{name}() on {value.name} relies on the locks of one database",
            )
            continue
        yield from _by_far_key(scan, module, call, value.name)
        yield from _for_others(scan, module, call, value.name)


def _is_upsert(call: ast.Call) -> bool:
    """Say whether a `bulk_create` leaves the decision who was first to the unique key."""
    return called_name(call) in BULK and any(each.arg in (IGNORE, UPSERT) for each in call.keywords)


def _rows(scan: Scan, module: Module, call: ast.Call) -> Value | None:
    base = scan.types.of(module, call.func.value) if isinstance(call.func, ast.Attribute) else None
    return base if base is not None and base.shape is Shape.ROWS else None


def _by_far_key(scan: Scan, module: Module, call: ast.Call, label: str) -> Iterator[Found]:
    """Find `Payment.objects.get_or_create(order=order)`: a lock by another app's key."""
    for keyword in call.keywords if called_name(call) in orm.GIVES_PAIR else ():
        hop = scan.models.lookup(label, (keyword.arg or "").partition("__")[0])
        if hop is not None and not hop.reverse and app_of(hop.model) != app_of(label):
            yield Found(
                source=scan.end(module, call),
                target=model_end(hop.model),
                effect=Effect.WRITE,
                location=module.at(call),
                detail=f"{called_name(call)}() of {label} takes {hop.model} by {keyword.arg} as "
                "its lock: two databases may both be first",
            )


def _for_others(scan: Scan, module: Module, call: ast.Call, label: str) -> Iterator[Found]:
    """Find a lock in a function that another app's code leads to."""
    scope = module.index.scope_of(call)
    if scope is None or not isinstance(scope.node, FunctionNode):
        return
    home = scan.owner(module)
    seen: set[str] = set()
    for caller in _callers(scan, f"{module.name}.{scope.qualname}", home):
        app = scan.owner(caller.module)
        if app in seen:
            continue
        seen.add(app)
        yield Found(
            source=scan.end(caller.module, caller.call),
            target=scan.end(module, call),
            effect=Effect.WRITE,
            location=module.at(call),
            detail=f"{called_name(call)}() on {label} runs for {app} "
            f"({caller.module.at(caller.call)}), which relies on its lock",
        )


def _callers(scan: Scan, function: str, home: str) -> Iterator[Caller]:
    """Yield the calls from other apps that lead to a function within its own app."""
    pending, seen = [function], {function}
    while pending and len(seen) <= MOST_FUNCTIONS:
        for each in scan.graph.callers(pending.pop(0)):
            if scan.owner(each.module) != home:
                yield each
            elif each.name not in seen:
                seen.add(each.name)
                pending.append(each.name)


detector = Detector(
    find,
    "locks that reach into another app",
    example="`Product.objects.select_for_update()` in orders",
    settled="a seam with an idempotency key, else marked",
    rows=(26, 27),
    severity=CouplingSeverity.REWRITE,
    docs="https://docs.djangoproject.com/en/5.2/ref/models/querysets/#select-for-update",
    settlement=Settlement.ASSISTED,
    weight=2.0,
    by_module=True,
)
