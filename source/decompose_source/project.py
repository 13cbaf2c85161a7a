"""The use case of this package: read a project's source without running any of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from decompose_core.analysis import Stats
from decompose_core.monolith import App, Endpoint, Model, Receiver, Task
from decompose_core.problem import Problem, refuse
from decompose_source.apps import read_apps
from decompose_source.checking import NOTHING_CHECKED, Checked, check
from decompose_source.collector import standing_still
from decompose_source.effects import EffectReader
from decompose_source.endpoints import EndpointReader
from decompose_source.entry_points import EntryPoint, read_entry_points
from decompose_source.evaluation.evaluator import deep_recursion
from decompose_source.files import Found, discover
from decompose_source.installed import Installed
from decompose_source.models import ModelReader
from decompose_source.modules import Module
from decompose_source.names import Names
from decompose_source.roots import Sources, read_modules
from decompose_source.settings_module import find_settings
from decompose_source.signals import read_receivers
from decompose_source.start import notes as unevaluated
from decompose_source.start import start
from decompose_source.tasks import read_tasks
from decompose_source.templates import Template, read_templates


@dataclass(frozen=True, eq=False)
class Project:
    """Everything that was read; all tuples are sorted.

    The files in `put_off` were not looked into yet: `check` them when there is time, and hand the
    sum of what was found to `completed`.
    """

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
    put_off: frozenset[str] = frozenset()
    checked: Checked = NOTHING_CHECKED

    @property
    def modules(self) -> Mapping[str, Module]:
        """The project's own modules by dotted name."""
        return self.sources.modules

    def check(self, paths: Iterable[str]) -> Checked:
        """Check those of these files that were put off."""
        modules = (self.sources.by_path[each] for each in paths if each in self.put_off)
        return check(self.sources, self._own_names, modules)

    def completed(self, checked: Checked) -> Project:
        """Add what was found in the files that were put off."""
        together = self.checked + checked
        found = {*self.problems, *together.dead, *together.broken}
        rate = _rate(len(together.dead), together.imports)
        stats = replace(self.stats, resolution={**self.stats.resolution, "imports": rate})
        return replace(
            self,
            problems=sorted_problems(found),
            stats=stats,
            checked=together,
            put_off=frozenset(),
        )

    @cached_property
    def _own_names(self) -> frozenset[str]:
        return package_names(self.modules)

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


@standing_still()
def read_project(
    root: Path,
    *,
    settings: str | None = None,
    packages: Iterable[Path] | None = None,
    put_off: Callable[[Module], bool] = lambda _: False,
) -> Project:
    """Read a Django project, and of its packages what its start reaches.

    `packages` are folders with installed packages; by default those in the project's own folder.
    `put_off` says which files to leave alone for now, where the start does not need them.

    Raises:
        Refused: the path is no folder, or there is no Python in it.
    """
    if not root.is_dir():
        raise refuse(f"{root} is no folder", hint="give the folder with manage.py")
    found = discover(root)
    if not found.python:
        raise refuse(f"there is no Python file in {root}", hint="give the folder with manage.py")
    sources = read_modules(root, found.python)
    problems = [*found.problems, *sources.problems]
    if settings is None:
        settings, doubts = find_settings(sources)
        problems.extend(doubts)
    elif sources.find(settings) is None:
        raise refuse(
            f"there is no settings module {settings} in {root}",
            hint="give the module's dotted name as DJANGO_SETTINGS_MODULE would have it",
        )
    if settings is None:
        raise refuse(
            f"found no Django settings in {root}",
            hint="give the folder with manage.py, or name the module with --settings",
        )
    folders = tuple(found.packages if packages is None else packages)
    installed = Installed(folders)
    entry_points = read_entry_points(root, folders)
    later = frozenset(path for path, module in sources.by_path.items() if put_off(module))
    return _assemble(root, found, sources, installed, entry_points, settings, problems, later)


def _assemble(  # long: one step after the other, nothing is decided
    root: Path,
    found: Found,
    sources: Sources,
    installed: Installed,
    entry_points: tuple[EntryPoint, ...],
    settings: str,
    problems: list[Problem],
    put_off: frozenset[str],
) -> Project:
    """Start the project in the evaluator and read off what it came to."""
    own_names = package_names(sources.modules)
    started = start(sources.find, own_names, found.paths, settings, installed, entry_points)
    names = Names(sources.modules, sources.find)
    tops = frozenset(each.partition(".")[0] for each in sources.modules)

    def is_own(dotted: str) -> bool:
        return dotted.partition(".")[0] in tops

    apps = read_apps(started.registry, sources)
    project = Project(root, sources, names, settings_module=settings, apps=apps)
    models = ModelReader(started.evaluator, is_own)
    endpoints = EndpointReader(started.evaluator, EffectReader(sources.modules), project.app_of)
    with deep_recursion():
        read = models.read()
        routes = endpoints.read(started.urlconf)
    problems += [*started.problems, *models.problems, *endpoints.problems]
    problems += unevaluated(started.evaluator)
    now = (module for path, module in sources.by_path.items() if path not in put_off)
    checked = check(sources, own_names, now)
    problems += [*checked.dead, *checked.broken]
    return Project(
        root,
        sources,
        names,
        settings_module=settings,
        settings=started.registry.settings,
        apps=apps,
        models=read,
        endpoints=routes,
        receivers=read_receivers(started.registry, is_own),
        tasks=read_tasks(started.registry, is_own),
        templates=read_templates(found.templates, apps),
        problems=sorted_problems(problems),
        stats=Stats(
            files=len(sources.by_path),
            lines=sum(each.source.count("\n") + 1 for each in sources.by_path.values()),
            resolution={
                "imports": _rate(len(checked.dead), checked.imports),
                "models": _rate(models.unknown_targets, models.targets),
                "urls": _rate(endpoints.unknown, len(routes) + endpoints.unknown),
            },
        ),
        put_off=put_off,
        checked=checked,
    )


def package_names(modules: Mapping[str, Module]) -> frozenset[str]:
    """Every dotted name that is a module, or a folder with modules in it."""
    names: set[str] = set()
    for name in modules:
        while name and name not in names:
            names.add(name)
            name = name.rpartition(".")[0]  # noqa: PLW2901 walks up
    return frozenset(names)


def sorted_problems(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sort problems by place, each once."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda each: each.sort_key))


def _rate(unknown: int, all_of_them: int) -> float:
    return round(1 - unknown / all_of_them, 4) if all_of_them else 1.0
