"""How closely models belong together, known without looking at which app they are in.

Nodes are concrete models by label and modules by path: a model is tied to the models it relates to,
to the file it is written in, and to the files that use it; files are tied by imports. Whatever
everybody uses says little: each tie is divided by the square root of how often its far end is
leant on, and by that of how much its near end leans on.
"""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from decompose_analyzer.graph import Graph
from decompose_analyzer.scan import is_migration, is_test
from decompose_core.monolith import FileUse, Model
from decompose_source.modules import Module
from decompose_source.project import Project

Links = Mapping[str, frozenset[str]]


def affinity(project: Project, uses: Links | None = None) -> Graph:
    """Tie the models and production modules of a project; each edge is written once, in order.

    `uses` are the `model_uses` of the production modules, where somebody has them already.
    """
    models = [each for each in project.models if not each.abstract]
    modules = production(project)
    ties: dict[tuple[str, str], float] = defaultdict(float)
    for links in (
        relations(models),
        module_imports(project, modules),
        model_uses(project, modules) if uses is None else uses,
    ):
        _tie(ties, links)
    for each in models:
        ties[_ends(each.label, each.location.path)] += 1.0
    nodes = {each.label for each in models} | {each.path for each in modules}
    nodes |= {each.location.path for each in models}
    return Graph(tuple(sorted(nodes)), dict(sorted(ties.items())))


def production(project: Project) -> tuple[Module, ...]:
    """Return the modules that run in production, in order of their path."""
    found = (each for each in project.modules.values() if not is_test(each))
    return tuple(
        sorted((each for each in found if not is_migration(each)), key=lambda each: each.path)
    )


def model_uses(project: Project, modules: Iterable[Module]) -> Links:
    """Tell which models each module names in its code, by the module's path."""
    labels = {each.dotted: each.label for each in project.models if not each.abstract}
    homes: dict[str, dict[str, str]] = defaultdict(dict)
    for dotted, label in labels.items():
        module, _, name = dotted.rpartition(".")
        homes[module][name] = label
    return {
        each.path: _named(each, {**homes.get(each.name, {}), **_bound(project, each, labels)})
        for each in modules
    }


def file_uses(project: Project, uses: Links) -> tuple[FileUse, ...]:
    """List the files of apps that name several models: a cut may run through them."""
    apps = {each.path: project.app_of(each) for each in production(project)}
    found = ((path, apps.get(path), models) for path, models in uses.items() if len(models) > 1)
    return tuple(sorted(FileUse(path, app, tuple(sorted(m))) for path, app, m in found if app))


def relations(models: Sequence[Model]) -> Links:
    """Tell which of the models each one points to."""
    known = {each.label for each in models}
    return {
        model.label: frozenset(
            each.relation.to
            for each in model.fields
            if each.relation and each.relation.to in known and each.relation.to != model.label
        )
        for model in models
    }


def module_imports(project: Project, modules: Iterable[Module]) -> Links:
    """Tell which of the modules each one imports, by path."""
    paths = {each.name: each.path for each in modules}
    links: dict[str, frozenset[str]] = {}
    for module in modules:
        found = (_path_of(project.names.canonical(each.target), paths) for each in module.imports)
        links[module.path] = frozenset(each for each in found if each and each != module.path)
    return links


def _bound(project: Project, module: Module, labels: Mapping[str, str]) -> dict[str, str]:
    targets = ((each.bound, project.names.canonical(each.target)) for each in module.imports)
    return {bound: labels[target] for bound, target in targets if target in labels}


def _named(module: Module, known: Mapping[str, str]) -> frozenset[str]:
    if not known:
        return frozenset()
    return frozenset(
        known[each.id]
        for each in module.index.names
        if each.id in known and isinstance(each.ctx, ast.Load)
    )


def _path_of(dotted: str, paths: Mapping[str, str]) -> str | None:
    """Find the module that a name lies in."""
    while dotted:
        if dotted in paths:
            return paths[dotted]
        dotted = dotted.rpartition(".")[0]
    return None


def _tie(ties: dict[tuple[str, str], float], links: Links) -> None:
    leant_on = Counter(target for targets in links.values() for target in targets)
    for source, targets in links.items():
        for target in targets:
            ties[_ends(source, target)] += (leant_on[target] * len(targets)) ** -0.5


def _ends(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)
