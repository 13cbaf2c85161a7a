"""Which recorded queries cross apps, and which of them the couplings predicted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from bench._prediction import Prediction, Query, distinct, recorded
from decompose_core.analysis import Analysis
from decompose_core.coupling import Coupling, CouplingSeverity, Effect, End
from decompose_core.location import Location
from decompose_core.monolith import App

APPS = tuple(App(each, each, each) for each in ("accounts", "catalog", "orders"))
TABLES = {"orders_order": "orders.Order", "catalog_brand": "catalog.Brand", "auth_x": "auth.X"}
JOIN = 'SELECT 1 FROM "orders_order" INNER JOIN "catalog_brand" ON (1 = 1)'


def document(sql: str, *stack: str) -> Mapping[str, Any]:
    return {"tables": TABLES, "queries": [{"sql": sql, "stack": list(stack)}]}


def coupling(target: str, effect: Effect, kind: str = "lookup_path") -> Coupling:
    app, _, symbol = target.partition(".")
    return Coupling(
        kind,
        End("orders", "views.index"),
        End(app, symbol),
        effect,
        CouplingSeverity.BLOCKS,
        Location("orders/views.py", 3),
    )


@pytest.mark.parametrize(
    ("sql", "stack", "apps"),
    [
        pytest.param(JOIN, ("orders/views.py:3",), {"orders", "catalog"}, id="a join"),
        pytest.param("SELECT 1 FROM orders_order", ("orders/views.py:3",), {"orders"}, id="own"),
        pytest.param(JOIN, ("orders/tests/test_x.py:3",), None, id="sent by a test"),
        pytest.param(JOIN, (), None, id="sent by nobody"),
        pytest.param("SELECT 1 FROM auth_x", ("orders/views.py:3",), None, id="a package's table"),
        pytest.param("SAVEPOINT x", ("orders/views.py:3",), None, id="no query"),
    ],
)
def test_a_query_has_the_apps_of_its_tables(
    sql: str, stack: tuple[str, ...], apps: set[str] | None
) -> None:
    found = recorded(document(sql, *stack), Analysis(apps=APPS)).queries
    assert [set(each.apps) for each in found] == ([apps] if apps else [])


@pytest.mark.parametrize(
    ("couplings", "by_app", "by_model", "by_file"),
    [
        pytest.param([coupling("catalog.Brand.name", Effect.READ)], 1, 1, 1, id="the model"),
        pytest.param([coupling("catalog.Product", Effect.READ)], 1, 0, 0, id="another model"),
        pytest.param([coupling("accounts.User", Effect.READ)], 0, 0, 0, id="another app"),
        pytest.param([coupling("catalog.Brand", Effect.SCHEMA)], 0, 0, 0, id="a foreign key"),
        pytest.param(
            [coupling("catalog.Brand", Effect.READ, "test_code")], 0, 0, 0, id="test code"
        ),
        pytest.param([], 0, 0, 0, id="nothing"),
    ],
)
def test_a_query_is_predicted_by_couplings_of_its_issuer(
    couplings: list[Coupling], by_app: int, by_model: int, by_file: int
) -> None:
    (query,) = recorded(document(JOIN, "orders/views.py:9"), Analysis(apps=APPS)).queries
    prediction = Prediction(couplings)
    assert bool(prediction.missing_apps(query)) is not bool(by_app)
    assert bool(prediction.missing_models(query)) is not bool(by_model)
    assert bool(prediction.missing_in_files(query)) is not bool(by_file)


def test_a_query_counts_once_a_place_with_the_files_of_all_callers() -> None:
    models = frozenset({"orders.Order"})
    one = Query("SELECT", models, "orders", ("a.py:1", "b.py:1"))
    other = Query("SELECT", models, "orders", ("a.py:1", "c.py:1"))
    (joined,) = distinct([one, other])
    assert joined.places == ("a.py:1", "b.py:1", "c.py:1")
