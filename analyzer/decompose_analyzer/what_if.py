"""What if this were cut out: apps and models by name, or the cheapest cut around seeds."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from decompose_analyzer.alternatives import Priced, alternatives
from decompose_analyzer.boundaries import Cut, cost_of, crossings, priced
from decompose_analyzer.few import few
from decompose_analyzer.graph import Graph, model_graph
from decompose_analyzer.question import Question
from decompose_analyzer.seeded import around
from decompose_analyzer.split import Inside, concrete, inside, split
from decompose_analyzer.trial import stability, tried
from decompose_core.boundary import Boundary, Cost
from decompose_core.coupling import Coupling
from decompose_core.problem import refuse
from decompose_source.project import Project

NAMED = 12  # of what there is, for who asked for what there isn't


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
    held = inside(project) if cut.models else Inside(concrete(project), {})
    models = list(held.models.values())
    crossing = (*couplings, *split(cut, held))
    boundary = priced(cut, models, crossing, model_graph(crossing, models))
    trial = tried(boundary.models, held.models.keys(), question.seeds, question.stay, ties)
    others = alternatives(
        Priced(cut, boundary.cost, couplings, held),
        (each.label for each in project.apps),
        question.seeds,
        question.stay,
    )
    return Answer(
        replace(
            boundary,
            alternatives=others,
            stability=stability(trial, boundary.models),
            trial=trial,
        ),
        tuple(sorted(crossing, key=lambda each: each.sort_key)),
    )


def cost_of_cut(labels: Iterable[str], project: Project, couplings: Sequence[Coupling]) -> Cost:
    """Price a cut around apps and models alone: no alternatives, no stability.

    Raises:
        Refused: there is no app or model of that name.
    """
    cut = _cut(Question(tuple(labels)), project, Graph(()))
    return cost_of(crossings(cut, (*couplings, *split(cut, inside(project)))))


def _cut(question: Question, project: Project, ties: Graph) -> Cut:
    apps = {each.label for each in project.apps}
    models = {label: each.app for label, each in concrete(project).items()}
    for label in (*question.cut, *question.seeds, *question.stay):
        _check(label, apps if label in question.cut else set(), models)
    named = frozenset(question.cut)
    taken = named - apps
    if question.seeds:
        taken |= around(ties, question.seeds, question.stay) & models.keys()
    whole = {app for app in {models[each] for each in taken} if _has_all(app, taken, models)}
    leaving = (named & apps) | whole
    return Cut(
        question.name, leaving, frozenset(each for each in taken if models[each] not in leaving)
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
    return f"there are: {few(known, NAMED)}"


def _has_all(app: str, inside: frozenset[str], models: Mapping[str, str]) -> bool:
    return all(label in inside for label, owner in models.items() if owner == app)
