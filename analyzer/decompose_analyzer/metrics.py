"""Published measures of a boundary, on the graph of models.

`S` is the set of models inside, `w(A, B)` the weight of edges from A to B, `rest` the others.
"""

from __future__ import annotations

from collections.abc import Mapping

from decompose_analyzer.graph import Graph

DIGITS = 4
FEWEST, MOST = 5, 20  # models of a part that is neither tiny nor huge


def measure(graph: Graph, members: frozenset[str]) -> Mapping[str, float]:
    """Compute every measure by name, rounded so that reports can be compared."""
    figures = {
        "cohesion": cohesion(graph, members),
        "coupling": coupling(graph, members),
        "interface_number": interface_number(graph, members),
        "inter_partition_percentage": inter_partition_percentage(graph, members),
        "modularity": modularity(graph, members),
        "non_extreme_distribution": non_extreme_distribution(graph, members),
        "structural_modularity": structural_modularity(graph, members),
    }
    return {name: round(figure, DIGITS) for name, figure in figures.items()}


def coupling(graph: Graph, members: frozenset[str]) -> float:
    """Return the conductance of S: c / (2 w(S, S) + c), where c is w(S, rest) + w(rest, S).

    Yang, Leskovec, "Defining and evaluating network communities based on ground-truth", 2015.
    """
    across, inside = graph.across(members), graph.inside(members)
    return across / (2 * inside + across) if across + inside else 0.0


def cohesion(graph: Graph, members: frozenset[str]) -> float:
    """Return the share of ordered pairs of models in S that an edge joins; 1 for a single model.

    The density of a directed graph: Wasserman, Faust, "Social Network Analysis", 1994.
    """
    size = len(members & set(graph.nodes))
    if size < 2:
        return 1.0
    joined = sum(1 for source, target in graph.edges if {source, target} <= members)
    return joined / (size * (size - 1))


def modularity(graph: Graph, members: frozenset[str]) -> float:
    """Return Q of the parts S and rest: the sum of w(part, part) / m - out(part) in(part) / m^2.

    Leicht, Newman, "Community structure in directed networks", Phys. Rev. Lett. 100, 2008.
    """
    total = sum(graph.edges.values())
    if not total:
        return 0.0
    quality = 0.0
    for part in _parts(graph, members):
        leaving = sum(weight for (source, _), weight in graph.edges.items() if source in part)
        arriving = sum(weight for (_, target), weight in graph.edges.items() if target in part)
        quality += graph.inside(part) / total - leaving * arriving / total**2
    return quality


def structural_modularity(graph: Graph, members: frozenset[str]) -> float:
    """Return SM of the two parts: the mean of edges(p) / |p|^2 minus edges(p, q) / (2 |p| |q|).

    Edges are counted, not weighed. Jin et al., "Service Candidate Identification from Monolithic
    Systems Based on Execution Traces", IEEE Trans. Software Eng. 47(5), 2021.
    """
    parts = [part for part in _parts(graph, members) if part]
    if len(parts) < 2:
        return 0.0
    plain = Graph(graph.nodes, dict.fromkeys(graph.edges, 1.0))
    cohesions = [plain.inside(part) / len(part) ** 2 for part in parts]
    between = plain.across(parts[0]) / (2 * len(parts[0]) * len(parts[1]))
    return sum(cohesions) / len(parts) - between


def inter_partition_percentage(graph: Graph, members: frozenset[str]) -> float:
    """Return ICP of the parts S and rest: (w(S, rest) + w(rest, S)) / m, with m all weight.

    Kalia et al., "Mono2Micro: A Practical and Effective Tool for Decomposing Monolithic Java
    Applications to Microservices", ESEC/FSE 2021.
    """
    total = sum(graph.edges.values())
    return graph.across(members) / total if total else 0.0


def interface_number(graph: Graph, members: frozenset[str]) -> float:
    """Return IFN: the mean over the parts of the models in it that the other part leans on.

    Jin et al., 2021, as `structural_modularity`.
    """
    parts = [part for part in _parts(graph, members) if part]
    published = {
        target for source, target in graph.edges if (source in members) != (target in members)
    }
    return len(published) / len(parts) if parts else 0.0


def non_extreme_distribution(graph: Graph, members: frozenset[str]) -> float:
    """Return NED: 1 minus the share of models that are in parts of 5 to 20; 0 is best.

    Kalia et al., 2021, as `inter_partition_percentage`; the bounds are those of Wu, Hassan, Holt,
    "Comparison of clustering algorithms in the context of software evolution", ICSM 2005.
    """
    sizes = [len(part) for part in _parts(graph, members)]
    ordinary = sum(size for size in sizes if FEWEST <= size <= MOST)
    return 1 - ordinary / sum(sizes) if sum(sizes) else 0.0


def _parts(graph: Graph, members: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
    nodes = frozenset(graph.nodes)
    return nodes & members, nodes - members
