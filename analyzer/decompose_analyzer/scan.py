"""What every detector looks at: the project's code by use, and answers worked out once."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from functools import cached_property

from decompose_analyzer.call_graph import CallGraph
from decompose_analyzer.classes import Classes
from decompose_analyzer.effects import Effects, may_write
from decompose_analyzer.fixtures import Row, read_fixtures
from decompose_analyzer.model_map import Hop, ModelMap
from decompose_analyzer.templates import TemplateFile, read_templates
from decompose_analyzer.texts import TextReader
from decompose_analyzer.types import Types
from decompose_core.coupling import End
from decompose_core.location import Location
from decompose_core.monolith import Model
from decompose_core.problem import Problem
from decompose_source.modules import Module
from decompose_source.names import Names
from decompose_source.project import Project

TEST_PARTS = frozenset({"tests", "test", "testing", "conftest", "factories"})


class Scan:
    """One look at one project.

    Code outside of every app (settings, root URLconf) goes by the name of its top package, so that
    what leans on it, or what it leans on, is a coupling too.
    """

    def __init__(self, project: Project) -> None:
        self.project = project
        self.first = True
        self.models = ModelMap(project.models)
        self.classes = Classes(project)
        self.types = Types(project, self.models, self.classes)
        self.texts = TextReader(project, self.types.bindings)
        self.effects = Effects(project, self.models, self.types)
        self._calls_by_target: dict[str, Mapping[str, Sequence[ast.Call]]] = {}
        self.graph = CallGraph(project, self.types, self.classes, self.code)

    @property
    def names(self) -> Names:
        """How names are resolved."""
        return self.project.names

    @cached_property
    def code(self) -> tuple[Module, ...]:
        """The modules that run in production, in order of their path."""
        return tuple(each for each in self._all if not is_test(each) and not is_migration(each))

    @cached_property
    def tests(self) -> tuple[Module, ...]:
        """The modules that only tests use."""
        return tuple(each for each in self._all if is_test(each))

    @cached_property
    def migrations(self) -> tuple[Module, ...]:
        """The migrations."""
        return tuple(each for each in self._all if is_migration(each) and not is_test(each))

    @cached_property
    def templates(self) -> tuple[TemplateFile, ...]:
        """The project's templates with their tags and variables."""
        return read_templates(self.project)

    @cached_property
    def package(self) -> str:
        """The top package of the settings: what all apps share goes by its name."""
        modules = self.settings_modules
        if modules:
            return self.owner(modules[0])
        return (self.project.settings_module or "project").partition(".")[0]

    @cached_property
    def settings_modules(self) -> tuple[Module, ...]:
        """The settings module, and those of the project's top packages that it is made from."""
        module = self.project.modules.get(self.project.settings_module or "")
        found = [module] if module is not None else []
        for each in found:
            for imported in each.imports:
                other = self.project.modules.get(imported.module)
                if other is not None and other not in found and self.project.app_of(other) is None:
                    found.append(other)
        return tuple(found)

    @cached_property
    def user(self) -> str:
        """The label of the user model."""
        named = str(self.project.settings.get("AUTH_USER_MODEL") or "auth.User")
        return self.models.label(named) or named

    @cached_property
    def tasks(self) -> frozenset[str]:
        """The dotted names of the functions that are tasks."""
        return frozenset(each.function for each in self.project.tasks)

    @cached_property
    def fixtures(self) -> tuple[tuple[Row, ...], tuple[Problem, ...]]:
        """The rows of the project's fixtures, and notes on those that can't be read."""
        return read_fixtures(self.project)

    @cached_property
    def labels(self) -> frozenset[str]:
        """The labels of the project's own apps."""
        return frozenset(each.label for each in self.project.apps)

    def part(self, paths: frozenset[str], *, first: bool) -> Scan:
        """Return the same look, at some of the modules only; all answers are shared.

        The first part is also the one that looks at what lies in no module, such as templates.
        """
        part = copy(self)
        part.first = first
        for name in ("code", "tests", "migrations"):
            modules: tuple[Module, ...] = getattr(self, name)
            part.__dict__[name] = tuple(each for each in modules if each.path in paths)
        return part

    def calls(self) -> Iterator[tuple[Module, ast.Call]]:
        """Yield every call in production code."""
        for module in self.code:
            for call in module.index.calls:
                yield module, call

    def writing_calls(self) -> Iterator[tuple[Module, ast.Call]]:
        """Yield the calls in production code that may write, by their name."""
        for module in self.code:
            names = frozenset(filter(may_write, module.index.called_names))
            for call in module.index.calls_named(names):
                yield module, call

    def calls_named(self, names: Iterable[str]) -> Iterator[tuple[Module, ast.Call]]:
        """Yield the calls in production code whose function's last name is one of these."""
        for module in self.code:
            for call in module.index.calls_named(names):
                yield module, call

    def calls_by_target(self) -> Iterator[tuple[Module, str, Sequence[ast.Call]]]:
        """Yield each module's calls by the dotted name of what they call, where it is known."""
        for module in self.code:
            for dotted, calls in self._targets(module).items():
                yield module, dotted, calls

    def _targets(self, module: Module) -> Mapping[str, Sequence[ast.Call]]:
        known = self._calls_by_target.get(module.path)
        if known is None:
            found: dict[str, list[ast.Call]] = {}
            for call in module.index.calls:
                dotted = self.names.resolve(module, call.func, call)
                if dotted is not None:
                    found.setdefault(dotted, []).append(call)
            known = self._calls_by_target[module.path] = found
        return known

    def owner(self, module: Module) -> str:
        """Return the label of the module's app, or the name of its top package."""
        return self.project.app_of(module) or module.name.partition(".")[0]

    def owner_of(self, dotted: str) -> str | None:
        """Return the app, or the top package, that a dotted name of the project lies in."""
        label = self.project.app_of(dotted)
        if label is not None:
            return label
        definition = self.names.definition(dotted)
        return self.owner(definition.module) if definition else None

    def end(self, module: Module, node: ast.AST | None = None) -> End:
        """Name the function, class or module around a node within its app."""
        scope = module.index.scope_of(node) if node is not None else None
        owned = module.index.scope_for(node) if node is not None else None
        qualname = owned.qualname if owned else scope.qualname if scope else ""
        return End(self.owner(module), self._symbol(module, qualname))

    def end_of(self, dotted: str) -> End | None:
        """Name a class or function of the project within its app."""
        model = self.project.model_of(dotted)
        if model is not None and model.app:  # an abstract one may lie outside of all apps
            return model_end(model.label)
        definition = self.names.definition(dotted)
        if definition is None:
            return None
        return End(
            self.owner(definition.module), self._symbol(definition.module, definition.qualname)
        )

    def other_end(self, hop: Hop, app: str) -> str | None:
        """Return the model of another app that a relation leads to or comes from, seen from `app`.

        A step between two models of one other app is that app's too.
        """
        if app_of(hop.model) != app:
            return hop.model
        return hop.start if app_of(hop.start) != app else None

    def field_location(self, model: Model, name: str) -> Location:
        """Return where a field is written, in the model or the base it comes from."""
        member = self.classes.member(model.dotted, name)
        return member.module.at(member.node) if member else model.location

    def text(self, module: Module, node: ast.AST | None) -> str | None:
        """Return the one string that an expression is: literal, by name, or put together."""
        found = self.texts.of(module, node)
        return found[0] if found and len(found) == 1 else None

    def _symbol(self, module: Module, qualname: str) -> str:
        model = self.project.model_of(f"{module.name}.{qualname.partition('.')[0]}")
        if model is not None and model.app:
            return qualname
        label = self.project.app_of(module)
        package = next((each.name for each in self.project.apps if each.label == label), "")
        package = package or module.name.partition(".")[0]
        inside = module.name.removeprefix(package).lstrip(".")
        return ".".join(part for part in (inside, qualname) if part) or package

    @cached_property
    def _all(self) -> tuple[Module, ...]:
        return tuple(sorted(self.project.modules.values(), key=lambda each: each.path))


def app_of(label: str) -> str:
    """Return the app of a model's label."""
    return label.partition(".")[0]


def model_end(label: str, field: str = "") -> End:
    """Name a model, or a field of it."""
    app, _, name = label.partition(".")
    return End(app, f"{name}.{field}" if field else name)


def is_test(module: Module) -> bool:
    """Say whether only tests use the module."""
    return is_test_name(module.name)


def is_test_name(name: str) -> bool:
    """Say so by the module's dotted name."""
    parts = name.split(".")
    return bool(TEST_PARTS & set(parts)) or parts[-1].startswith("test_")


def is_migration(module: Module) -> bool:
    """Say whether the module is a migration."""
    return "migrations" in module.name.split(".")[:-1]
