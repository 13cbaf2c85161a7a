"""What if this were cut out: apps and models by name, or the cheapest cut around seeds."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from decompose_analyzer.affinity import model_uses, production
from decompose_analyzer.boundaries import Cut, cost_of, crossings, effort, priced
from decompose_analyzer.graph import Graph, model_graph
from decompose_analyzer.seeded import around
from decompose_analyzer.trial import stability, tried
from decompose_core.boundary import Alternative, Boundary, Cost
from decompose_core.coupling import Coupling, CouplingSeverity, Effect, End, Settlement
from decompose_core.location import Location
from decompose_core.monolith import Model, RelationKind
from decompose_core.problem import refuse
from decompose_source.project import Project

ALTERNATIVES = 2
NAMED = 12  # of what there is, for who asked for what there isn't
RELATION, CODE = "split_relation", "split_module"


@dataclass(frozen=True, slots=True)
class Question:
    """What to cut: labels of apps and models, or seeds around which to cut, and what must stay."""

    cut: tuple[str, ...] = ()
    seeds: tuple[str, ...] = ()
    stay: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name of the boundary in the answer."""
        return "+".join(sorted({*self.cut, *self.seeds}))


@dataclass(frozen=True, slots=True)
class Answer:
    """The boundary, and the couplings of the project with those that the cut itself makes."""

    boundary: Boundary
    couplings: tuple[Coupling, ...]


def answer(
    question: Question, project: Project, couplings: Sequence[Coupling], ties: Graph
) -> Answer:
    """Price a cut, with the next-best alternatives and how stable it is.

    Raises:
        Refused: there is no app or model of that name.
    """
    cut = _cut(question, project, ties)
    models = [each for each in project.models if not each.abstract]
    split = (*couplings, *_split(cut, project))
    boundary = priced(cut, models, split, model_graph(split, models))
    trial = tried(
        boundary.models, {each.label for each in models}, question.seeds, question.stay, ties
    )
    return Answer(
        replace(
            boundary,
            alternatives=_alternatives(cut, question, project, couplings),
            stability=stability(trial, boundary.models),
            trial=trial,
        ),
        tuple(sorted(split, key=lambda each: each.sort_key)),
    )


def cost_of_cut(labels: Iterable[str], project: Project, couplings: Sequence[Coupling]) -> Cost:
    """Price a cut around apps and models alone: no alternatives, no stability.

    Raises:
        Refused: there is no app or model of that name.
    """
    cut = _cut(Question(tuple(labels)), project, Graph(()))
    return cost_of(crossings(cut, (*couplings, *_split(cut, project))))


def _cut(question: Question, project: Project, ties: Graph) -> Cut:
    apps = {each.label for each in project.apps}
    models = {each.label: each.app for each in project.models if not each.abstract}
    for label in (*question.cut, *question.seeds, *question.stay):
        _check(label, apps if label in question.cut else set(), models)
    named = frozenset(question.cut)
    inside = named - apps
    if question.seeds:
        inside |= around(ties, question.seeds, question.stay) & models.keys()
    whole = {app for app in {models[each] for each in inside} if _has_all(app, inside, models)}
    taken = (named & apps) | whole
    return Cut(
        question.name, taken, frozenset(each for each in inside if models[each] not in taken)
    )


def _check(label: str, apps: set[str], models: Mapping[str, str]) -> None:
    if label in apps or label in models:
        return
    app = label.partition(".")[0]
    near = sorted(each for each in models if models[each] == app)
    if near and not apps:
        raise refuse(f"there is no model {label!r}", hint=f"models there: {', '.join(near)}")
    known = sorted(apps) if apps else sorted(models)
    what = "app or model" if apps else "model"
    raise refuse(f"there is no {what} {label!r} in this project", hint=_nearest(label, known))


def _nearest(label: str, known: Sequence[str]) -> str:
    """Say what may have been meant; with nothing alike, the first of what there is."""
    if alike := difflib.get_close_matches(label, known):
        return f"perhaps {' or '.join(alike)}"
    more = f" and {len(known) - NAMED} more" if len(known) > NAMED else ""
    return f"there are: {', '.join(known[:NAMED])}{more}"


def _has_all(app: str, inside: frozenset[str], models: Mapping[str, str]) -> bool:
    return all(label in inside for label, owner in models.items() if owner == app)


def _split(cut: Cut, project: Project) -> Iterator[Coupling]:
    """Find what a cut through the middle of an app cuts there: no detector looks inside an app."""
    models = {each.label: each for each in project.models if not each.abstract}
    apps = {models[label].app for label in cut.models} - cut.apps
    for _, model in sorted(models.items()):
        if model.app in apps:
            yield from _split_relations(cut, model, models)
    modules = [each for each in production(project) if project.app_of(each) in apps]
    for path, used in model_uses(project, modules).items():
        here = {each for each in used if models[each].app in apps}
        leaving, staying = sorted(here & cut.models), sorted(here - cut.models)
        if leaving and staying:
            yield _split_module(path, leaving, staying)


def _split_relations(cut: Cut, model: Model, models: Mapping[str, Model]) -> Iterator[Coupling]:
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


def _split_module(path: str, leaving: Sequence[str], staying: Sequence[str]) -> Coupling:
    app, _, name = leaving[0].partition(".")
    goes, stays = ", ".join(leaving), ", ".join(staying)
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


def _alternatives(
    cut: Cut, question: Question, project: Project, couplings: Sequence[Coupling]
) -> tuple[Alternative, ...]:
    """Move one app (in a cut through apps: one model) to the other side, and keep the cheapest."""
    leaving = [_model_end(each) for each in question.seeds]
    staying = [_model_end(each) for each in question.stay]
    found = [
        Alternative(change, cost_of(crossings(other, (*couplings, *_split(other, project)))))
        for change, other in _neighbours(cut, project)
        if all(map(other.holds, leaving)) and not any(map(other.holds, staying))
    ]
    return tuple(sorted(found, key=lambda each: (effort(each.cost), each.change))[:ALTERNATIVES])


def _model_end(label: str) -> End:
    app, _, name = label.partition(".")
    return End(app, name)


def _neighbours(cut: Cut, project: Project) -> Iterator[tuple[str, Cut]]:
    models = {each.label: each.app for each in project.models if not each.abstract}
    for app in sorted({each.label for each in project.apps}):
        others = frozenset(each for each in cut.models if models[each] != app)
        if app not in cut.apps:
            yield f"with {app}", replace(cut, apps=cut.apps | {app}, models=others)
        if (app in cut.apps or others != cut.models) and (cut.apps - {app} or others):
            yield f"without {app}", replace(cut, apps=cut.apps - {app}, models=others)
    split = {models[each] for each in cut.models}
    for label in sorted(each for each, app in models.items() if app in split):
        moved = cut.models ^ {label}
        if moved or cut.apps:
            word = "without" if label in cut.models else "with"
            yield f"{word} {label}", replace(cut, models=moved)
