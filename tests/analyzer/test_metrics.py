"""Measures against values computed by hand on three small graphs."""

from __future__ import annotations

from pathlib import Path

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
    ("graph", "members", "expected"),
    [
        pytest.param(
            PAIRS,
            {"a", "b"},
            {
                "cohesion": 1.0,  # both ordered pairs of S are joined
                "coupling": 0.2,  # c = 1, w(S, S) = 2: 1 / (2 * 2 + 1)
                "inter_partition_percentage": 0.25,  # b -> c, one of four
                "interface_number": 0.5,  # c is leant on, so (0 + 1) / 2
                "modularity": 0.25,  # (2/4 - 3*2/16) + (1/4 - 1*2/16)
                "non_extreme_distribution": 1.0,  # both parts have two
                "structural_modularity": 0.25,  # (2/4 + 1/4) / 2 - 1 / (2*2*2)
            },
            id="two pairs",
        ),
        pytest.param(
            HUB,
            {"hub"},
            {
                "cohesion": 1.0,
                "coupling": 1.0,  # c = 3, w(S, S) = 0
                "inter_partition_percentage": 1.0,
                "interface_number": 0.5,  # the hub
                "modularity": 0.0,  # (0 - 0*3/9) + (0 - 3*0/9)
                "non_extreme_distribution": 1.0,
                "structural_modularity": -0.5,  # 0 - 2 / (2*1*2)
            },
            id="hub alone",
        ),
        pytest.param(
            APART,
            {"a", "b"},
            {
                "cohesion": 0.5,  # one of two ordered pairs is joined
                "coupling": 0.0,
                "inter_partition_percentage": 0.0,
                "interface_number": 0.0,
                "modularity": 0.0,  # (1 - 1) + 0
                "non_extreme_distribution": 1.0,
                "structural_modularity": 0.125,  # (1/4) / 2
            },
            id="nothing crosses",
        ),
    ],
)
def test_measures_agree_with_hand_computed_values(
    graph: Graph, members: set[str], expected: dict[str, float]
) -> None:
    assert metrics.measure(graph, frozenset(members)) == pytest.approx(expected, abs=5e-4)


@pytest.mark.parametrize(
    ("inside", "outside", "expected"),
    [
        pytest.param(5, 20, 0.0, id="both are ordinary"),
        pytest.param(4, 20, 0.1667, id="four are too few: 1 - 20/24"),
        pytest.param(5, 21, 0.8077, id="21 are too many: 1 - 5/26"),
        pytest.param(1, 30, 1.0, id="both are extreme"),
    ],
)
def test_parts_are_extreme_under_five_and_over_twenty(
    inside: int, outside: int, expected: float
) -> None:
    graph = Graph(tuple(f"{number:02}" for number in range(inside + outside)))
    found = metrics.measure(graph, frozenset(graph.nodes[:inside]))
    assert found["non_extreme_distribution"] == expected


@pytest.mark.parametrize("name", sorted(metrics.measure(HUB, frozenset({"hub"}))))
def test_a_measure_is_explained_in_the_docs(name: str) -> None:
    page = Path(__file__).parents[2] / "docs" / "metrics.md"
    assert f"\n## `{name}`\n" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("members", [set[str](), {"a", "b", "c"}], ids=["nothing", "everything"])
def test_a_boundary_around_nothing_or_everything_has_no_seam(members: set[str]) -> None:
    measured = metrics.measure(APART, frozenset(members))
    assert measured["coupling"] == 0
    assert measured["structural_modularity"] == 0


def test_a_graph_without_edges_measures_zero() -> None:
    empty = Graph(("a", "b"))
    measured = metrics.measure(empty, frozenset({"a"}))
    assert {name for name, figure in measured.items() if figure} == {
        "cohesion",  # a single model holds together
        "non_extreme_distribution",
    }
