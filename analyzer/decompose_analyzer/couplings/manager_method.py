"""Finds the joins and rights that another app's managers and query sets hide behind a name.

https://docs.djangoproject.com/en/5.2/topics/db/managers/#custom-managers
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from decompose_analyzer.call_graph import Caller
from decompose_analyzer.classes import FunctionNode
from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.few import few
from decompose_analyzer.lookups import LookupPath, paths
from decompose_analyzer.scan import Scan, app_of, model_end
from decompose_core.coupling import CouplingSeverity, Effect
from decompose_source.index import called_name
from decompose_source.modules import Module

ENDINGS = ("Manager", "QuerySet")
RIGHTS = frozenset({"has_perm", "has_perms", "get_objects_for_user"})
MOST_NAMED = 3


def find(scan: Scan) -> Iterator[Found]:
    """Sum up each such method: who calls it from other apps, and what it reads."""
    for module in scan.code:
        methods = list(_methods(scan, module))
        if not any(_callers(scan, dotted, scan.owner(module)) for dotted, _ in methods):
            continue
        read = _read(scan, module)
        for dotted, method in methods:
            yield from _summary(scan, module, dotted, method, read.get(method, set()))


def _methods(scan: Scan, module: Module) -> Iterator[tuple[str, FunctionNode]]:
    for cls in module.index.classes:
        dotted = scan.classes.dotted(module, cls)
        if not _is_of_rows(scan, cls, dotted):
            continue
        for each in cls.body:
            if isinstance(each, FunctionNode) and not each.name.startswith("_"):
                yield f"{dotted}.{each.name}", each


def _is_of_rows(scan: Scan, cls: ast.ClassDef, dotted: str) -> bool:
    """Say whether a class is a manager or query set: one of its bases comes from outside."""
    if any(
        isinstance(each, ast.Call) and called_name(each) == "from_queryset" for each in cls.bases
    ):
        return True
    return any(
        each.endswith(ENDINGS) and scan.names.definition(each) is None
        for each in scan.classes.ancestors(dotted)[1:]
    )


def _callers(scan: Scan, dotted: str, app: str) -> Mapping[str, list[Caller]]:
    """Group the calls of a method from other apps by their app."""
    found: dict[str, list[Caller]] = {}
    for each in scan.graph.callers(dotted):
        caller = scan.owner(each.module)
        if caller != app:
            found.setdefault(caller, []).append(each)
    return found


def _read(scan: Scan, module: Module) -> Mapping[ast.AST, set[str]]:
    """Map each function to the models that lookup paths in its body lead to."""
    found: dict[ast.AST, set[str]] = {}
    for each in paths(scan, module):
        scope = module.index.scope_of(each.node) if isinstance(each, LookupPath) else None
        if scope is not None and isinstance(each, LookupPath):
            found.setdefault(scope.node, set()).update(hop.model for hop in each.way.hops)
    return found


def _summary(
    scan: Scan, module: Module, dotted: str, method: FunctionNode, read: set[str]
) -> Iterator[Found]:
    home = scan.owner(module)
    asks = _rights(scan, module, method)
    for app, callers in sorted(_callers(scan, dotted, home).items()):
        first = callers[0]
        source = scan.end(first.module, first.call)
        target = scan.end_of(dotted)
        others = sorted(each for each in read if app_of(each) != app)
        if target is None or not (others or asks):
            continue
        places = few([str(each.module.at(each.call)) for each in callers], MOST_NAMED)
        does = [f"reads {', '.join(others)}"] if others else []
        does += [f"asks for {asks}"] if asks else []
        detail = f"{dotted}() {' and '.join(does)}; {app} calls it ({places})"
        yield Found(source, target, Effect.READ, module.at(method), detail)
        for label in others:
            place = first.module.at(first.call)
            reads = f"reads {label} within {dotted}()"
            yield Found(source, model_end(label), Effect.READ, place, reads)


def _rights(scan: Scan, module: Module, method: FunctionNode) -> str:
    """Name the permissions that a method asks for, or say that it does."""
    for call in scan.effects.calls_in(module, method):
        if called_name(call) in RIGHTS:
            names = [scan.text(module, each) for each in call.args]
            return f"the permission {next(filter(None, names), 'that is computed')}"
    return ""


detector = Detector(
    find,
    "joins and rights that another app's manager methods hide",
    example="`Order.objects.visible_to(user)` of orders in payments",
    settled="the method goes with its model; the replica has a copy that reads",
    rows=(29,),
    severity=CouplingSeverity.SOFT,
    docs="https://docs.djangoproject.com/en/5.2/topics/db/managers/#custom-managers",
    weight=0.5,
)
