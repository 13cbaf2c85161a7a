"""Fixtures that hold or name another app's rows."""

from __future__ import annotations

from tests.analyzer.tools import check_clean, check_found, check_noted


def test_rows_and_keys() -> None:
    check_found(
        "fixture",
        """
        orders/fixtures/first.json
            [
            {"model": "catalog.brand", "pk": 1, "fields": {"name": "x"}},
            {"model": "orders.orderline", "pk": 1, "fields": {"product": 1, "quantity": 2}}
            ]
        """,
        "orders/fixtures/first.json:2 orders.fixtures.first -> catalog.Brand write",
        "orders/fixtures/first.json:3 orders.fixtures.first -> catalog.Product read",
    )


def test_broken_and_unread_fixtures_are_noted() -> None:
    check_noted(
        "fixture",
        """
        orders/fixtures/broken.json
            [{"model":
        orders/fixtures/other.yaml
            - model: catalog.brand
        """,
        "no valid JSON",
        "a fixture in this format is not read",
    )


def test_own_rows_and_other_files_are_none() -> None:
    check_clean(
        "fixture",
        """
        orders/fixtures/first.json
            [{"model": "orders.orderline", "pk": 1, "fields": {"order": 1, "quantity": 2}},
             {"model": "unknown.thing", "fields": {"product": 1}}, 5]
        orders/data/catalog.json
            [{"model": "catalog.brand", "fields": {}}]
        orders/fixtures/notes.txt
            catalog.brand
        """,
    )
