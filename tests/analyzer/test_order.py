from __future__ import annotations

import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from decompose_analyzer.order import cycle_edges, departures
from decompose_core.boundary import Cost, CycleEdge
from decompose_core.coupling import Coupling, Settlement
from tests.analyzer.made import coupling

CHAIN = [coupling("a.f", "b.g"), coupling("b.f", "c.g")]
HARD = coupling("a.f", "b.g", kind="transaction", settlement=Settlement.MANUAL)
PAIRS = st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=25)


@pytest.mark.parametrize(
    ("couplings", "expected"),
    [
        pytest.param([], ["a", "b", "c"], id="by name where nothing ties them"),
        pytest.param(CHAIN, ["a", "b", "c"], id="the outer ones are cheapest"),
        pytest.param([*CHAIN, HARD], ["c", "a", "b"], id="a place by hand weighs more"),
    ],
)
def test_the_cheapest_app_leaves_first(couplings: list[Coupling], expected: list[str]) -> None:
    assert [each.app for each in departures(["a", "b", "c"], couplings)] == expected


def test_a_departure_counts_what_is_left_and_says_why() -> None:
    first, second, third = departures(["a", "b", "c"], CHAIN)
    assert (first.cost, first.reason) == (Cost(automatic=1), "nobody leans on it; leans on b (1)")
    assert (second.cost, second.reason) == (Cost(automatic=1), "nobody leans on it; leans on c (1)")
    assert (third.cost, third.reason) == (Cost(), "nothing left ties it")


def test_what_lies_outside_of_the_apps_does_not_count() -> None:
    (only,) = departures(["a"], [coupling("a.f", "auth.User")])
    assert only.cost == Cost()


def test_the_lighter_edge_of_a_cycle_is_the_one_to_break() -> None:
    couplings = [*CHAIN, coupling("a.f", "b.g", line=2), coupling("b.f", "a.g")]
    assert cycle_edges("abc", couplings) == (CycleEdge("b", "a", 1),)


@given(PAIRS)
def test_without_the_named_edges_there_is_no_cycle(pairs: list[tuple[str, str]]) -> None:
    couplings = [coupling(f"{one}.f", f"{other}.g") for one, other in pairs]
    broken = {(each.source, each.target) for each in cycle_edges("abcdef", couplings)}
    left: networkx.DiGraph[str] = networkx.DiGraph()
    left.add_edges_from(each for each in set(pairs) - broken if each[0] != each[1])
    assert networkx.is_directed_acyclic_graph(left)
