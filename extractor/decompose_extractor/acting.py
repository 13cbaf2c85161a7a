"""Which definitions of the staying side act: by their own code, or by what they call."""

from __future__ import annotations

import ast

from decompose_extractor.cut import Cut, is_test
from decompose_extractor.effects import Effect, effects_of
from decompose_extractor.members import members_of
from decompose_source.modules import Module

_ROW_SETS = frozenset({"Manager", "BaseManager", "QuerySet"})
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


class Acting:
    """Answers for one cut; answers are kept, since call paths meet."""

    def __init__(self, cut: Cut) -> None:
        self.cut = cut
        self._known: dict[str, tuple[Effect, ...]] = {}

    def of_function(self, module: Module, node: FunctionNode) -> tuple[Effect, ...]:
        """The effects of a function and of all it calls in the project."""
        return self._of(module, node, node.name, own=False)

    def of_method(
        self, module: Module, owner: ast.ClassDef, node: FunctionNode
    ) -> tuple[Effect, ...]:
        """The effects of a method of a model, manager or queryset that stays."""
        return self._of(module, node, f"{owner.name}.{node.name}", own=False)

    def of_methods(self, module: Module, owner: ast.ClassDef) -> dict[str, tuple[Effect, ...]]:
        """Find the methods that act of a copied class; saving `self` is what its heirs ask for."""
        command = self._is_command(module, owner)
        found = {
            each.name: self._effects(module, each.node, own=True)
            if command  # what it calls has an end of its own
            else self._of(module, each.node, f"{owner.name}.{each.name}", own=True)
            for each in members_of(owner)
            if isinstance(each.node, ast.FunctionDef | ast.AsyncFunctionDef)
        }
        return {name: effects for name, effects in found.items() if effects}

    def is_manager(self, module: Module, node: ast.ClassDef) -> bool:
        """Whether a class is a manager or queryset."""
        for each in node.bases:
            if isinstance(each, ast.Call):
                if isinstance(each.func, ast.Attribute) and each.func.attr == "from_queryset":
                    return True
                continue
            dotted = self.cut.project.names.resolve(module, each, at=node)
            for name in self.cut.project.names.ancestors(dotted) if dotted else ():
                if name.startswith("django.") and name.rpartition(".")[2] in _ROW_SETS:
                    return True
                found = self.cut.definition(name)
                if (
                    found is not None
                    and isinstance(found.node, ast.ClassDef)
                    and found.node is not node
                    and any(isinstance(base, ast.Call) for base in found.node.bases)
                    and self.is_manager(found.module, found.node)
                ):
                    return True
        return False

    def _is_command(self, module: Module, owner: ast.ClassDef) -> bool:
        names = self.cut.project.names.ancestors(f"{module.name}.{owner.name}")
        return any(each.startswith("django.core.management.") for each in names)

    def _effects(self, module: Module, node: FunctionNode, *, own: bool) -> tuple[Effect, ...]:
        """What its own lines do."""
        names = self.cut.project.names
        return effects_of(
            node.body,
            lambda expression: names.resolve(module, expression, at=expression),
            relations=self.cut.relation_names,
            own=own,
        )

    def _of(
        self, module: Module, node: FunctionNode, qualname: str, *, own: bool
    ) -> tuple[Effect, ...]:
        dotted = f"{module.name}.{qualname}"
        if dotted not in self._known:
            self._known[dotted] = ()  # a circle of calls adds nothing new
            found = set(self._effects(module, node, own=own))
            found |= self._of_callees(module, node)
            self._known[dotted] = tuple(sorted(found))
        return self._known[dotted]

    def _of_callees(self, module: Module, node: FunctionNode) -> set[Effect]:
        found: set[Effect] = set()
        for each in ast.walk(node):
            if not isinstance(each, ast.Call):
                continue
            dotted = self.cut.project.names.resolve(module, each.func, at=each)
            called = self.cut.definition(dotted) if dotted else None
            if called is None or is_test(called.module.name):
                continue
            if isinstance(called.node, ast.FunctionDef | ast.AsyncFunctionDef):
                for effect in self._of(called.module, called.node, called.qualname, own=False):
                    what = f"{called.dotted}, which {effect.kind} {effect.what}"
                    found.add(Effect(each.lineno, effect.kind, what))
                    break
        return found
