"""Classes of the project and their members, inherited ones included."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from decompose_source.modules import Module
from decompose_source.names import Definition
from decompose_source.project import Project

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    """A name in a class body: the class that holds it, and its method, value or inner class."""

    owner: str
    module: Module
    node: ast.AST


class Classes:
    """Answers about the classes of one project; each class is read once."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._names = project.names
        self._ancestors: dict[str, tuple[str, ...]] = {}

    def ancestors(self, dotted: str) -> tuple[str, ...]:
        """Return the class and its bases, the class first; those outside the project by name."""
        known = self._ancestors.get(dotted)
        if known is None:
            known = self._ancestors[dotted] = tuple(self._names.ancestors(dotted))
        return known

    def member(self, dotted: str, name: str) -> Member | None:
        """Find a member in the class or the nearest base that has it."""
        for owner in self.ancestors(dotted):
            definition = self._names.definition(owner)
            if definition is None:
                continue
            node = self._names.members(definition).get(name)
            if isinstance(node, ast.AST):
                return Member(owner, definition.module, node)
        return None

    def method(self, dotted: str, name: str) -> Member | None:
        """Find a method in the class or its bases."""
        found = self.member(dotted, name)
        return found if found and isinstance(found.node, FunctionNode) else None

    def inner(self, dotted: str, outer: str, name: str) -> Member | None:
        """Find `name` in the class's inner class `outer`, such as `Meta.model`."""
        for owner in self.ancestors(dotted):
            definition = self._names.definition(f"{owner}.{outer}")
            if definition is None or not isinstance(definition.node, ast.ClassDef):
                continue
            node = self._names.members(definition).get(name)
            if isinstance(node, ast.AST):
                return Member(owner, definition.module, node)
        return None

    def dotted(self, module: Module, node: ast.ClassDef) -> str:
        """Return the dotted name of a class statement."""
        scope = module.index.scope_for(node)
        return f"{module.name}.{scope.qualname if scope else node.name}"

    def definition(self, dotted: str) -> Definition | None:
        """Return the definition of a class or function of the project."""
        return self._names.definition(dotted)
