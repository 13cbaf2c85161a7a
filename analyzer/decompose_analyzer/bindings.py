"""Which expression a local name stands for: the last assignment before it, from the scope outward.

Branches and loops are read from top to bottom: not what Python does, but what people write.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from decompose_source.index import NodeIndex, Scope
from decompose_source.modules import Module

Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
Key = tuple[ast.AST | None, str]


class Part(Enum):
    """Which part of the expression the name takes."""

    WHOLE = "whole"
    ELEMENT = "element"
    ITEM = "item"
    PARAMETER = "parameter"
    ANNOTATION = "annotation"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, eq=False)
class Bound:
    """One binding of a name; `item` counts within a tuple that is unpacked."""

    line: int
    part: Part
    node: ast.AST
    item: int = 0


class Bindings:
    """All local bindings of one module."""

    def __init__(self, module: Module) -> None:
        self._index: NodeIndex = module.index
        self._bound: dict[Key, list[Bound]] = {}
        for node in self._index.binders:
            for name, bound in _bindings_of(node):
                scope = self._scope_of_binding(node)
                self._bound.setdefault((scope.node if scope else None, name), []).append(bound)
        for each in self._bound.values():
            each.sort(key=lambda bound: bound.line)

    def of(self, name: str, at: ast.AST) -> Bound | None:
        """Find what a name stands for at a node; None where it is no local name."""
        around = self._expressions_around(at)
        inner = _in_comprehension(name, around)
        if inner is not None:
            return inner
        line = getattr(at, "lineno", 0)
        scope = self._index.scope_of(at)
        innermost = scope
        while scope is not None:
            hidden = isinstance(scope.node, ast.ClassDef) and scope is not innermost
            known = () if hidden else self._bound.get((scope.node, name), ())
            # In `rows = rows.filter()` the name on the right is the one that was bound before.
            found = [each for each in known if each.node not in around]
            if found:
                before = [each for each in found if each.line <= line]
                return before[-1] if before else found[0]
            scope = scope.parent
        found = [each for each in self._bound.get((None, name), ()) if each.node not in around]
        return found[-1] if found else None

    def all_of(self, name: str, at: ast.AST) -> list[Bound]:
        """Return the binding in force at a node first, then those of the branches beside it.

        A name that is set in several places of one scope is any of them.
        """
        first = self.of(name, at)
        if first is None:
            return []
        around = self._expressions_around(at)
        if _in_comprehension(name, around) is first:
            return [first]
        scope = self._index.scope_of(at)
        while scope is not None:
            known = self._bound.get((scope.node, name), [])
            if first in known:
                return [
                    first,
                    *(each for each in known if each is not first and each.node not in around),
                ]
            scope = scope.parent
        return [first, *(each for each in self._bound.get((None, name), ()) if each is not first)]

    def of_self(self, cls: ast.ClassDef, attribute: str) -> Bound | None:
        """Find what `self.attribute` was first set to within a class."""
        found = self._bound.get((cls, f"self.{attribute}"))
        return found[0] if found else None

    def _scope_of_binding(self, node: ast.AST) -> Scope | None:
        if isinstance(node, ast.arg):
            arguments = self._index.parent_of(node)
            owner = self._index.parent_of(arguments) if arguments is not None else None
            return self._index.scope_for(owner) if owner is not None else None
        scope = self._index.scope_of(node)
        if isinstance(node, ast.Assign | ast.AnnAssign) and _self_target(node) and scope:
            return scope.enclosing_class or scope
        return scope

    def _expressions_around(self, at: ast.AST) -> list[ast.AST]:
        """List a node and the expressions around it, the innermost first; there are few."""
        around = [at]
        current = self._index.parent_of(at)
        while current is not None and not isinstance(current, ast.stmt):
            around.append(current)
            current = self._index.parent_of(current)
        return around


def _in_comprehension(name: str, around: list[ast.AST]) -> Bound | None:
    for each in around[1:]:
        if isinstance(each, Comprehension):
            for generator in each.generators:
                for bound_name, bound in _targets(generator.target, generator.iter, Part.ELEMENT):
                    if bound_name == name:
                        return bound
    return None


def _bindings_of(node: ast.AST) -> Iterator[tuple[str, Bound]]:
    match node:
        case ast.Assign():
            for target in node.targets:
                yield from _targets(target, node.value, Part.WHOLE)
        case ast.AnnAssign(target=ast.Name() | ast.Attribute()):
            for name, _ in _targets(node.target, node.annotation, Part.ANNOTATION):
                yield name, Bound(node.lineno, Part.ANNOTATION, node.annotation)
        case ast.For() | ast.AsyncFor():
            yield from _targets(node.target, node.iter, Part.ELEMENT)
        case ast.With() | ast.AsyncWith():
            for item in node.items:
                if item.optional_vars is not None:
                    yield from _targets(item.optional_vars, item.context_expr, Part.UNKNOWN)
        case ast.NamedExpr():
            yield from _targets(node.target, node.value, Part.WHOLE)
        case ast.arg():
            yield node.arg, Bound(0, Part.PARAMETER, node)
        case _:
            return


def _targets(target: ast.expr, value: ast.expr, part: Part) -> Iterator[tuple[str, Bound]]:
    match target:
        case ast.Name():
            yield target.id, Bound(target.lineno, part, value)
        case ast.Attribute(value=ast.Name(id="self")):
            yield f"self.{target.attr}", Bound(target.lineno, part, value)
        case ast.Tuple() | ast.List():
            for number, each in enumerate(target.elts):
                if isinstance(each, ast.Name):
                    yield each.id, _unpacked(each, value, part, number)
        case _:
            return


def _unpacked(name: ast.Name, value: ast.expr, part: Part, number: int) -> Bound:
    """Unpack `a, b = x, y` pairwise; else the name is the n-th item of the value."""
    if part is Part.WHOLE and isinstance(value, ast.Tuple) and number < len(value.elts):
        return Bound(name.lineno, Part.WHOLE, value.elts[number])
    return Bound(name.lineno, Part.ITEM if part is Part.WHOLE else Part.UNKNOWN, value, number)


def _self_target(node: ast.Assign | ast.AnnAssign) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return any(
        isinstance(each, ast.Attribute)
        and isinstance(each.value, ast.Name)
        and each.value.id == "self"
        for each in targets
    )
