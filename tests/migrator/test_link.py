from __future__ import annotations

from pathlib import Path

import pytest

from decompose_core import codec, project_file
from decompose_core.plan import ExtractionPlan, PlannedTable
from decompose_core.problem import Refused
from decompose_migrator.link import Link, read_link

TABLES = (PlannedTable("orders_order", "orders.Order", ("id",), True),)
URL = "postgresql://me@db/shop"


def test_urls_and_tables_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORDERS_DATABASE", "psql://me@db/orders")
    link = link_of(tmp_path, monolith=URL, service="env:ORDERS_DATABASE")
    assert link == Link("orders", URL, "postgresql://me@db/orders", TABLES)


@pytest.mark.parametrize(
    ("service", "name"),
    [
        pytest.param("orders", "decompose_orders", id="plain"),
        pytest.param("Order-Desk", "decompose_order_desk", id="a slot takes no such characters"),
    ],
)
def test_names_in_the_databases(service: str, name: str) -> None:
    assert Link(service, "", "", ()).name == name


@pytest.mark.parametrize(
    ("monolith", "message"),
    [
        pytest.param("", "[monolith] has no `database`", id="missing"),
        pytest.param("env:NOT_SET", "database is env:NOT_SET, but NOT_SET is not set", id="unset"),
        pytest.param("sqlite:///db.sqlite3", "no PostgreSQL URL (scheme sqlite)", id="SQLite"),
        pytest.param("mysql://me@db/shop", "no PostgreSQL URL (scheme mysql)", id="MySQL"),
        pytest.param("shop", "no PostgreSQL URL (scheme none)", id="no URL"),
    ],
)
def test_an_unusable_address_is_refused(tmp_path: Path, monolith: str, message: str) -> None:
    with pytest.raises(Refused) as refused:
        link_of(tmp_path, monolith=monolith, service=URL)
    assert message in str(refused.value)
    assert str(refused.value).startswith("decompose.toml: ")


@pytest.mark.parametrize(
    ("plan", "message"),
    [
        pytest.param(None, "extracted/orders/plan.json: there is no plan", id="missing"),
        pytest.param("{", "extracted/orders/plan.json: can't read the plan", id="no JSON"),
        pytest.param(
            codec.dumps(ExtractionPlan("orders", ("orders",), "shop.settings")),
            "the plan names no table",
            id="no tables",
        ),
    ],
)
def test_an_unusable_plan_is_refused(tmp_path: Path, plan: str | None, message: str) -> None:
    with pytest.raises(Refused) as refused:
        link_of(tmp_path, monolith=URL, service=URL, plan=plan)
    assert message in str(refused.value)
    assert "run `decompose extract orders` again" in str(refused.value)


GOOD = codec.dumps(ExtractionPlan("orders", ("orders",), "shop.settings", tables=TABLES))


def link_of(folder: Path, *, monolith: str, service: str, plan: str | None = GOOD) -> Link:
    """Write a project with a plan and read the link of its one service."""
    if plan is not None:
        (folder / "extracted" / "orders").mkdir(parents=True)
        (folder / "extracted" / "orders" / "plan.json").write_text(plan)
    text = f"""
[monolith]
database = "{monolith}"

[services.orders]
path = "extracted/orders"
database = "{service}"
"""
    return read_link(project_file.parse(text, folder / "decompose.toml"), "orders")
