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
                best_brand_id = models.PositiveBigIntegerField()
        """,
        "orders/models.py:5 orders.Record.product_id -> catalog.Product schema",
        "orders/models.py:6 orders.Record.customer_id -> accounts.User schema",
        "orders/models.py:7 orders.Record.product_ids -> catalog.Product schema",
        "orders/models.py:8 orders.Record.best_brand_id -> catalog.Brand schema",
    )


def test_ids_that_code_puts_into_a_document_are_found() -> None:
    check_found(
        "implicit_foreign_key",
        """
        orders/models.py
            from django.db import models
            class Order(models.Model):
                metadata = models.JSONField()
        orders/views.py
            from accounts.models import User
            from orders.models import Order
            def f(order: Order, user: User, options):
                Order.objects.create(metadata={"user_id": user.pk})
                order.metadata["user_id"] = str(user.id)
                options.setdefault("metadata", {"by": user.pk})
                send({"user_id": user.pk})
                order.note = {"user_id": user.pk}
                Order.objects.create(metadata={"order_id": order.pk})
        """,
        "orders/views.py:4 orders.Order.metadata -> accounts.User schema",
        "orders/views.py:5 orders.Order.metadata -> accounts.User schema",
        "orders/views.py:6 orders.Order.metadata -> accounts.User schema",
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
                user_id = models.CharField(max_length=9)
                brand_id = models.PositiveSmallIntegerField()
                product_uuid = models.UUIDField()
                address_type = models.ForeignKey(
                    "contenttypes.ContentType", on_delete=models.CASCADE
                )
                address_id = models.PositiveIntegerField()
        """,
    )
