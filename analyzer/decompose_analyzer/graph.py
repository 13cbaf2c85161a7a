"""Apps and models as weighted directed graphs, made from couplings and relations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from decompose_core.coupling import Coupling, End
from decompose_core.monolith import Model

RELATION_WEIGHT = 1.0  # a relation inside one app is no coupling, but it holds its models together


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes in order, and how strongly one leans on another."""

    nodes: tuple[str, ...]
    edges: Mapping[tuple[str, str], float] = field(default_factory=dict[tuple[str, str], float])

    def inside(self, members: frozenset[str]) -> float:
        """Add up the edges that stay within the members."""
        return sum(
            weight
            for (source, target), weight in self.edges.items()
            if source in members and target in members
        )

    def across(self, members: frozenset[str]) -> float:
        """Add up the edges with exactly one end within the members."""
        return sum(
            weight
            for (source, target), weight in self.edges.items()
            if (source in members) != (target in members)
        )


def app_graph(couplings: Iterable[Coupling], labels: Iterable[str]) -> Graph:
    """Join all couplings between two apps into one weighted edge."""
    nodes = tuple(sorted(set(labels)))
    known = frozenset(nodes)
    edges: dict[tuple[str, str], float] = defaultdict(float)
    for each in couplings:
        if each.source.app in known and each.target.app in known:
            edges[each.source.app, each.target.app] += each.weight
    return Graph(nodes, dict(sorted(edges.items())))


def model_graph(couplings: Iterable[Coupling], models: Iterable[Model]) -> Graph:
    """Join relations and couplings between two concrete models into one weighted edge."""
    concrete = {each.label: each for each in models if not each.abstract}
    edges: dict[tuple[str, str], float] = defaultdict(float)
    for label, model in concrete.items():
        for each in model.fields:
            if each.relation and each.relation.to in concrete and each.relation.to != label:
                edges[label, each.relation.to] += RELATION_WEIGHT
    for coupling in couplings:
        source, target = model_of(coupling.source), model_of(coupling.target)
        if source in concrete and target in concrete and source != target:
            edges[source, target] += coupling.weight
    return Graph(tuple(sorted(concrete)), dict(sorted(edges.items())))


def model_of(end: End) -> str:
    """Read an end's symbol as a model's: `orders` and `Order.user` give `orders.Order`."""
    return f"{end.app}.{end.symbol.partition('.')[0]}"
