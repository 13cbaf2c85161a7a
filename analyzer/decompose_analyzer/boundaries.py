"""What it costs to cut a set of apps or models out: every crossing place, by who settles it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from decompose_analyzer.graph import Graph, model_graph, model_of
from decompose_analyzer.metrics import measure
from decompose_core.boundary import Boundary, Cost
from decompose_core.coupling import Coupling, End, Settlement
from decompose_core.monolith import App, Model

# How much work a place is, beside the others: a redesign, an answer, a look at a finished edit.
BY_HAND, WITH_ANSWER, BY_TOOL = 8.0, 2.0, 0.1


@dataclass(frozen=True, slots=True)
class Cut:
    """A set of apps, and of single models of other apps, that would leave together."""

    name: str
    apps: frozenset[str]
    models: frozenset[str] = frozenset()

    def holds(self, end: End) -> bool:
        """Say whether an end of a coupling lies inside."""
        return end.app in self.apps or model_of(end) in self.models


def boundaries(
    apps: Sequence[App],
    models: Sequence[Model],
    couplings: Sequence[Coupling],
    named: Iterable[Cut] = (),
) -> tuple[Boundary, ...]:
    """Price a boundary around each app and each named set, which goes before an app of its name."""
    cuts = {each.label: Cut(each.label, frozenset({each.label})) for each in apps}
    cuts |= {each.name: each for each in named}
    graph = model_graph(couplings, models)
    by_app: dict[str, list[int]] = defaultdict(list)
    for number, each in enumerate(couplings):
        for app in {each.source.app, each.target.app}:
            by_app[app].append(number)

    def near(cut: Cut) -> list[Coupling]:
        """The couplings with an end in an app of the cut: no others can cross it."""
        apps = cut.apps | {each.partition(".")[0] for each in cut.models}
        return [couplings[number] for number in sorted({n for app in apps for n in by_app[app]})]

    return tuple(priced(cut, models, near(cut), graph) for _, cut in sorted(cuts.items()))


def crossings(cut: Cut, couplings: Iterable[Coupling]) -> tuple[Coupling, ...]:
    """Return the couplings with exactly one end inside."""
    return tuple(each for each in couplings if cut.holds(each.source) != cut.holds(each.target))


def priced(
    cut: Cut, models: Sequence[Model], couplings: Sequence[Coupling], graph: Graph
) -> Boundary:
    """Price one boundary."""
    crossing = crossings(cut, couplings)
    inside = tuple(
        sorted(
            each.label
            for each in models
            if not each.abstract and (each.app in cut.apps or each.label in cut.models)
        )
    )
    return Boundary(
        name=cut.name,
        apps=tuple(sorted(cut.apps)),
        models=inside,
        cost=cost_of(crossing),
        crossings=dict(sorted(Counter(each.kind for each in crossing).items())),
        metrics=measure(graph, frozenset(inside)),
    )


def ranked(found: Iterable[Boundary]) -> list[Boundary]:
    """Put the cheapest cut first."""
    return sorted(
        found,
        key=lambda each: (effort(each.cost), each.name),
    )


def cost_of(crossing: Iterable[Coupling]) -> Cost:
    """Count the places by who settles them."""
    by: Mapping[Settlement, int] = Counter(each.settlement for each in crossing)
    return Cost(
        by.get(Settlement.AUTOMATIC, 0),
        by.get(Settlement.ASSISTED, 0),
        by.get(Settlement.MANUAL, 0),
    )


def effort(cost: Cost) -> float:
    """Weigh a price: a place that is settled by hand is a design, not an edit."""
    return BY_HAND * cost.manual + WITH_ANSWER * cost.assisted + BY_TOOL * cost.automatic
