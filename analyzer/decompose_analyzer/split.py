"""What a cut through the middle of an app cuts there: no detector looks inside an app.

A relation between the two halves, and a file of the app that uses models of both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from decompose_analyzer.affinity import model_uses, production
from decompose_analyzer.boundaries import Cut
from decompose_analyzer.few import few
from decompose_core.coupling import Coupling, CouplingSeverity, Effect, End, Settlement
from decompose_core.location import Location
from decompose_core.monolith import Model, RelationKind
from decompose_source.project import Project

RELATION, CODE = "split_relation", "split_module"
NAMED = 12  # of the models that a file uses
SETTLED = {  # what the extractor makes of them
    RELATION: "a loose key, as between apps",
    CODE: "what uses both halves stays where you say; the other half's rows come from a replica",
}


@dataclass(frozen=True, slots=True)
class Inside:
    """What the apps hold: concrete models by label; by file its app and the models it uses."""

    models: Mapping[str, Model]
    uses: Mapping[str, tuple[str, frozenset[str]]]


def concrete(project: Project) -> Mapping[str, Model]:
    """Return the models that have tables, by label."""
    return {each.label: each for each in project.models if not each.abstract}


def inside(project: Project) -> Inside:
    """Look into all apps."""
    modules = production(project)
    apps = {each.path: project.app_of(each) for each in modules}
    used = model_uses(project, modules).items()
    return Inside(
        concrete(project),
        {path: (app, models) for path, models in used if models and (app := apps[path])},
    )


def each_alone(held: Inside) -> Mapping[str, Inside]:
    """Give for each model what its change of sides can touch: its relations, and its files."""
    related: dict[str, set[str]] = {label: {label} for label in held.models}
    for label, model in held.models.items():
        for field in model.fields:
            if field.relation and field.relation.to in related:
                related[label].add(field.relation.to)
                related[field.relation.to].add(label)
    files: dict[str, list[str]] = {label: [] for label in held.models}
    for path, (_, used) in held.uses.items():
        for label in used:
            files[label].append(path)
    return {
        label: Inside(
            {each: held.models[each] for each in related[label]},
            {path: held.uses[path] for path in files[label]},
        )
        for label in held.models
    }


def split_apps(cut: Cut) -> frozenset[str]:
    """Name the apps of which a part leaves: a label begins with its model's app."""
    return frozenset(each.partition(".")[0] for each in cut.models) - cut.apps


def split(cut: Cut, held: Inside) -> Iterator[Coupling]:
    """Find what lies across a cut within the apps that it splits."""
    apps = split_apps(cut)
    if not apps:
        return
    for _, model in sorted(held.models.items()):
        if model.app in apps:
            yield from _relations(cut, model, held.models)
    for path, (app, used) in held.uses.items():
        here = {each for each in used if each.partition(".")[0] in apps} if app in apps else set()
        leaving, staying = sorted(here & cut.models), sorted(here - cut.models)
        if leaving and staying:
            yield _module(path, leaving, staying)


def _relations(cut: Cut, model: Model, models: Mapping[str, Model]) -> Iterator[Coupling]:
    for field in model.fields:
        target = models.get(field.relation.to or "") if field.relation else None
        if target is None or target.app != model.app or field.relation is None:
            continue
        if (model.label in cut.models) == (target.label in cut.models):
            continue
        many = field.relation.kind is RelationKind.M2M
        yield Coupling(
            kind=RELATION,
            source=End(model.app, f"{model.label.partition('.')[2]}.{field.name}"),
            target=End(target.app, target.label.partition(".")[2]),
            effect=Effect.SCHEMA,
            severity=CouplingSeverity.BLOCKS,
            location=model.location,
            detail=f"{model.label}.{field.name} points to {target.label}, within one app",
            settlement=Settlement.ASSISTED if many else Settlement.AUTOMATIC,
            weight=3.0,
        )


def _module(path: str, leaving: Sequence[str], staying: Sequence[str]) -> Coupling:
    app, _, name = leaving[0].partition(".")
    goes, stays = few(leaving, NAMED), few(staying, NAMED)
    return Coupling(
        kind=CODE,
        source=End(app, path),
        target=End(app, name),
        effect=Effect.CALL,
        severity=CouplingSeverity.REWRITE,
        location=Location(path),
        detail=f"uses {goes}, which would leave, and {stays}, which would stay",
        settlement=Settlement.ASSISTED,
    )
