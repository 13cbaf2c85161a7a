"""A partition of all models into parts that belong together, whatever app they are in now.

The best of several runs of Louvain's method by its own measure, modularity at a resolution below
one (Reichardt, Bornholdt, "Statistical mechanics of community detection", Phys. Rev. E 74, 2006):
parts of a service's size, not of a file's. Files take part as nodes, and are left out at the end.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from decompose_analyzer.graph import Graph

if TYPE_CHECKING:
    import networkx

RESOLUTION = 0.6
RUNS = 8  # each from another seed, always the same ones
LEAST_GAIN = 1e-9  # less is noise of the arithmetic


def partition(
    ties: Graph, models: Iterable[str], *, resolution: float = RESOLUTION
) -> tuple[frozenset[str], ...]:
    """Return the parts, the largest first; each model is in one part."""
    from networkx.algorithms.community import (  # noqa: PLC0415 slow to import
        louvain_communities,
        modularity,
    )

    graph = as_networkx(ties)
    if not graph.number_of_edges():
        return tuple(frozenset({each}) for each in sorted(models))
    best: tuple[float, list[set[str]]] = (-1.0, [])
    for seed in range(RUNS):
        parts = louvain_communities(graph, seed=seed, resolution=resolution)
        quality = modularity(graph, parts, resolution=resolution)
        if quality > best[0] + LEAST_GAIN:
            best = (quality, parts)
    wanted = frozenset(models)
    inside = [frozenset(part) & wanted for part in best[1]]
    return tuple(sorted(filter(None, inside), key=lambda part: (-len(part), sorted(part))))


def as_networkx(ties: Graph) -> networkx.Graph[str]:
    """Make networkx's graph; nodes and edges in order, since Louvain's method depends on it."""
    import networkx as nx  # noqa: PLC0415 slow to import

    graph: networkx.Graph[str] = nx.Graph()
    graph.add_nodes_from(ties.nodes)
    for (one, other), weight in ties.edges.items():
        graph.add_edge(one, other, weight=weight)
    return graph
