from __future__ import annotations

import random

import pytest

from decompose_analyzer.graph import Graph
from decompose_analyzer.partition import partition
from decompose_analyzer.seeded import around, neighbours_of, perturbed

# Two triangles, joined by one weak tie.
TWO = Graph(
    ("a", "b", "c", "x", "y", "z", "~"),
    {
        ("a", "b"): 1.0,
        ("a", "c"): 1.0,
        ("b", "c"): 1.0,
        ("c", "x"): 0.2,
        ("x", "y"): 1.0,
        ("x", "z"): 1.0,
        ("y", "z"): 1.0,
    },
)
LEFT, RIGHT = frozenset("abc"), frozenset("xyz")


@pytest.mark.parametrize(
    ("inside", "outside", "expected"),
    [
        pytest.param("a", "", LEFT, id="one seed finds what it is tied to"),
        pytest.param("a", "y", LEFT, id="a seed a side"),
        pytest.param("y", "a", RIGHT, id="the other way round"),
        pytest.param("ay", "", LEFT | RIGHT, id="seeds on both triangles take both"),
        pytest.param("a", "bc", {"a"}, id="a seed of the other side is never taken"),
        pytest.param("~", "", {"~"}, id="a seed without ties stays alone"),
    ],
)
def test_the_cut_goes_where_the_ties_are_weak(
    inside: str, outside: str, expected: set[str]
) -> None:
    found = around(TWO, inside, outside)
    assert found >= set(inside)
    assert not found & set(outside)
    assert found == expected


def test_small_changes_of_the_ties_leave_a_clear_cut_where_it_is() -> None:
    for seed in range(5):
        assert around(perturbed(TWO, 0.1, seed), "a") == LEFT


@pytest.mark.parametrize(("size", "draw"), [(20, 36), (40, 29), (60, 66), (80, 48)])
def test_a_seed_is_always_on_its_own_side(size: int, draw: int) -> None:
    """Sums of fractions left an edge of these graphs almost full, and the cut took nothing."""
    chance = random.Random(draw)
    nodes = tuple(f"n{number:02}" for number in range(size))
    ties = {
        (min(pair), max(pair)): (chance.randint(1, 30) * chance.randint(1, 9)) ** -0.5
        for pair in (chance.sample(nodes, 2) for _ in range(2 * size))
    }
    assert around(Graph(nodes, ties), nodes[:3]) >= set(nodes[:3])


def test_a_change_is_the_same_for_the_same_seed_and_within_its_bound() -> None:
    changed = perturbed(TWO, 0.1, 7)
    assert changed == perturbed(TWO, 0.1, 7) != perturbed(TWO, 0.1, 8)
    for edge, weight in TWO.edges.items():
        assert abs(changed.edges[edge] - weight) <= 0.1 * weight + 1e-12


def test_ties_are_seen_from_both_ends() -> None:
    neighbours = neighbours_of(TWO)
    assert neighbours["c"] == {"a": 1.0, "b": 1.0, "x": 0.2}
    assert neighbours["~"] == {}


def test_a_partition_has_every_model_once_and_leaves_files_out() -> None:
    ties = Graph((*TWO.nodes, "f.py"), {**TWO.edges, ("a", "f.py"): 1.0})
    assert partition(ties, TWO.nodes) == (LEFT, RIGHT, frozenset("~"))


def test_models_without_ties_are_parts_of_their_own() -> None:
    assert partition(Graph(("a", "b")), ["b", "a"]) == (frozenset("a"), frozenset("b"))
