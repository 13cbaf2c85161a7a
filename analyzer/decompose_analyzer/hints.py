"""What an annotation says: a class, one of something, or many of something."""

from __future__ import annotations

import ast
from collections.abc import Callable

from decompose_analyzer.values import Shape, Value

Resolve = Callable[[ast.expr], Value | None]

MANY = frozenset(
    {"list", "tuple", "set", "frozenset", "Iterable", "Sequence", "Iterator", "Collection"}
    | {"List", "Tuple", "Set", "QuerySet", "Manager", "RelatedManager", "BaseManager"}
)
TRANSPARENT = frozenset({"Optional", "Annotated", "Final", "ClassVar", "Awaitable"})
CLASSES = frozenset({"type", "Type"})


def value_of(node: ast.AST | None, resolve: Resolve) -> Value | None:
    """Read an annotation; `resolve` tells what a plain name in it stands for."""
    match node:
        case ast.Constant(value=str() as text):
            return value_of(_parsed(text), resolve)
        case ast.BinOp(op=ast.BitOr()):
            return value_of(node.left, resolve) or value_of(node.right, resolve)
        case ast.Subscript():
            return _generic(node, resolve)
        case ast.Name() | ast.Attribute():
            return one(resolve(node))
        case _:
            return None


def one(value: Value | None) -> Value | None:
    """Turn a class into an instance of it."""
    if value is not None and value.shape is Shape.MODEL:
        return Value(Shape.INSTANCE, value.name)
    if value is not None and value.shape is Shape.CLASS:
        return Value(Shape.OBJECT, value.name)
    return value


def rows(value: Value | None) -> Value | None:
    """Turn one row into many."""
    if value is None or value.shape not in (Shape.INSTANCE, Shape.ROWS, Shape.MODEL):
        return None
    return Value(Shape.ROWS, value.name, value.guessed)


def element(value: Value | None) -> Value | None:
    """Turn many rows into one of them."""
    if value is None or value.shape is not Shape.ROWS:
        return None
    return Value(Shape.INSTANCE, value.name, value.guessed)


def _generic(node: ast.Subscript, resolve: Resolve) -> Value | None:
    name = node.value.attr if isinstance(node.value, ast.Attribute) else ""
    name = node.value.id if isinstance(node.value, ast.Name) else name
    items = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    inner = items[0] if items else None
    if name in TRANSPARENT:
        return value_of(inner, resolve)
    if name in MANY:
        return rows(value_of(inner, resolve))
    if name in CLASSES:
        value = value_of(inner, resolve)
        is_row = value is not None and value.shape is Shape.INSTANCE
        return Value(Shape.MODEL, value.name) if value and is_row else None
    return value_of(node.value, resolve)


def _parsed(text: str) -> ast.expr | None:
    try:
        return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError):
        return None
