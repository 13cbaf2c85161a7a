"""Which calls may be told instead of asked: by an event of the outbox, which is written in the
transaction that makes the call.

What is told runs once, after the commit, and not at all where the transaction is undone. That is
sound where nobody waits for what it returns, and where it refuses nothing: an event can't take back
the transaction that it came from.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache

from decompose_core.location import Location
from decompose_extractor.acting import FunctionNode
from decompose_extractor.crossing import why_not
from decompose_extractor.cut import Cut, is_test
from decompose_extractor.transactions import runs_in_transaction
from decompose_source.modules import Module
from decompose_source.names import Definition

# Calls that check, or that run what only the settings or the data know.
_CHECKS = frozenset({"full_clean", "get_list_or_404", "get_object_or_404"})
_UNKNOWN = frozenset({"import_string", "import_module", "__import__"})
_DEPTH = 12


def is_told(cut: Cut, symbol: str) -> bool:
    """Whether calls of a function in a transaction become events."""
    places = [place for place, _ in _calls(cut, symbol)]
    in_transaction = any(runs_in_transaction(cut, each) for each in places)
    return in_transaction and not why_not(cut, symbol) and not why_asked(cut, symbol)


@lru_cache(maxsize=512)
def why_asked(cut: Cut, symbol: str) -> str:
    """Say why a function must be asked and can't be told; nothing where it can."""
    found = cut.definition(symbol)
    if found is None or "." in found.qualname or not isinstance(found.node, FunctionNode):
        return "it is a method, whose callers are not all known"
    for place, waits in _calls(cut, symbol):
        if waits:
            return f"{place.path}:{place.line} {waits}"
    return next(_refusals(cut, found, set(), 0), "")


def _calls(cut: Cut, symbol: str) -> Iterator[tuple[Location, str]]:
    """Where moved code names a function, and why the line can't go on without its answer."""
    last = symbol.rpartition(".")[2]
    for module in cut.moved_modules:
        if is_test(module.name) or module.tree is None or last not in module.source:
            continue
        alone, caught = _alone(module.tree), _caught(module.tree)
        for node in ast.walk(module.tree):
            if not isinstance(node, ast.Name | ast.Attribute) or not isinstance(node.ctx, ast.Load):
                continue
            if cut.project.names.resolve(module, node, at=node) != symbol:
                continue
            waits = "" if id(node) in alone else "waits for what it returns"
            if id(node) in caught:
                waits = "catches what it raises"
            yield module.at(node), waits


def _alone(tree: ast.AST) -> set[int]:
    """The callees of calls that stand alone, as statements."""
    return {
        id(each.value.func)
        for each in ast.walk(tree)
        if isinstance(each, ast.Expr) and isinstance(each.value, ast.Call)
    }


def _caught(tree: ast.AST) -> set[int]:
    """All that stands in the body of a `try` that handles something."""
    return {
        id(inner)
        for each in ast.walk(tree)
        if isinstance(each, ast.Try) and each.handlers
        for statement in each.body
        for inner in ast.walk(statement)
    }


def _refusals(cut: Cut, found: Definition, seen: set[str], depth: int) -> Iterator[str]:
    """What may be refused on the path of a function: errors that the project's code raises."""
    seen.add(found.dotted)
    for node in ast.walk(found.node):
        place = f"{found.module.path}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Raise | ast.Assert):
            yield f"it may refuse, at {place}, which must be known before the commit"
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func).rpartition(".")[2]
        if name in _CHECKS:
            yield f"it may refuse ({name}), at {place}, which must be known before the commit"
        if name in _UNKNOWN or depth > _DEPTH:
            yield f"it runs what can't be followed, at {place}"
        called = _called(cut, found.module, node)
        if called is not None and called.dotted not in seen:
            yield from _refusals(cut, called, seen, depth + 1)


def _called(cut: Cut, module: Module, call: ast.Call) -> Definition | None:
    dotted = cut.project.names.resolve(module, call.func, at=call)
    found = cut.definition(dotted) if dotted else None
    return found if found is not None and isinstance(found.node, FunctionNode) else None
