"""Who calls a function: every call of the project by the dotted name of what it calls."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from functools import cached_property

from decompose_analyzer.classes import FunctionNode
from decompose_source.modules import Module
from decompose_source.project import Project

# A function that is called from everywhere tells its parameters by its first callers.
MOST_CALLERS = 20


class Callers:
    """The calls of one project, gathered when first asked for."""

    def __init__(self, project: Project) -> None:
        self._project = project

    def of(self, function: str) -> Sequence[tuple[Module, ast.Call]]:
        """Return the first calls of a function."""
        return self._calls.get(function, ())

    def arguments(
        self, function: str, owner: FunctionNode, node: ast.arg
    ) -> list[tuple[Module, ast.expr]]:
        """Return what the callers pass for one parameter."""
        position = _position(owner, node)
        found: list[tuple[Module, ast.expr]] = []
        for module, call in self.of(function):
            passed = next((each.value for each in call.keywords if each.arg == node.arg), None)
            plain = not any(isinstance(each, ast.Starred) for each in call.args)
            if passed is None and plain and position is not None and position < len(call.args):
                passed = call.args[position]
            if passed is not None:
                found.append((module, passed))
        return found

    @cached_property
    def _calls(self) -> Mapping[str, list[tuple[Module, ast.Call]]]:
        calls: dict[str, list[tuple[Module, ast.Call]]] = {}
        for _, module in sorted(self._project.modules.items()):
            for call in module.index.calls:
                dotted = self._project.names.resolve(module, call.func, call)
                known = calls.setdefault(dotted, []) if dotted else []
                if len(known) < MOST_CALLERS:
                    known.append((module, call))
        return calls


def _position(owner: FunctionNode, node: ast.arg) -> int | None:
    arguments = [*owner.args.posonlyargs, *owner.args.args]
    return arguments.index(node) if node in arguments else None
