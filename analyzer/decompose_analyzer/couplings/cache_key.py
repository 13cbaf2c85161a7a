"""Finds cache keys that two apps share: one fills what the other reads or drops.

https://docs.djangoproject.com/en/5.2/topics/cache/#the-low-level-cache-api
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan, model_end
from decompose_core.coupling import CouplingSeverity, Effect, End, Settlement
from decompose_source.index import called_name
from decompose_source.modules import Module

WRITES = frozenset({"set", "add", "get_or_set", "incr", "decr", "set_many", "touch"})
DROPS = frozenset({"delete", "delete_many"})
READS = frozenset({"get", "get_many", "has_key"})
CACHES = ("django.core.cache.cache", "django.core.cache.caches")
NAMES = ast.Name | ast.Attribute
THROTTLES = "rest_framework.throttling."
Use = tuple[str, Module, ast.Call]


def find(scan: Scan) -> Iterator[Found]:
    """Gather the uses of each key, and compare the apps."""
    uses: dict[str, list[Use]] = {}
    for module, call in scan.calls_named(WRITES | DROPS | READS):
        if _on_cache(scan, module, call):
            for node in _keys(call):
                key = _key(scan, module, node)
                if key:
                    uses.setdefault(key, []).append((scan.owner(module), module, call))
    for key, found in sorted(uses.items()):
        yield from _shared(scan, key, found)
    yield from _locks_and_limits(scan, uses)
    for module in scan.code:
        for function in module.index.functions:
            if any(_is_kept(each) for each in function.decorator_list):
                yield from _kept(scan, module, function)


def _shared(scan: Scan, key: str, found: list[Use]) -> Iterator[Found]:
    apps = sorted({app for app, _, _ in found})
    fillers = [app for app, _, call in found if called_name(call) in WRITES]
    home = fillers[0] if fillers else apps[0]
    for app, module, call in found:
        others = [home] if app != home else [each for each in apps if each != home]
        for other in others[:1]:
            yield Found(
                scan.end(module, call),
                End(other, f"cache {key}"),
                Effect.READ if called_name(call) in READS else Effect.WRITE,
                module.at(call),
                f"{called_name(call)}() of the cache key {key!r}, which {other} uses too",
            )


def _locks_and_limits(scan: Scan, uses: Mapping[str, list[Use]]) -> Iterator[Found]:
    """Find `cache.add()`, which locks what all processes share, and throttles that count there."""
    shared = End(scan.package, "settings.CACHES")
    for key, found in sorted(uses.items()):
        for _, module, call in found:
            if called_name(call) == "add":
                detail = f"cache.add() of {key!r} locks for all who share the cache"
                yield Found(scan.end(module, call), shared, Effect.WRITE, module.at(call), detail)
    for module in scan.code:
        for statement in module.index.assignments:
            names = [getattr(each, "id", "") for each in getattr(statement, "targets", [])]
            if "throttle_classes" in names and isinstance(statement, ast.Assign):
                yield from _throttles(scan, module, statement.value, shared)
        for call in module.index.calls_named({"throttle_classes"}):
            for node in call.args:
                yield from _throttles(scan, module, node, shared)


def _throttles(scan: Scan, module: Module, node: ast.AST, shared: End) -> Iterator[Found]:
    for each in ast.walk(node):
        dotted = scan.names.resolve(module, each, each) if isinstance(each, NAMES) else None
        if dotted and any(one.startswith(THROTTLES) for one in scan.classes.ancestors(dotted)):
            detail = f"{dotted.rpartition('.')[2]} counts requests in the shared cache"
            yield Found(scan.end(module, each), shared, Effect.WRITE, module.at(each), detail)


def _is_kept(decorator: ast.expr) -> bool:
    return getattr(decorator, "id", getattr(decorator, "attr", "")) == "cached_property"


def _kept(
    scan: Scan, module: Module, function: ast.FunctionDef | ast.AsyncFunctionDef
) -> Iterator[Found]:
    """Find a `cached_property` that keeps what it read of another app's rows."""
    reached: set[str] = set()
    for node in ast.walk(function):
        hop = scan.types.hop(module, node) if isinstance(node, ast.Attribute) else None
        other = scan.other_end(hop, scan.owner(module)) if hop is not None else None
        if other is not None and other not in reached:
            reached.add(other)
            detail = f"cached_property {function.name} keeps what it read of {other}"
            yield Found(
                scan.end(module, function.body[0]),
                model_end(other),
                Effect.READ,
                module.at(function),
                detail,
            )


def _on_cache(scan: Scan, module: Module, call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Attribute):
        return False
    node = call.func.value
    plain = node.value if isinstance(node, ast.Subscript) else node
    return scan.names.resolve(module, plain, call) in CACHES


def _keys(call: ast.Call) -> list[ast.expr]:
    """Return the expressions of a call's keys: one, or those of a list or dict."""
    named = [each.value for each in call.keywords if each.arg in ("key", "keys")]
    first = next(iter([*call.args, *named]), None)
    if isinstance(first, ast.List | ast.Tuple):
        return first.elts
    if isinstance(first, ast.Dict):
        return [each for each in first.keys if each is not None]
    return [first] if first is not None else []


def _key(scan: Scan, module: Module, node: ast.expr) -> str | None:
    """Return a key, or the known beginning of one that is put together."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        whole = scan.text(module, node)
        start = None if whole else _key(scan, module, node.left)
        return whole or (f"{start.rstrip('*')}*" if start else None)
    if isinstance(node, ast.JoinedStr) and node.values:
        start = scan.text(module, node.values[0])
        return f"{start}*" if start else None
    return scan.text(module, node)


detector = Detector(
    find,
    "cache keys that two apps share",
    example='`cache.delete("orders:open-count")` here, `cache.get("orders:open-count")` there',
    settled="a prefix a service; the other side is told by an event, or the place is marked",
    rows=(41, 45),
    severity=CouplingSeverity.REWRITE,
    docs="https://docs.djangoproject.com/en/5.2/topics/cache/#the-low-level-cache-api",
    settlement=Settlement.ASSISTED,
    weight=1.0,
)
