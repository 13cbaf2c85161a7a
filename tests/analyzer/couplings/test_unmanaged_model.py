"""Models on views that a migration makes."""

from __future__ import annotations

from tests.analyzer.tools import check_clean, check_found, check_noted


def test_the_view_is_read() -> None:
    check_found(
        "unmanaged_model",
        """
        orders/models.py
            from django.db import models
            class Sales(models.Model):
                class Meta:
                    managed = False
                    db_table = "sales"
        orders/migrations/__init__.py
        orders/migrations/0001_initial.py
            from django.db import migrations
            VIEW = "CREATE VIEW sales AS SELECT p.id, p.name FROM catalog_product p"
            class Migration(migrations.Migration):
                operations = [migrations.RunSQL(VIEW)]
        """,
        "orders/migrations/0001_initial.py:2 orders.migrations.0001_initial -> "
        "catalog.Product read",
        "orders/models.py:4 orders.Sales -> catalog.Product read",
    )


def test_a_view_without_a_model_is_read_too() -> None:
    check_found(
        "unmanaged_model",
        """
        orders/migrations/__init__.py
        orders/migrations/0001_initial.py
            from django.db import migrations
            class Migration(migrations.Migration):
                operations = [
                    migrations.RunSQL(
                        "CREATE MATERIALIZED VIEW both AS SELECT * FROM catalog_product p "
                        "JOIN orders_order o ON true"
                    ),
                ]
        """,
        "orders/migrations/0001_initial.py:5 orders.migrations.0001_initial -> "
        "catalog.Product read",
    )


def test_a_table_of_unknown_origin_is_noted() -> None:
    check_noted(
        "unmanaged_model",
        """
        orders/models.py
            from django.db import models
            class Sales(models.Model):
                class Meta:
                    managed = False
                    db_table = "sales"
        """,
        "the table sales of orders.Sales is made outside of Django",
    )


def test_managed_models_are_none() -> None:
    check_clean(
        "unmanaged_model",
        """
        orders/models.py
            from django.db import models
            class Sales(models.Model):
                managed = models.BooleanField(default=False)
                class Meta:
                    managed = True
        """,
    )


def test_a_view_of_own_tables_is_none() -> None:
    check_clean(
        "unmanaged_model",
        """
        orders/models.py
            from django.db import models
            class Order(models.Model):
                number = models.CharField(max_length=9)
            class Sales(models.Model):
                class Meta:
                    managed = False
                    db_table = "sales"
        orders/migrations/__init__.py
        orders/migrations/0001_initial.py
            VIEW = "CREATE VIEW sales AS SELECT number FROM orders_order"
        """,
    )
