"""Generic relations and content types."""

from __future__ import annotations

from tests.analyzer.tools import check_clean, check_found


def test_fields_and_lookups() -> None:
    check_found(
        "generic_foreign_key",
        """
        orders/models.py
            from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
            from django.contrib.contenttypes.models import ContentType
            from django.db import models
            class Note(models.Model):
                target_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
                target_id = models.PositiveIntegerField()
                target = GenericForeignKey("target_type", "target_id")
        catalog/models.py
            from django.contrib.contenttypes.fields import GenericRelation
            from django.db import models
            class Brand(models.Model):
                notes = GenericRelation("orders.Note", "target_id", "target_type")
            class Product(models.Model):
                name = models.CharField(max_length=9)
        orders/views.py
            from django.contrib.contenttypes.models import ContentType
            from catalog.models import Product
            def f(pk):
                ContentType.objects.get_for_model(Product)
                return ContentType.objects.get_for_id(pk)
        """,
        "catalog/models.py:4 catalog.Brand.notes -> orders.Note schema",
        "orders/models.py:7 orders.Note.target -> contenttypes.ContentType schema",
        "orders/views.py:4 orders.views.f -> catalog.Product read",
        "orders/views.py:5 orders.views.f -> contenttypes.ContentType read",
    )


def test_methods_of_the_same_name_are_none() -> None:
    check_clean(
        "generic_foreign_key",
        """
        orders/views.py
            from orders.models import Order
            class Registry:
                def get_for_model(self, model):
                    return model
            def f():
                return Registry().get_for_model(Order)
        """,
    )


def test_a_generic_relation_within_the_app_is_none() -> None:
    check_clean(
        "generic_foreign_key",
        """
        orders/parts.py
            class GenericForeignKey:
                pass
            class Note:
                target = GenericForeignKey()
            NAME = "GenericRelation"
        """,
    )
