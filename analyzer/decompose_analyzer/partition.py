"""A partition of all models into parts that belong together, whatever app they are in now.

The best of several runs of Louvain's method by its own measure, modularity at a resolution below
one (Reichardt, Bornholdt, "Statistical mechanics of community detection", Phys. Rev. E 74, 2006):
parts of a service's size, not of a file's. Files take part as nodes, and are left out at the end.
"""

from __future__ import annotations

from collections.abc import Iterable

from decompose_analyzer.graph import Graph
from decompose_analyzer.louvain import adjacency, louvain, modularity

RESOLUTION = 0.6
RUNS = 8  # each from another seed, always the same ones
LEAST_GAIN = 1e-9  # less is noise of the arithmetic


def partition(
    ties: Graph, models: Iterable[str], *, resolution: float = RESOLUTION
) -> tuple[frozenset[str], ...]:
    """Return the parts, the largest first; each model is in one part."""
    if not ties.edges:
        return tuple(frozenset({each}) for each in sorted(models))
    names, graph = adjacency(ties.nodes, ties.edges)
    best: tuple[float, list[int]] = (-1.0, [])
    for seed in range(RUNS):
        part_of = louvain(graph, seed=seed, resolution=resolution)
        quality = modularity(graph, part_of, resolution=resolution)
        if quality > best[0] + LEAST_GAIN:
            best = (quality, part_of)
    parts: dict[int, set[str]] = {}
    for name, number in zip(names, best[1], strict=True):
        parts.setdefault(number, set()).add(name)
    wanted = frozenset(models)
    inside = [frozenset(part) & wanted for part in parts.values()]
    return tuple(sorted(filter(None, inside), key=lambda part: (-len(part), sorted(part))))
