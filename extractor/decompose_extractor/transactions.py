"""Which lines of moved code run inside a transaction: a call that crosses there is not undone with
it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache

from decompose_core.location import Location
from decompose_extractor.acting import FunctionNode
from decompose_extractor.cut import Cut, is_test
from decompose_source.modules import Module

_ATOMIC = "django.db.transaction.atomic"


def runs_in_transaction(cut: Cut, place: Location) -> bool:
    """Whether a line of moved code is in an atomic block, or in a function called from one."""
    return any(
        path == place.path and first <= place.line <= last for path, first, last in _spans(cut)
    )


@lru_cache(maxsize=4)
def _spans(cut: Cut) -> frozenset[tuple[str, int, int]]:
    """The lines of all atomic blocks, and of the functions that are reached from them."""
    found: set[tuple[str, int, int]] = set()
    pending: list[tuple[Module, ast.AST]] = []
    for module in cut.moved_modules:
        if not is_test(module.name) and module.tree is not None:
            pending += [(module, node) for node in _atomic(cut, module)]
    while pending:
        module, node = pending.pop()
        span = (module.path, getattr(node, "lineno", 0), getattr(node, "end_lineno", 0) or 0)
        if span in found:
            continue
        found.add(span)
        pending += list(_called(cut, module, node))
    return frozenset(found)


def _atomic(cut: Cut, module: Module) -> Iterator[ast.AST]:
    assert module.tree is not None
    for node in ast.walk(module.tree):
        if isinstance(node, FunctionNode):
            if any(_is_atomic(cut, module, each) for each in node.decorator_list):
                yield node
        elif isinstance(node, ast.With | ast.AsyncWith) and any(
            _is_atomic(cut, module, each.context_expr) for each in node.items
        ):
            yield node


def _is_atomic(cut: Cut, module: Module, node: ast.expr) -> bool:
    called = node.func if isinstance(node, ast.Call) else node
    return cut.project.names.resolve(module, called, at=node) == _ATOMIC


def _called(cut: Cut, module: Module, outer: ast.AST) -> Iterator[tuple[Module, ast.AST]]:
    for node in ast.walk(outer):
        if not isinstance(node, ast.Call):
            continue
        dotted = cut.project.names.resolve(module, node.func, at=node)
        found = cut.definition(dotted) if dotted else None
        if found is None or not cut.is_moved(found.module.name):
            continue
        if isinstance(found.node, FunctionNode):
            yield found.module, found.node
