"""Migrations that depend on another app's."""

from __future__ import annotations

from tests.analyzer.tools import check_clean, check_found


def test_dependencies_run_before_and_historical_models() -> None:
    check_found(
        "migration_dependency",
        """
        orders/migrations/__init__.py
        orders/migrations/0001.py
            from django.conf import settings
            from django.db import migrations
            def fill(apps, schema_editor):
                apps.get_model("catalog", "Product")
            class Migration(migrations.Migration):
                dependencies = [
                    ("catalog", "0001_initial"),
                    migrations.swappable_dependency(settings.AUTH_USER_MODEL),
                ]
                run_before = [("accounts", "0002_more")]
                operations = [migrations.RunPython(fill)]
        """,
        "orders/migrations/0001.py:4 orders.migrations.0001 -> catalog.Product write",
        "orders/migrations/0001.py:7 orders.migrations.0001 -> catalog.0001_initial build",
        "orders/migrations/0001.py:8 orders.migrations.0001 -> accounts.User build",
        "orders/migrations/0001.py:10 orders.migrations.0001 -> accounts.0002_more build",
    )


def test_own_dependencies_are_none() -> None:
    check_clean(
        "migration_dependency",
        """
        orders/dependencies.py
            dependencies = [("catalog", "0001_initial")]
        orders/migrations/__init__.py
        orders/migrations/0002_more.py
            from django.db import migrations
            def fill(apps, schema_editor):
                apps.get_model("orders", "Order")
            class Migration(migrations.Migration):
                dependencies = [("orders", "0001_initial")]
                replaces = [("orders", "0002_old")]
                operations = [migrations.RunPython(fill)]
        """,
    )
