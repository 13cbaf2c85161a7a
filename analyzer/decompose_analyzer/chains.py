"""Chains such as `Order.objects.filter(...).update(...)`: where they start and what they end in."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from decompose_analyzer import orm
from decompose_analyzer.model_map import Hop
from decompose_analyzer.types import Types
from decompose_analyzer.values import Shape, Value
from decompose_source.modules import Module

WRITES = orm.WRITES_ROWS | orm.WRITES_RELATION


class Start(Enum):
    """What a chain of query set methods hangs on."""

    MANAGER = "manager"  # Order.objects
    RELATION = "relation"  # user.orders
    OTHER = "other"  # a variable, a function's result


@dataclass(frozen=True, slots=True)
class Root:
    """The start of a chain, with the relation if it is one."""

    start: Start
    hop: Hop | None = None


def methods_after(module: Module, node: ast.AST) -> tuple[str, ...]:
    """Name the methods and attributes that follow a node in its chain."""
    return tuple(_after(module, node))


def is_write(module: Module, node: ast.AST) -> bool:
    """Say whether the chain after a manager or relation ends in a method that writes."""
    return any(_writes(name) for name in methods_after(module, node))


def root_of(types: Types, module: Module, node: ast.expr) -> Root:
    """Follow a chain down to the manager, relation or variable that it starts from."""
    current: ast.expr = node
    while True:
        if isinstance(current, ast.Call | ast.Subscript):
            current = current.func if isinstance(current, ast.Call) else current.value
        elif isinstance(current, ast.Attribute):
            base = types.of(module, current.value)
            if base is not None and base.shape is Shape.MODEL:
                return Root(Start.MANAGER)
            hop = types.hop(module, current)
            if hop is not None:
                return Root(Start.RELATION, hop)
            current = current.value
        else:
            return Root(Start.OTHER)


def query_around(types: Types, module: Module, node: ast.AST) -> Iterator[tuple[ast.Call, Value]]:
    """Yield the query set calls whose arguments hold a node, the innermost first."""
    current, parent = node, module.index.parent_of(node)
    while parent is not None and not isinstance(parent, ast.stmt):
        if (
            isinstance(parent, ast.Call)
            and isinstance(parent.func, ast.Attribute)
            and current is not parent.func
        ):
            base = types.of(module, parent.func.value)
            if base is not None and base.shape is Shape.ROWS:
                yield parent, base
        current, parent = parent, module.index.parent_of(parent)


def _after(module: Module, node: ast.AST) -> Iterator[str]:
    current, parent = node, module.index.parent_of(node)
    while True:
        if isinstance(parent, ast.Attribute):
            yield parent.attr
        elif not (isinstance(parent, ast.Call) and parent.func is current) and not isinstance(
            parent, ast.Await | ast.Subscript
        ):
            return
        current, parent = parent, module.index.parent_of(parent)


def _writes(name: str) -> bool:
    return name in WRITES or name.startswith("create_")
