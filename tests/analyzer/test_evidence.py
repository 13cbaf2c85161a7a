"""What goes together beside the code: counted from tables of commits, added to ties."""

from __future__ import annotations

import pytest

from decompose_analyzer.evidence import WEIGHT, co_changes, pulled
from decompose_analyzer.graph import Graph
from decompose_core.boundary import Evidence, Origin
from decompose_core.location import Location
from decompose_core.monolith import App, Model

APPS = [App("orders", "orders", "orders"), App("stock", "shop.stock", "shop/stock")]


def model(label: str, path: str, *, abstract: bool = False) -> Model:
    app = label.partition(".")[0]
    return Model(label, label, app, label.lower(), Location(path), abstract=abstract)


MODELS = [
    model("orders.Order", "orders/models/order.py"),
    model("orders.Base", "orders/models/order.py", abstract=True),
    model("orders.Note", "orders/models/other.py"),
    model("orders.Tag", "orders/models/other.py"),
    model("stock.Item", "shop/stock/models.py"),
]


def found(*commits: str) -> list[tuple[str, str, int, float]]:
    pieces = co_changes([frozenset(each.split()) for each in commits], APPS, MODELS)
    return [(each.source, each.target, each.count, each.share) for each in pieces]


@pytest.mark.parametrize(
    ("commits", "expected"),
    [
        pytest.param(["orders/a.py shop/stock/b.py"], [], id="once is chance"),
        pytest.param(
            ["orders/a.py shop/stock/b.py", "orders/t/x.html shop/stock/b.py", "orders/a.py"],
            [("stock", "orders", 2, 1.0)],
            id="the side with the higher share leads",
        ),
        pytest.param(
            ["orders/a.py shop/stock/b.py"] * 2 + ["orders/a.py", "shop/stock/b.py"] * 2,
            [("orders", "stock", 2, 0.5)],
            id="a tie goes by name",
        ),
        pytest.param(["orders/a.py orders/b.py"] * 3, [], id="within one app"),
        pytest.param(["orders/a.py shop/urls.py"] * 3, [], id="a file of no app"),
        pytest.param(["orders2/a.py shop/stock/b.py"] * 3, [], id="a folder like an app's"),
        pytest.param(["orders/a.py"] * 3 + ["shop/stock/b.py"] * 3, [], id="one by one"),
        pytest.param(
            ["orders/models/order.py shop/stock/models.py"] * 2,
            [("orders", "stock", 2, 1.0), ("orders.Order", "stock.Item", 2, 1.0)],
            id="models with files of their own",
        ),
        pytest.param(
            ["orders/models/other.py shop/stock/models.py"] * 2,
            [("orders", "stock", 2, 1.0)],
            id="a file of two models says nothing about either",
        ),
    ],
)
def test_what_changed_together(
    commits: list[str], expected: list[tuple[str, str, int, float]]
) -> None:
    assert found(*commits) == expected


def test_without_evidence_the_ties_stay() -> None:
    ties = Graph(("a.A", "b.B"), {("a.A", "b.B"): 1.0})
    assert pulled(ties, (), MODELS) == ties


def test_two_models_are_pulled_by_the_weight() -> None:
    ties = Graph(("orders.Order", "stock.Item"), {("orders.Order", "stock.Item"): 1.0})
    piece = Evidence(Origin.HISTORY, "stock.Item", "orders.Order", 2, 1.0, weight=0.5)
    assert pulled(ties, [piece], MODELS).edges == {("orders.Order", "stock.Item"): 1.0 + WEIGHT / 2}


def test_two_apps_share_the_weight_out_among_their_models() -> None:
    piece = Evidence(Origin.HISTORY, "orders", "stock", 2, 1.0, weight=1.0)
    ties = pulled(Graph(()), [piece], MODELS)
    assert set(ties.nodes) == {
        "git: orders and stock",
        "orders.Note",
        "orders.Order",
        "orders.Tag",
        "stock.Item",
    }
    assert sum(ties.edges.values()) == pytest.approx(WEIGHT)
