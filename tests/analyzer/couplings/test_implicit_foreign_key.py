"""Columns that hold another app's keys without a foreign key."""

from __future__ import annotations

from tests.analyzer.tools import check_clean, check_found


def test_told_by_a_model_a_relation_or_a_longer_name() -> None:
    check_found(
        "implicit_foreign_key",
        """
        orders/models.py
            from django.db import models
            class Order(models.Model):
                customer = models.ForeignKey("accounts.User", on_delete=models.CASCADE)
            class Record(models.Model):
                product_id = models.BigIntegerField()
                customer_id = models.IntegerField()
                product_ids = models.JSONField()
                best_brand_id = models.UUIDField()
        """,
        "orders/models.py:5 orders.Record.product_id -> catalog.Product schema",
        "orders/models.py:6 orders.Record.customer_id -> accounts.User schema",
        "orders/models.py:7 orders.Record.product_ids -> catalog.Product schema",
        "orders/models.py:8 orders.Record.best_brand_id -> catalog.Brand schema",
    )


def test_own_keys_and_other_ids_are_none() -> None:
    check_clean(
        "implicit_foreign_key",
        """
        orders/models.py
            from django.db import models
            class Order(models.Model):
                order_id = models.BigIntegerField()
                session_id = models.CharField(max_length=9)
                external_id = models.IntegerField()
                product = models.ForeignKey("catalog.Product", on_delete=models.CASCADE)
                product_count = models.IntegerField()
                brand_id_seen = models.BooleanField()
                brand_ids = models.IntegerField()
        """,
    )
