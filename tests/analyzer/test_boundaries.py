"""What a cut costs: the places that cross, by who settles them."""

from __future__ import annotations

from decompose_analyzer.boundaries import Cut, boundaries, crossings, ranked
from decompose_analyzer.graph import app_graph, model_graph
from decompose_core.boundary import Cost
from decompose_core.coupling import Settlement
from tests.analyzer.made import app, coupling, model

APPS = [app("accounts"), app("catalog"), app("orders")]
MODELS = [
    model("accounts.User"),
    model("catalog.Product"),
    model("orders.Order", customer="accounts.User"),
    model("orders.Line", order="orders.Order", product="catalog.Product"),
]
COUPLINGS = [
    coupling("orders.Order.customer", "accounts.User"),
    coupling("orders.Line.product", "catalog.Product"),
    coupling(
        "orders.services.place",
        "catalog.Product",
        kind="transaction",
        settlement=Settlement.MANUAL,
        weight=5,
    ),
    coupling("accounts.views.f", "orders.Order", kind="call", settlement=Settlement.ASSISTED),
    coupling("orders.Order", "auth.Group", kind="many_to_many"),
]


def test_a_cut_is_priced_by_who_settles_each_place() -> None:
    priced = {each.name: each for each in boundaries(APPS, MODELS, COUPLINGS)}
    assert priced["orders"].cost == Cost(automatic=3, assisted=1, manual=1)
    assert priced["orders"].crossings == {
        "call": 1,
        "foreign_key": 2,
        "many_to_many": 1,
        "transaction": 1,
    }
    assert priced["orders"].models == ("orders.Line", "orders.Order")
    assert priced["accounts"].cost == Cost(automatic=1, assisted=1)
    assert priced["catalog"].cost == Cost(automatic=1, manual=1)


def test_what_lies_within_a_set_does_not_cross() -> None:
    shop = Cut("shop", frozenset({"orders", "catalog"}))
    assert [each.target.app for each in crossings(shop, COUPLINGS)] == [
        "accounts",
        "orders",
        "auth",
    ]


def test_a_single_model_can_leave_its_app() -> None:
    cut = Cut("users", frozenset(), frozenset({"accounts.User"}))
    (found,) = [each for each in boundaries(APPS, MODELS, COUPLINGS, [cut]) if each.name == "users"]
    assert found.models == ("accounts.User",)
    assert found.crossings == {"foreign_key": 1}


def test_a_named_set_goes_before_an_app_of_its_name() -> None:
    cut = Cut("orders", frozenset({"orders", "catalog"}))
    found = {each.name: each.apps for each in boundaries(APPS, MODELS, COUPLINGS, [cut])}
    assert found["orders"] == ("catalog", "orders")


def test_places_by_hand_count_before_everything_else() -> None:
    names = [each.name for each in ranked(boundaries(APPS, MODELS, COUPLINGS))]
    assert names == ["accounts", "catalog", "orders"]


def test_the_graph_of_apps_knows_the_projects_own_apps_only() -> None:
    graph = app_graph(COUPLINGS, [each.label for each in APPS])
    assert graph.nodes == ("accounts", "catalog", "orders")
    assert graph.edges == {
        ("accounts", "orders"): 1.0,
        ("orders", "accounts"): 1.0,
        ("orders", "catalog"): 6.0,
    }


def test_the_graph_of_models_joins_relations_and_couplings() -> None:
    graph = model_graph(COUPLINGS, MODELS)
    assert graph.edges == {
        ("orders.Line", "catalog.Product"): 2.0,
        ("orders.Line", "orders.Order"): 1.0,
        ("orders.Order", "accounts.User"): 2.0,
    }
