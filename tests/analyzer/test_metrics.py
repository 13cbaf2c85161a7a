"""Measures against values computed by hand on three small graphs."""

from __future__ import annotations

import pytest

from decompose_analyzer import metrics
from decompose_analyzer.graph import Graph

# a -> b, b -> a and c -> d hold together, b -> c joins the two pairs.
PAIRS = Graph(
    ("a", "b", "c", "d"), {("a", "b"): 1.0, ("b", "a"): 1.0, ("b", "c"): 1.0, ("c", "d"): 1.0}
)
# Everything points to the hub, with double weight from one.
HUB = Graph(("hub", "x", "y"), {("x", "hub"): 2.0, ("y", "hub"): 1.0})
APART = Graph(("a", "b", "c"), {("a", "b"): 1.0})


@pytest.mark.parametrize(
    ("graph", "members", "coupling", "cohesion", "modularity", "structural"),
    [
        # c = 1, w(S, S) = 2: 1 / (2 * 2 + 1). Both pairs of S are joined.
        # Q = (2/4 - 3*2/16) + (1/4 - 1*2/16). SM = (2/4 + 1/4) / 2 - 1 / (2*2*2).
        pytest.param(PAIRS, {"a", "b"}, 0.2, 1.0, 0.25, 0.25, id="two pairs"),
        # c = 3, w(S, S) = 0. Q = (0 - 0*3/9) + (0 - 3*0/9). SM = 0 - 2 / (2*1*2).
        pytest.param(HUB, {"hub"}, 1.0, 1.0, 0.0, -0.5, id="hub alone"),
        # Nothing crosses; one of two ordered pairs is joined. Q = (1 - 1) + 0. SM = (1/4) / 2.
        pytest.param(APART, {"a", "b"}, 0.0, 0.5, 0.0, 0.125, id="nothing crosses"),
    ],
)
def test_measures_agree_with_hand_computed_values(
    graph: Graph,
    members: set[str],
    coupling: float,
    cohesion: float,
    modularity: float,
    structural: float,
) -> None:
    assert metrics.measure(graph, frozenset(members)) == {
        "cohesion": pytest.approx(cohesion, abs=1e-4),
        "coupling": pytest.approx(coupling, abs=1e-4),
        "modularity": pytest.approx(modularity, abs=1e-4),
        "structural_modularity": pytest.approx(structural, abs=1e-4),
    }


@pytest.mark.parametrize("members", [set[str](), {"a", "b", "c"}], ids=["nothing", "everything"])
def test_a_boundary_around_nothing_or_everything_has_no_seam(members: set[str]) -> None:
    measured = metrics.measure(APART, frozenset(members))
    assert measured["coupling"] == 0
    assert measured["structural_modularity"] == 0


def test_a_graph_without_edges_measures_zero() -> None:
    empty = Graph(("a", "b"))
    assert metrics.measure(empty, frozenset({"a"})) == {
        "cohesion": 1.0,
        "coupling": 0.0,
        "modularity": 0.0,
        "structural_modularity": 0.0,
    }
