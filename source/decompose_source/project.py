"""The use case of this package: read a project's source without running any of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from decompose_core.analysis import Stats
from decompose_core.monolith import App, Endpoint, Model, Receiver, Task
from decompose_core.problem import Problem, refuse
from decompose_source.files import discover
from decompose_source.modules import Module
from decompose_source.names import Names
from decompose_source.roots import Sources, read_modules


@dataclass(frozen=True, slots=True)
class Template:
    """A template file: the name it is loaded by, and the app it lies in (None if shared)."""

    name: str
    path: str
    app: str | None


@dataclass(frozen=True, eq=False)
class Project:
    """Everything that was read; all tuples are sorted."""

    root: Path
    sources: Sources = field(repr=False)
    names: Names = field(repr=False)
    settings_module: str | None = None
    settings: Mapping[str, object] = field(default_factory=dict[str, object], repr=False)
    apps: tuple[App, ...] = ()
    models: tuple[Model, ...] = ()
    endpoints: tuple[Endpoint, ...] = ()
    receivers: tuple[Receiver, ...] = ()
    tasks: tuple[Task, ...] = ()
    templates: tuple[Template, ...] = ()
    problems: tuple[Problem, ...] = ()
    stats: Stats = field(default_factory=Stats)

    @property
    def modules(self) -> Mapping[str, Module]:
        """The project's own modules by dotted name."""
        return self.sources.modules

    @cached_property
    def _models_by_label(self) -> Mapping[str, Model]:
        return {each.label.lower(): each for each in self.models}

    @cached_property
    def _models_by_name(self) -> Mapping[str, Model]:
        return {each.dotted: each for each in self.models}

    @cached_property
    def _labels_by_package(self) -> Mapping[str, str]:
        return {each.name: each.label for each in self.apps}

    def model(self, label: str) -> Model | None:
        """Find a model by `app.Model`, case ignored as Django does."""
        return self._models_by_label.get(label.lower())

    def model_of(self, dotted: str) -> Model | None:
        """Find a model by the dotted name of its class, re-exports followed."""
        return self._models_by_name.get(self.names.canonical(dotted))

    def app_of(self, what: Module | str) -> str | None:
        """Give the label of the app that a module or name lies in; the innermost app wins."""
        name = what if isinstance(what, str) else what.name
        while name:
            label = self._labels_by_package.get(name)
            if label is not None:
                return label
            name = name.rpartition(".")[0]
        return None


def read_project(root: Path, *, settings: str | None = None) -> Project:
    """Read a Django project.

    Raises:
        Refused: the path is no folder, or there is no Python in it.
    """
    if not root.is_dir():
        raise refuse(f"{root} is no folder", hint="give the folder with manage.py")
    found = discover(root)
    if not found.python:
        raise refuse(f"there is no Python file in {root}", hint="give the folder with manage.py")
    sources = read_modules(root, found.python)
    names = Names(sources.modules, sources.find)
    problems = [*found.problems, *sources.problems]
    for module in sources.by_path.values():
        problems.extend(module.problems)
    stats = Stats(
        files=len(sources.by_path),
        lines=sum(each.source.count("\n") + 1 for each in sources.by_path.values()),
    )
    return Project(
        root,
        sources,
        names,
        settings_module=settings,
        problems=tuple(sorted(problems, key=lambda each: each.sort_key)),
        stats=stats,
    )
