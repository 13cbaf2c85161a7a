"""Which app to extract first, and which couplings between apps close cycles.

The order is greedy: always the app whose cut is cheapest from what is still in the monolith. The
cycles are broken by the heuristic of Eades, Lin, Smyth, "A fast and effective heuristic for the
feedback arc set problem", Inf. Process. Lett. 47, 1993, on the number of places.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from decompose_analyzer.boundaries import effort
from decompose_analyzer.few import few
from decompose_core.boundary import Cost, CycleEdge, Departure
from decompose_core.coupling import Coupling, Settlement

NAMED = 2  # as many neighbours are named in a reason

Pair = tuple[str, str]
Places = Mapping[Pair, Mapping[Settlement, int]]


def departures(labels: Iterable[str], couplings: Iterable[Coupling]) -> tuple[Departure, ...]:
    """Put the apps in the order in which to extract them."""
    left = set(labels)
    places = _places(left, couplings)
    found: list[Departure] = []
    while left:
        costs = {app: _cost(app, left, places) for app in left}
        app = min(left, key=lambda each: (effort(costs[each]), each))
        found.append(Departure(app, costs[app], _reason(app, left, places)))
        left.remove(app)
    return tuple(found)


def cycle_edges(labels: Iterable[str], couplings: Iterable[Coupling]) -> tuple[CycleEdge, ...]:
    """Name the edges between apps without which there is no cycle, the most places first."""
    import networkx as nx  # noqa: PLC0415 slow to import

    counts = {pair: sum(each.values()) for pair, each in _places(set(labels), couplings).items()}
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_edges_from(sorted(counts))
    edges: list[CycleEdge] = []
    for component in nx.strongly_connected_components(graph):
        inside = {pair: count for pair, count in counts.items() if set(pair) <= component}
        position = {app: number for number, app in enumerate(_sequence(component, inside))}
        edges += [
            CycleEdge(source, target, count)
            for (source, target), count in inside.items()
            if position[source] > position[target]
        ]
    return tuple(sorted(edges, key=lambda each: (-each.places, each)))


def _places(labels: set[str], couplings: Iterable[Coupling]) -> Places:
    found: dict[Pair, Counter[Settlement]] = {}
    for each in couplings:
        pair = (each.source.app, each.target.app)
        if pair[0] != pair[1] and labels.issuperset(pair):
            found.setdefault(pair, Counter())[each.settlement] += 1
    return dict(sorted(found.items()))


def _cost(app: str, left: set[str], places: Places) -> Cost:
    total: Counter[Settlement] = Counter()
    for pair, counts in places.items():
        if app in pair and left.issuperset(pair):
            total.update(counts)
    return Cost(total[Settlement.AUTOMATIC], total[Settlement.ASSISTED], total[Settlement.MANUAL])


def _reason(app: str, left: set[str], places: Places) -> str:
    users = {
        source: sum(counts.values())
        for (source, target), counts in places.items()
        if target == app and source in left
    }
    used = {
        target: sum(counts.values())
        for (source, target), counts in places.items()
        if source == app and target in left
    }
    if not users and not used:
        return "nothing left ties it"
    leant_on = f"leant on by {_named(users)}" if users else "nobody leans on it"
    return f"{leant_on}; {f'leans on {_named(used)}' if used else 'leans on nobody'}"


def _named(counts: Mapping[str, int]) -> str:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return few([f"{app} ({count})" for app, count in ordered], NAMED)


def _sequence(component: Iterable[str], counts: Mapping[Pair, int]) -> Sequence[str]:
    """Put the apps in a row in which few places point backwards."""
    left, first, last = set(component), list[str](), list[str]()
    while left:
        inside = {pair: count for pair, count in counts.items() if left.issuperset(pair)}
        out, into = Counter[str](), Counter[str]()
        for (source, target), count in inside.items():
            out[source] += count
            into[target] += count
        sinks = sorted(each for each in left if not out[each])
        sources = sorted(each for each in left if out[each] and not into[each])
        if sinks or sources:
            first += sources
            last = sinks + last
            left -= {*sinks, *sources}
        else:
            best = min(left, key=lambda each: (into[each] - out[each], each))
            first.append(best)
            left.remove(best)
    return [*first, *last]
