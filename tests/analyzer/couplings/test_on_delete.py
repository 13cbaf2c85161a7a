"""What deleting a row does to another app's rows."""

from __future__ import annotations

from pathlib import Path

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


def test_a_computed_value_is_named(tmp_path: Path) -> None:
    for name, text in files_of(SHOP).items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "orders" / "models.py").write_text(
        "from django.db import models\n"
        "from accounts.people import stand_in\n"
        "class Order(models.Model):\n"
        '    one = models.ForeignKey("accounts.User", models.SET(stand_in))\n'
    )
    (found,) = [each for each in analyze(tmp_path).couplings if each.kind == "on_delete"]
    assert found.detail == (
        "deleting a row of accounts.User sets one to accounts.people.stand_in in its orders.Order "
        "rows"
    )
