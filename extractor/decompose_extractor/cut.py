"""Where a project is cut: which apps leave, and what the code on the other side is."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from decompose_core.monolith import Model, Relation, RelationKind
from decompose_core.project_file import Strategy
from decompose_extractor.outline import DefinitionNode, Outline
from decompose_source.modules import Module
from decompose_source.names import Definition
from decompose_source.project import Project

LINK = "decompose_link"
# The apps that a patch adds to the monolith; a service has its own.
GIVEN = frozenset({LINK, "decompose_monolith"})
LINKS = frozenset({RelationKind.FK, RelationKind.O2O, RelationKind.M2M})
TEST_PARTS = frozenset(
    {"tests", "test", "testing", "factories", "factory", "conftest", "testutils"}
)
CALLING = frozenset({"cached_property", "classmethod", "property", "staticmethod"})
# Columns that never leave their owner, by the words in their name.
SECRET = re.compile(
    r"(^|_)(password|passwd|secret|token|api_?key|private_?key|otp|recovery_codes?)(_|$)", re.I
)


@dataclass(frozen=True, eq=False)
class Cut:
    """A project, the apps that leave it, and what people decided about single seams."""

    project: Project
    moved: frozenset[str]
    seams: Mapping[str, Strategy] = field(default_factory=dict[str, "Strategy"])
    _outlines: dict[str, Outline] = field(default_factory=dict[str, Outline], repr=False)

    def module(self, name: str) -> Module | None:
        """Find a module of the project."""
        return self.project.sources.find(name)

    def outline(self, module: Module) -> Outline:
        """The top level of a module, made once."""
        known = self._outlines.get(module.path)
        if known is None:
            known = self._outlines[module.path] = Outline(module)
        return known

    def is_moved(self, module: str) -> bool:
        """Whether a module leaves with its app."""
        return self.project.app_of(module) in self.moved

    def definition(self, dotted: str) -> Definition | None:
        """Find a definition of the project's own code."""
        found = self.project.names.definition(dotted)
        return found if found is not None and found.module.first_party else None

    def model_at(self, module: Module, node: ast.ClassDef) -> Model | None:
        """The model that a class is."""
        return self.project.model_of(f"{module.name}.{node.name}")

    def is_staying(self, label: str | None) -> bool:
        """Whether `app.Model` is a model of an app that stays."""
        return label is not None and label.partition(".")[0] not in self.moved

    def leads_across(self, relation: Relation | None) -> bool:
        """Whether a relation of a moved model leads to a model that stays."""
        return relation is not None and relation.kind in LINKS and self.is_staying(relation.to)

    def parent_links(self, model: Model) -> Mapping[str, Model]:
        """The implicit keys by which a model that leaves extends the rows of one that stays."""
        found: dict[str, Model] = {}
        if model.abstract or model.proxy or self.is_staying(model.label):
            return found
        parents = {
            parent.label: parent
            for name in self.project.names.ancestors(model.dotted)
            if (parent := self.project.model_of(name)) is not None and not parent.abstract
        }
        for each in model.fields:
            link = each.relation
            if link is None or link.kind is not RelationKind.O2O or link.to == model.label:
                continue
            if link.to in parents and self.is_staying(link.to):
                found[each.name] = parents[link.to]
        return found

    @cached_property
    def moved_modules(self) -> tuple[Module, ...]:
        """The modules of the apps that leave, their migrations left out, in the order of their
        paths."""
        found = (
            each
            for each in self.project.modules.values()
            if self.is_moved(each.name) and "migrations" not in each.name.split(".")
        )
        return tuple(sorted(found, key=lambda each: each.path))

    @cached_property
    def migrations(self) -> tuple[tuple[str, Module], ...]:
        """The modules of migrations, each with the label of its app."""
        return tuple(
            (label, module)
            for module in self.project.modules.values()
            if ".migrations." in module.name and (label := self.project.app_of(module)) is not None
        )

    @cached_property
    def moved_lists(self) -> frozenset[frozenset[str]]:
        """The lists of names in the modules that leave, those of a `class Meta` left out: it may be
        that code fills tables with rows of these columns."""
        found: set[frozenset[str]] = set()
        for module in self.moved_modules:
            pending: list[ast.AST] = [module.tree] if module.tree is not None else []
            while pending:
                node = pending.pop()
                if isinstance(node, ast.ClassDef) and node.name == "Meta":
                    continue
                if isinstance(node, ast.List | ast.Tuple):
                    found.add(frozenset(map(_text, node.elts)))
                pending.extend(ast.iter_child_nodes(node))
        return frozenset(each for each in found if len(each) > 1 and "" not in each)

    def is_filled_by_name(self, model: Model, name: str) -> bool:
        """Whether moved code lists a column together with others of its model."""
        names = {each.name for each in model.fields} | {each.column for each in model.fields}
        return any(name in each and each <= names for each in self.moved_lists)

    @cached_property
    def relation_names(self) -> frozenset[str]:
        """Every attribute that leads to many rows: reverse accessors and many-to-many fields."""
        names: set[str] = set()
        for model in self.project.models:
            for each in model.fields:
                if each.relation is None:
                    continue
                if each.relation.kind is RelationKind.M2M:
                    names.add(each.name)
                names.add(accessor(model, each.relation))
        return frozenset(names - {"", "+"})

    def task_name(self, module: Module, node: ast.FunctionDef | ast.AsyncFunctionDef) -> str | None:
        """The registered name of a Celery task, as the project or its decorator says it."""
        dotted = f"{module.name}.{node.name}"
        if dotted in self.tasks:
            return self.tasks[dotted]
        for each in node.decorator_list:
            function = each.func if isinstance(each, ast.Call) else each
            if (self.project.names.resolve(module, function) or "") != "celery.shared_task":
                continue
            for option in each.keywords if isinstance(each, ast.Call) else ():
                if option.arg == "name" and isinstance(option.value, ast.Constant):
                    return str(option.value.value)
            return dotted
        return None

    @cached_property
    def tasks(self) -> Mapping[str, str]:
        """The registered name of each Celery task by its function."""
        return {each.function: each.name for each in self.project.tasks}


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def accessor(model: Model, relation: Relation) -> str:
    """The attribute on the other side that leads back to a model."""
    name = model.label.rpartition(".")[2].lower()
    if relation.related_name:
        return (
            relation.related_name.replace("%(class)s", name)
            .replace("%(app_label)s", model.app.lower())
            .replace("%(model_name)s", name)
        )
    return name if relation.kind is RelationKind.O2O else f"{name}_set"


def is_test(module: str) -> bool:
    """Whether a module serves tests only."""
    parts = module.split(".")
    return not TEST_PARTS.isdisjoint(parts) or any(each.startswith("test_") for each in parts)


def is_secret(name: str) -> bool:
    """Whether a column must not leave its owner."""
    return SECRET.search(name) is not None


def kept_decorators(node: DefinitionNode) -> list[ast.expr]:
    """The decorators that a stub keeps: those that change how a method is called."""
    return [each for each in node.decorator_list if ast.unparse(each).rpartition(".")[2] in CALLING]
