"""The graph of apps as a picture that can be read: the heaviest edges, and how much is left out.

A picture of every edge between fifty apps is a black square. What leans most is kept; each app
keeps its own heaviest edge, so that none looks free that is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from decompose_analyzer.graph import Graph, app_graph
from decompose_core.analysis import Analysis

APPS = 40
EDGES_PER_APP = 2  # on the average

Edge = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Picture:
    """Apps with their models, weighted edges in order, and a sentence on what is not there."""

    apps: tuple[tuple[str, int], ...]
    edges: tuple[tuple[str, str, float], ...]
    note: str


def picture(analysis: Analysis) -> Picture:
    """Choose what is drawn."""
    graph = app_graph(analysis.couplings, [each.label for each in analysis.apps])
    pairs = [pair for pair in graph.edges if pair[0] != pair[1]]
    apps = _heaviest_apps(graph, pairs)
    within = [pair for pair in pairs if apps.issuperset(pair)]
    edges = _heaviest_edges(graph, within, EDGES_PER_APP * len(apps))
    models = dict.fromkeys(apps, 0)
    for each in analysis.models:
        if not each.abstract and each.app in models:
            models[each.app] += 1
    return Picture(
        tuple(sorted(models.items())),
        tuple((*pair, graph.edges[pair]) for pair in sorted(edges)),
        _note(len(apps), len(graph.nodes), len(edges), len(pairs)),
    )


def weight(value: float) -> str:
    """Write a weight with as many digits as one reads at a glance."""
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"


def _heaviest_apps(graph: Graph, pairs: Sequence[Edge]) -> set[str]:
    weights = dict.fromkeys(graph.nodes, 0.0)
    for pair in pairs:
        for each in pair:
            weights[each] += graph.edges[pair]
    return set(sorted(weights, key=lambda each: (-weights[each], each))[:APPS])


def _heaviest_edges(graph: Graph, pairs: Iterable[Edge], count: int) -> set[Edge]:
    ordered = sorted(pairs, key=lambda pair: (-graph.edges[pair], pair))
    kept = set(ordered[:count])
    seen = {each for pair in kept for each in pair}
    for pair in ordered[count:]:
        if not seen.issuperset(pair):
            kept.add(pair)
            seen.update(pair)
    return kept


def _note(apps: int, all_apps: int, edges: int, all_edges: int) -> str:
    if (apps, edges) == (all_apps, all_edges):
        return ""
    shown = f"the {edges:,} heaviest of {all_edges:,} edges"
    if apps < all_apps:
        shown = f"the {apps:,} most tied of {all_apps:,} apps, {shown}"
    return f"Drawn: {shown}. --format json has all couplings."
