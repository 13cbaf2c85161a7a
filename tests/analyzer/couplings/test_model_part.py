"""Field classes, managers and callables of another app in a model."""

from __future__ import annotations

from tests.analyzer.tools import check_clean, check_found


def test_fields_managers_and_callables() -> None:
    check_found(
        "model_part",
        """
        catalog/parts.py
            from django.db import models
            class Money(models.DecimalField):
                pass
            class Alive(models.Manager):
                pass
            def path(instance, name):
                return name
        orders/models.py
            from django.db import models
            from catalog.parts import Alive, Money, path
            from catalog import parts
            class Order(models.Model):
                total = Money(max_digits=9, decimal_places=2)
                tax = parts.Money(max_digits=9, decimal_places=2)
                scan = models.FileField(upload_to=path)
                objects = Alive()
        """,
        "orders/models.py:5 orders.Order -> catalog.parts.Money build",
        "orders/models.py:6 orders.Order -> catalog.parts.Money build",
        "orders/models.py:7 orders.Order -> catalog.parts.path build",
        "orders/models.py:8 orders.Order -> catalog.parts.Alive build",
    )


def test_own_parts_and_targets_of_relations_are_none() -> None:
    check_clean(
        "model_part",
        """
        orders/parts.py
            from django.db import models
            class Money(models.DecimalField):
                pass
        orders/models.py
            from django.db import models
            from accounts.models import User
            from orders.parts import Money
            class Order(models.Model):
                total = Money(max_digits=9, decimal_places=2)
                owner = models.ForeignKey(User, on_delete=models.CASCADE)
                note = models.CharField(max_length=9, default="catalog.parts.Money")
            class Form:
                pass
        """,
    )
