"""The cheapest cut around a few seeds.

A minimum cut alone is trivial: it cuts off the seeds themselves. So every node is also pulled to
the side from whose seeds a random walk reaches it more often (with no seeds on the far side: than
a walk reaches it from anywhere), and the cut pays for ties it cuts and for pulls it goes against.
Walks: Andersen, Chung, Lang, "Local graph partitioning using PageRank vectors", FOCS 2006; cuts
with a pull on each node: Boykov, Veksler, Zabih, "Fast approximate energy minimization", 2001.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from decompose_analyzer.graph import Graph

if TYPE_CHECKING:
    import networkx

RESTART = 0.15  # PageRank's usual chance to begin again at a seed
STEPS = 40  # 0.85 ** 40 is less than two in a thousand
PULL = 0.5  # a node's pull at most, as a share of all its ties
# Capacities are whole numbers: sums of fractions leave edges almost full, and a cut that looks for
# full ones then misses them. The least one is for what nothing pulls: it stays.
WHOLE = 10**9
LEAST = 1
SOURCE, SINK = "\0inside", "\0outside"  # no label and no path

Neighbours = Mapping[str, Mapping[str, float]]


def around(
    ties: Graph, inside: Iterable[str], outside: Iterable[str] = (), *, pull: float = PULL
) -> frozenset[str]:
    """Return the nodes on the side of the seeds `inside`; no pull gives the minimum cut alone."""
    from networkx.algorithms.flow import (  # noqa: PLC0415 slow to import
        boykov_kolmogorov,
        minimum_cut,
    )

    seeds, others = frozenset(inside), frozenset(outside)
    graph = _capacities(ties, seeds, others, pull)
    _, (near, _) = minimum_cut(graph, SOURCE, SINK, flow_func=boykov_kolmogorov)
    return frozenset(near) - {SOURCE}


def perturbed(ties: Graph, by: float, seed: int) -> Graph:
    """Make every tie weaker or stronger by a share of up to `by`; the seed decides how."""
    chance = random.Random(seed)
    return Graph(
        ties.nodes,
        {edge: weight * chance.uniform(1 - by, 1 + by) for edge, weight in ties.edges.items()},
    )


def strength(neighbours: Neighbours, node: str) -> float:
    """Add up the ties of a node."""
    return sum(neighbours[node].values())


def neighbours_of(ties: Graph) -> Neighbours:
    """List the ties of every node, in order."""
    found: dict[str, dict[str, float]] = {node: {} for node in ties.nodes}
    for (one, other), weight in ties.edges.items():
        found[one][other] = found[one].get(other, 0.0) + weight
        found[other][one] = found[other].get(one, 0.0) + weight
    return found


def _capacities(
    ties: Graph, seeds: frozenset[str], others: frozenset[str], pull: float
) -> networkx.DiGraph[str]:
    import networkx as nx  # noqa: PLC0415 slow to import

    neighbours = neighbours_of(ties)
    near = _reach(neighbours, seeds)
    far = _reach(neighbours, others) if others else _anywhere(neighbours)
    graph: networkx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from([SOURCE, SINK, *ties.nodes])
    for one, tied in neighbours.items():
        for other, weight in tied.items():
            graph.add_edge(one, other, capacity=round(weight * WHOLE))
    for node in ties.nodes:
        sum_of_both = near[node] + far[node]
        lean = (near[node] - far[node]) / sum_of_both if sum_of_both else -1.0
        pulled = round(pull * strength(neighbours, node) * lean * WHOLE)
        if node in seeds:
            graph.add_edge(SOURCE, node)  # without a capacity it is without a bound
        elif node in others:
            graph.add_edge(node, SINK)
        elif pulled > 0:
            graph.add_edge(SOURCE, node, capacity=pulled)
        else:
            graph.add_edge(node, SINK, capacity=max(-pulled, LEAST))
    return graph


def _reach(neighbours: Neighbours, seeds: frozenset[str]) -> Mapping[str, float]:
    """Return how often a walk is at each node that begins again and again at the seeds."""
    start = {node: 1.0 / len(seeds) if node in seeds else 0.0 for node in neighbours}
    strengths = {node: strength(neighbours, node) for node in neighbours}
    here = start
    for _ in range(STEPS):
        there = {node: RESTART * share for node, share in start.items()}
        for node, share in here.items():
            if not share:
                continue
            if not strengths[node]:
                there[node] += (1 - RESTART) * share
                continue
            scale = (1 - RESTART) * share / strengths[node]
            for other, weight in neighbours[node].items():
                there[other] += scale * weight
        here = there
    return here


def _anywhere(neighbours: Neighbours) -> Mapping[str, float]:
    """Return how often a walk without seeds is at each node: by its share of all ties."""
    strengths = {node: strength(neighbours, node) for node in neighbours}
    total = sum(strengths.values())
    return {node: each / total if total else 0.0 for node, each in strengths.items()}
