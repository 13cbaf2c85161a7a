"""Our Louvain's method gives the parts of networkx's, for every graph and seed."""

from __future__ import annotations

import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from networkx.algorithms.community import louvain_communities
from networkx.algorithms.community import modularity as networkx_modularity

from decompose_analyzer.louvain import adjacency, louvain, modularity


def _differ(ends: tuple[str, str]) -> bool:
    return ends[0] < ends[1]


NODES = [f"n{number:02}" for number in range(24)]
EDGES = st.dictionaries(
    st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)).filter(
        lambda edge: edge[0] < edge[1]
    ),
    st.sampled_from([0.25, 0.5, 1.0, 1.5, 3.0]),
    min_size=1,
    max_size=80,
)


@given(edges=EDGES, seed=st.integers(0, 99), resolution=st.sampled_from([0.4, 0.6, 1.0]))
def test_gives_the_parts_of_networkx(
    edges: dict[tuple[str, str], float], seed: int, resolution: float
) -> None:
    theirs: networkx.Graph[str] = networkx.Graph()
    theirs.add_nodes_from(NODES)
    for (one, other), weight in edges.items():
        theirs.add_edge(one, other, weight=weight)
    expected = louvain_communities(theirs, seed=seed, resolution=resolution)
    names, graph = adjacency(NODES, edges)
    part_of = louvain(graph, seed=seed, resolution=resolution)
    parts: dict[int, set[str]] = {}
    for name, number in zip(names, part_of, strict=True):
        parts.setdefault(number, set()).add(name)
    assert {frozenset(each) for each in parts.values()} == {frozenset(each) for each in expected}
    assert modularity(graph, part_of, resolution=resolution) == pytest.approx(
        networkx_modularity(theirs, expected, resolution=resolution), abs=1e-12
    )


def test_a_node_that_only_an_edge_names_takes_part() -> None:
    names, graph = adjacency(["a"], {("a", "b"): 1.0})
    assert names == ("a", "b")
    assert louvain(graph, seed=0, resolution=1.0) == [0, 0]
