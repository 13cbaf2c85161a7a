"""Whether a request to an endpoint may change data: from its call path, not from its method alone.

An endpoint reads when it answers safe methods only and nothing that its code may call writes. Calls
are followed by name through the whole project: where a name might be several functions, all of them
count. So a read is only claimed where no function of any such name writes; all else is a write.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from decompose_core.monolith import EndpointEffect
from decompose_source.evaluation.values import Class, Function, Value
from decompose_source.index import NodeIndex
from decompose_source.modules import Module
from decompose_source.natives.django_urls import View

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
# Methods that write wherever they are called on something that may hold rows.
WRITES = frozenset(
    [
        "abulk_create",
        "abulk_update",
        "acreate",
        "adelete",
        "aget_or_create",
        "asave",
        "aupdate",
        "aupdate_or_create",
        "bulk_create",
        "bulk_update",
        "create",
        "delete",
        "get_or_create",
        "save",
        "save_base",
        "update",
        "update_or_create",
        "add",
        "set",
        "remove",
        "clear",
        "apply_async",
        "delay",
        "send",
        "send_robust",
        "send_task",
        "send_mail",
        "execute",
        "executemany",
        "raw",
        "select_for_update",
        "login",
        "logout",
        "set_password",
        "call_command",
        "put",
        "patch",
        "post",
    ]
)
# Methods of querysets, requests and containers that read, whatever else has their name.
READS = frozenset(
    [
        "aggregate",
        "all",
        "annotate",
        "count",
        "dates",
        "datetimes",
        "defer",
        "difference",
        "distinct",
        "earliest",
        "exclude",
        "exists",
        "filter",
        "first",
        "get",
        "in_bulk",
        "intersection",
        "iterator",
        "last",
        "latest",
        "none",
        "only",
        "order_by",
        "prefetch_related",
        "reverse",
        "select_related",
        "union",
        "using",
        "values",
        "values_list",
        "items",
        "keys",
        "append",
        "extend",
        "join",
        "format",
        "split",
        "strip",
        "startswith",
        "endswith",
        "replace",
        "lower",
        "upper",
        "index",
        "insert",
        "sort",
        "encode",
        "decode",
        "copy",
        "is_valid",
        "get_context_data",
        "render",
        "reverse_lazy",
        "redirect",
        "super",
        "len",
        "str",
        "int",
        "list",
        "dict",
        "set_",
        "tuple",
        "isinstance",
    ]
)
_UNSAFE_ENTRIES = frozenset(
    [
        "post",
        "put",
        "patch",
        "delete",
        "create",
        "update",
        "partial_update",
        "destroy",
        "perform_create",
        "perform_update",
        "perform_destroy",
        "form_valid",
        "form_invalid",
    ]
)


@dataclass(frozen=True, slots=True)
class Calls:
    """What one function calls, by last name; `stores` says whether it assigns into the session."""

    names: frozenset[str]
    stores: bool = False


@dataclass(eq=False)
class EffectReader:
    """Knows which names may write; made once a project."""

    modules: Mapping[str, Module]
    _functions: dict[str, list[Calls]] = field(default_factory=dict[str, list[Calls]])
    _writing: frozenset[str] | None = None

    def effect(self, view: Value, methods: tuple[str, ...]) -> EndpointEffect:
        """Judge an endpoint by its view and the methods it answers."""
        if not methods or not SAFE.issuperset(methods):
            return EndpointEffect.WRITE
        entries = list(_entries(view))
        if not entries:
            return EndpointEffect.WRITE
        writing = self._writing_names()
        clean = all(self._reads(_calls(each.node), writing) for each in entries)
        return EndpointEffect.READ if clean else EndpointEffect.WRITE

    def _reads(self, calls: Calls, writing: frozenset[str]) -> bool:
        return not calls.stores and calls.names.isdisjoint(writing)

    def _writing_names(self) -> frozenset[str]:
        """The names of all functions that write themselves or through what they call."""
        if self._writing is not None:
            return self._writing
        for module in self.modules.values():
            if not {"tests", "migrations", "test"} & set(module.name.split(".")):
                for name, calls in _calls_by_function(module):
                    self._functions.setdefault(name, []).append(calls)
        callers: dict[str, set[str]] = {}
        pending = list(WRITES)
        for name, bodies in self._functions.items():
            if any(each.stores for each in bodies):
                pending.append(name)
            for called in {each for body in bodies for each in body.names}:
                callers.setdefault(called, set()).add(name)
        writing: set[str] = set()
        while pending:
            name = pending.pop()
            if name not in writing and (name not in READS or name in WRITES):
                writing.add(name)
                pending.extend(callers.get(name, ()))
        self._writing = frozenset(writing)
        return self._writing


def _entries(view: Value) -> Iterator[Function]:
    """The functions of the project that answer: the function itself, or the class's methods."""
    if isinstance(view, Function):
        yield view
    if not isinstance(view, View) or not isinstance(view.view, Class):
        return
    actions = set(map(str, view.actions.values())) if view.actions is not None else set[str]()
    for each in view.view.mro:
        if not isinstance(each, Class) or "outline" in each.extra:
            continue
        for name, value in each.names.items():
            if not isinstance(value, Function) or name in _UNSAFE_ENTRIES:
                continue
            if "decompose.action" in value.names and name not in actions:
                continue
            yield value
    handler = view.view.extra.get("handler")
    if isinstance(handler, Function):
        yield handler


def _calls_by_function(module: Module) -> Iterator[tuple[str, Calls]]:
    """Give each function's calls, those of the functions inside of it included."""
    index = module.index
    names: dict[ast.AST, set[str]] = {node: set() for node in index.functions}
    storing: set[ast.AST] = set()
    for call in index.calls:
        for node in _around(index, call):
            names[node].update(_called(call.func))
    for assignment in index.assignments:
        targets = assignment.targets if isinstance(assignment, ast.Assign) else [assignment.target]
        if any(isinstance(each, ast.Subscript) and _is_session(each.value) for each in targets):
            storing.update(_around(index, assignment))
    for node in index.functions:
        yield node.name, Calls(frozenset(names[node]), node in storing)


def _around(index: NodeIndex, node: ast.AST) -> Iterator[ast.AST]:
    """The functions that hold a node, decorators and defaults not told apart."""
    scope = index.scope_of(node)
    while scope is not None:
        if isinstance(scope.node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield scope.node
        scope = scope.parent


def _is_session(node: ast.expr) -> bool:
    return (isinstance(node, ast.Attribute) and node.attr == "session") or (
        isinstance(node, ast.Name) and node.id == "session"
    )


def _calls(node: ast.AST) -> Calls:
    names: set[str] = set()
    stores = False
    for each in _walk([node]):
        if isinstance(each, ast.Call):
            names.update(_called(each.func))
        elif isinstance(each, ast.Subscript) and isinstance(each.ctx, ast.Store | ast.Del):
            stores = stores or _is_session(each.value)
    return Calls(frozenset(names), stores)


def _called(function: ast.expr) -> Iterable[str]:
    if isinstance(function, ast.Name):
        return (function.id,)
    if isinstance(function, ast.Attribute):
        return (function.attr,)
    return ()


def _walk(nodes: list[ast.AST]) -> Iterator[ast.AST]:
    """Walk without recursion."""
    while nodes:
        node = nodes.pop()
        yield node
        nodes.extend(ast.iter_child_nodes(node))
