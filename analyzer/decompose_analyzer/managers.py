"""Whose rows a manager or query set class is about: the model that has one."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from decompose_analyzer.classes import Classes, Member
from decompose_source.modules import Module
from decompose_source.project import Project

ENDINGS = ("Manager", "QuerySet")


class Managers:
    """Answers for all manager classes of one project."""

    def __init__(self, project: Project, classes: Classes) -> None:
        self._project = project
        self._classes = classes

    def model_of(self, dotted: str) -> str | None:
        """Return the label of the one model that uses a manager or query set class."""
        if not any(each.endswith(ENDINGS) for each in self._classes.ancestors(dotted)):
            return None
        labels = self._users.get(dotted, frozenset())
        return next(iter(labels)) if len(labels) == 1 else None

    def method(self, label: str, name: str) -> Member | None:
        """Find a method of the managers and query sets that a model's rows come through."""
        for dotted in self._classes_of.get(label, ()):
            found = self._classes.method(dotted, name)
            if found is not None:
                return found
        return None

    def is_made(self, module: Module, node: ast.AST) -> bool:
        """Say whether an expression makes a manager, by the name of the class that it calls."""
        if not isinstance(node, ast.Call):
            return False
        made = self._project.names.resolve(module, node.func, node)
        lineage = self._classes.ancestors(made) if made else ()
        return any(ending in each for each in lineage for ending in ENDINGS)

    def names(self, classes: Iterable[str]) -> frozenset[str]:
        """Name the members of these classes, or of what they are made of, that are managers."""
        found: set[str] = set()
        for owner in {each for dotted in classes for each in self._classes.ancestors(dotted)}:
            definition = self._project.names.definition(owner)
            if definition is not None:
                members = self._project.names.members(definition).items()
                found.update(
                    name
                    for name, node in members
                    if isinstance(node, ast.Call) and self.is_made(definition.module, node)
                )
        return frozenset(found)

    @cached_property
    def _classes_of(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for dotted, labels in self._users.items():
            for label in labels:
                found.setdefault(label, []).append(dotted)
        return found

    @cached_property
    def _users(self) -> Mapping[str, frozenset[str]]:
        """Map each class that a model's manager is made from to the models."""
        users: dict[str, set[str]] = {}
        for model in self._project.models:
            if model.abstract or model.proxy:
                continue
            for module, value in self._assigned(model.dotted):
                for dotted in self._made_from(module, value):
                    users.setdefault(dotted, set()).add(model.label)
        return {dotted: frozenset(labels) for dotted, labels in users.items()}

    def _assigned(self, dotted: str) -> Iterator[tuple[Module, ast.Call]]:
        """Yield the calls in the body of a model and of its abstract bases.

        What a model inherits from a concrete one is about that one's rows.
        """
        for owner in self._classes.ancestors(dotted):
            base = self._project.model_of(owner)
            definition = self._project.names.definition(owner)
            if definition is None or (owner != dotted and base is not None and not base.abstract):
                continue
            for statement in getattr(definition.node, "body", []):
                value = statement.value if isinstance(statement, ast.Assign) else None
                if isinstance(value, ast.Call):
                    yield definition.module, value

    def _made_from(self, module: Module, node: ast.expr) -> Iterator[str]:
        """Yield the manager and query set classes in an expression, and those they are made from.

        `Manager()`, `QuerySet.as_manager()`, `Manager.from_queryset(QuerySet)()`.
        """
        for each in ast.walk(node):
            if not isinstance(each, ast.Name | ast.Attribute):
                continue
            dotted = self._project.names.resolve(module, each, node)
            definition = self._project.names.definition(dotted) if dotted else None
            if definition is None or not isinstance(definition.node, ast.ClassDef):
                continue
            yield definition.dotted
            for base in definition.node.bases:
                yield from self._made_from(definition.module, base)
