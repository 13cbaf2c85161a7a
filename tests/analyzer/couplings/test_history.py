"""Models that keep another app's past, and those that keep their own."""

from __future__ import annotations

from tests.analyzer.tools import check_clean, check_found


def test_packages_give_models_a_past() -> None:
    check_found(
        "history",
        """
        orders/models.py
            import reversion
            from django.db import models
            from model_utils.models import SoftDeletableModel
            from mptt.models import MPTTModel
            from simple_history.models import HistoricalRecords
            class Node(MPTTModel):
                name = models.CharField(max_length=9)
            class Old(SoftDeletableModel):
                name = models.CharField(max_length=9)
            class Plain(models.Model):
                name = models.CharField(max_length=9)
        orders/registers.py
            import reversion
            from orders.models import Plain
            reversion.register(Plain)
        """,
        "orders/models.py:6 orders.Node -> mptt.MPTTModel schema",
        "orders/models.py:8 orders.Old -> model_utils.SoftDeletableModel schema",
        "orders/registers.py:3 orders.Plain -> reversion.register schema",
    )


def test_a_soft_delete_of_another_apps_base_is_one() -> None:
    check_found(
        "history",
        """
        catalog/bases.py
            from django.db import models
            class Kept(models.Model):
                deleted_at = models.DateTimeField(null=True)
                class Meta:
                    abstract = True
        orders/models.py
            from catalog.bases import Kept
            class Order(Kept):
                pass
        """,
        "catalog/bases.py:2 orders.Order.deleted_at -> catalog.Kept schema",
    )


def test_a_trail_that_receivers_write_is_one() -> None:
    check_found(
        "history",
        """
        catalog/models.py
            from django.db import models
            class Product(models.Model):
                name = models.CharField(max_length=9)
        orders/models.py
            from django.db import models
            class Order(models.Model):
                number = models.CharField(max_length=9)
            class AuditEntry(models.Model):
                text = models.CharField(max_length=9)
        orders/apps.py
            from django.apps import AppConfig
            class OrdersConfig(AppConfig):
                name = "orders"
                def ready(self):
                    from orders import receivers
        orders/receivers.py
            from django.db.models.signals import post_save
            from django.dispatch import receiver
            from catalog.models import Product
            from orders.models import AuditEntry
            @receiver(post_save, sender=Product)
            def note(sender, instance, **kwargs):
                AuditEntry.objects.create(text=str(instance))
        """,
        "orders/models.py:4 orders.AuditEntry -> catalog.Product read",
    )


def test_own_pasts_and_plain_columns_are_none() -> None:
    check_clean(
        "history",
        """
        orders/models.py
            from django.db import models
            class Kept(models.Model):
                deleted_at = models.DateTimeField(null=True)
                class Meta:
                    abstract = True
            class Order(Kept):
                number = models.CharField(max_length=9)
            class OrderHistory(models.Model):
                order = models.ForeignKey(Order, on_delete=models.CASCADE)
                user = models.ForeignKey("accounts.User", on_delete=models.CASCADE)
            class AuditEntry(models.Model):
                application = models.ForeignKey("catalog.Product", on_delete=models.CASCADE)
            class Delivery(models.Model):
                version = models.IntegerField()
        orders/receivers.py
            from orders.models import Order, OrderHistory
            def register(model):
                return model
            register(Order)
            def note(order):
                OrderHistory.objects.create(order=order)
        """,
    )
