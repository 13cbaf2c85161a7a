"""Keys of another app that are no plain numbers, or of some rows only."""

from __future__ import annotations

from tests.analyzer.tools import check_clean, check_found


def test_types_columns_and_conditions() -> None:
    check_found(
        "key_type",
        """
        catalog/models.py
            import uuid
            from django.db import models
            class Product(models.Model):
                id = models.UUIDField(primary_key=True, default=uuid.uuid4)
        accounts/models.py
            from django.contrib.auth.models import AbstractUser
            from django.db import models
            class User(AbstractUser):
                code = models.CharField(max_length=9, unique=True)
        orders/models.py
            from django.db import models
            class Order(models.Model):
                product = models.ForeignKey("catalog.Product", on_delete=models.CASCADE)
                buyer = models.ForeignKey(
                    "accounts.User", on_delete=models.CASCADE, to_field="code"
                )
                clerk = models.ForeignKey(
                    "accounts.User",
                    on_delete=models.CASCADE,
                    related_name="+",
                    limit_choices_to={"is_staff": True},
                )
        """,
        "catalog/models.py:4 orders.Order.product -> catalog.Product.id schema",
        "orders/models.py:4 orders.Order.buyer -> accounts.User.code schema",
        "orders/models.py:7 orders.Order.clerk -> accounts.User read",
    )


def test_plain_and_own_keys_are_none() -> None:
    check_clean(
        "key_type",
        """
        orders/models.py
            import uuid
            from django.db import models
            class Batch(models.Model):
                id = models.UUIDField(primary_key=True, default=uuid.uuid4)
                number = models.IntegerField(unique=True)
            class Order(models.Model):
                batch = models.ForeignKey(Batch, on_delete=models.CASCADE, to_field="id")
                clerk = models.ForeignKey("accounts.User", on_delete=models.CASCADE)
                parent = models.ForeignKey(
                    "self", on_delete=models.CASCADE, limit_choices_to={"number": 1}
                )
        """,
    )
