"""Small questions about statements and expressions."""

from __future__ import annotations

import ast

from decompose_analyzer.classes import FunctionNode
from decompose_source.modules import Module


def decorated(owner: FunctionNode, name: str) -> bool:
    """Say whether a function has a decorator of that name."""
    return any(
        getattr(each, "id", getattr(each, "attr", "")) == name for each in owner.decorator_list
    )


def is_property(node: FunctionNode) -> bool:
    """Say whether a method is read like an attribute."""
    return decorated(node, "property") or decorated(node, "cached_property")


def is_super(node: ast.expr) -> bool:
    """Say whether an expression is a call of `super`."""
    return (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"
    )


def class_around(module: Module, node: ast.AST) -> ast.ClassDef | None:
    """Return the class statement whose body holds a node, however deep."""
    scope = module.index.scope_of(node)
    cls = scope.enclosing_class if scope else None
    return cls.node if cls and isinstance(cls.node, ast.ClassDef) else None
