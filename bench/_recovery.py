"""Hide the app labels of a project, and see who finds its apps again."""

from __future__ import annotations

import random
import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import networkx as nx
from _agreement import adjusted_rand_index
from networkx.algorithms.community import greedy_modularity_communities, louvain_communities

from decompose_analyzer.affinity import affinity, module_imports, production, relations
from decompose_analyzer.graph import Graph
from decompose_analyzer.seeded import around
from decompose_source.project import Project

SEEDS = 3  # a side
GROUP = 3  # apps a group at most
LEAST = SEEDS + 2  # models a group at least, so that there is something to recover
DRAWS = 50
LOUVAIN_RUNS = 8  # Louvain's result depends on its seed: the median of as many runs

Communities = Iterable[Iterable[str]]


@dataclass(frozen=True, slots=True)
class Draw:
    """Two groups of models, and the seeds drawn from each."""

    groups: tuple[frozenset[str], frozenset[str]]
    seeds: tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Seeded:
    """How well the seeded cut recovered the groups, over all draws."""

    mean: float
    spread: float
    right: float


def hidden(project: Project) -> Mapping[str, str]:
    """Return the app of each concrete model: what is to be found."""
    return {each.label: each.app for each in project.models if not each.abstract}


def can_be_drawn(truth: Mapping[str, str]) -> bool:
    """Say whether two groups of apps with enough models each can be drawn at all."""
    sizes = sorted(Counter(truth.values()).values(), reverse=True)
    return len(sizes) > 1 and sum(sizes[1 : GROUP + 1]) >= LEAST and sum(sizes) >= 2 * LEAST


def recovery(project: Project, ties: Graph, parts: Sequence[frozenset[str]]) -> Mapping[str, float]:
    """Score our partition and each peer's against the apps."""
    truth = hidden(project)
    found = {"decompose": adjusted_rand_index(truth, members(parts))}
    homes = {each.label: each.location.path for each in project.models if not each.abstract}
    imports, keys = _import_graph(project, homes.values()), _key_graph(project)
    for name, graph, place in (("imports", imports, homes), ("foreign keys", keys, None)):
        for peer, communities in _PEERS.items():
            scores = [
                adjusted_rand_index(truth, _placed(found_communities, truth, place))
                for found_communities in communities(graph)
            ]
            found[f"{peer}, {name}"] = statistics.median(scores)
    return found


def draws(truth: Mapping[str, str], count: int = DRAWS, seed: int = 0) -> Iterator[Draw]:
    """Draw two groups of apps at random and seeds from each, the same ones every time."""
    chance = random.Random(seed)
    apps = sorted(Counter(truth.values()))
    made = 0
    while made < count:
        sizes = chance.randint(1, GROUP), chance.randint(1, GROUP)
        if sum(sizes) > len(apps):
            continue
        picked = chance.sample(apps, sum(sizes))
        one = sorted(each for each in truth if truth[each] in picked[: sizes[0]])
        other = sorted(each for each in truth if truth[each] in picked[sizes[0] :])
        if min(len(one), len(other)) < LEAST:
            continue
        made += 1
        yield Draw(
            (frozenset(one), frozenset(other)),
            (tuple(chance.sample(one, SEEDS)), tuple(chance.sample(other, SEEDS))),
        )


def seeded(
    ties: Graph, truth: Mapping[str, str], drawn: Iterable[Draw] | None = None, **options: float
) -> Seeded:
    """Cut around the seeds of every draw, and score the models that were no seeds."""
    scores: list[float] = []
    right: list[float] = []
    for each in draws(truth) if drawn is None else drawn:
        inside = around(ties, each.seeds[0], each.seeds[1], **options)
        rest = (each.groups[0] | each.groups[1]) - {*each.seeds[0], *each.seeds[1]}
        real = {label: label in each.groups[0] for label in sorted(rest)}
        found = {label: label in inside for label in sorted(rest)}
        scores.append(adjusted_rand_index(real, found))
        right.append(sum(real[label] == found[label] for label in real) / len(real))
    return Seeded(statistics.mean(scores), statistics.pstdev(scores), statistics.mean(right))


def ties_of(project: Project) -> Graph:
    """Tie a project's models and files without looking at its apps."""
    return affinity(project)


def _louvain(graph: nx.Graph[str]) -> list[Communities]:
    return [louvain_communities(graph, seed=seed) for seed in range(LOUVAIN_RUNS)]


def _greedy(graph: nx.Graph[str]) -> list[Communities]:
    return [greedy_modularity_communities(graph)]


_PEERS: Mapping[str, Callable[[nx.Graph[str]], list[Communities]]] = {
    "Louvain": _louvain,
    "greedy": _greedy,
}


def _import_graph(project: Project, homes: Iterable[str]) -> nx.Graph[str]:
    modules = production(project)
    links = module_imports(project, modules)
    return _graph(links, {*links, *homes})


def _key_graph(project: Project) -> nx.Graph[str]:
    models = [each for each in project.models if not each.abstract]
    links = relations(models)
    return _graph(links, links)


def _graph(links: Mapping[str, frozenset[str]], nodes: Iterable[str]) -> nx.Graph[str]:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(sorted(nodes))
    graph.add_edges_from(
        (source, target) for source in sorted(links) for target in sorted(links[source])
    )
    return graph


def members(communities: Communities) -> dict[str, int]:
    """Number the communities, and give each member its number."""
    return {each: number for number, part in enumerate(communities) for each in part}


def _placed(
    communities: Communities, truth: Mapping[str, str], homes: Mapping[str, str] | None
) -> dict[str, int]:
    """Give each model its own community, or that of the file it is written in."""
    found = members(communities)
    return {label: found[homes[label] if homes else label] for label in truth}
