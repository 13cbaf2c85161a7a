"""What deleting a row does to another app's rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from decompose_analyzer.analyze import analyze
from tests.analyzer.tools import SHOP, check_clean, check_found, files_of


def test_each_rule_has_its_effect() -> None:
    check_found(
        "on_delete",
        """
        orders/models.py
            from django.db import models
            def stand_in():
                return 1
            class Order(models.Model):
                a = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")
                b = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
                c = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
                d = models.ForeignKey("accounts.User", models.SET(stand_in), related_name="+")
                e = models.ForeignKey("accounts.User", models.DO_NOTHING, related_name="+")
        """,
        "orders/models.py:5 orders.Order.a -> accounts.User write",
        "orders/models.py:6 orders.Order.b -> accounts.User read",
        "orders/models.py:7 orders.Order.c -> accounts.User write",
        "orders/models.py:8 orders.Order.d -> accounts.User write",
        "orders/models.py:9 orders.Order.e -> accounts.User write",
    )


def test_rules_within_the_app_are_none() -> None:
    check_clean(
        "on_delete",
        """
        orders/models.py
            from django.db import models
            class Order(models.Model):
                parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE)
            class Line(models.Model):
                order = models.OneToOneField(Order, on_delete=models.PROTECT)
        """,
    )


def test_relations_without_a_rule_are_none() -> None:
    check_clean(
        "on_delete",
        """
        orders/models.py
            from django.db import models
            class Order(models.Model):
                products = models.ManyToManyField("catalog.Product")
                on_delete = models.CharField(max_length=9, default="CASCADE")
                CASCADE = models.CASCADE
            def on_delete(product="catalog.Product", rule=models.CASCADE):
                return models.SET_NULL
        """,
    )


@pytest.mark.parametrize(
    ("value", "said"),
    [
        pytest.param("stand_in", "orders.models.stand_in", id="a function"),
        pytest.param("7", "7", id="a key"),
        pytest.param("None", "None", id="nothing"),
        pytest.param("gone.stand_in", "a computed value", id="what is not there"),
        pytest.param("lambda: 1", "orders.models.Order.<lambda>", id="a lambda"),
    ],
)
def test_a_value_is_named_where_it_has_a_name(tmp_path: Path, value: str, said: str) -> None:
    for name, text in files_of(SHOP).items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "orders" / "models.py").write_text(
        "from django.db import models\n"
        "from accounts import gone\n"
        "def stand_in(): ...\n"
        "class Order(models.Model):\n"
        f'    one = models.ForeignKey("accounts.User", models.SET({value}))\n'
    )
    (found,) = [each for each in analyze(tmp_path).couplings if each.kind == "on_delete"]
    rows = f"sets one to {said} in its orders.Order rows"
    assert found.detail == f"deleting a row of accounts.User {rows}"
