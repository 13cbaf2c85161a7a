"""Rows of content types, permissions and groups that code makes by hand."""

from __future__ import annotations

from tests.analyzer.tools import check_clean, check_found


def test_migrations_code_and_receivers() -> None:
    check_found(
        "post_migrate_row",
        """
        orders/migrations/__init__.py
        orders/migrations/0001_roles.py
            from django.db import migrations
            def make(apps, schema_editor):
                Permission = apps.get_model("auth", "Permission")
                Permission.objects.get_or_create(codename="x")
            class Migration(migrations.Migration):
                operations = [migrations.RunPython(make)]
        orders/roles.py
            from django.contrib.auth.models import Group
            from django.contrib.contenttypes.models import ContentType
            from django.contrib.auth.management import create_permissions
            def make(config):
                Group.objects.create(name="x")
                ContentType.objects.filter(model="x").delete()
                create_permissions(config)
        orders/apps.py
            from django.apps import AppConfig
            from django.db.models.signals import post_migrate
            from django.contrib.contenttypes.models import ContentType
            def after(sender, **kwargs):
                ContentType.objects.get(model="order")
            def other(sender, **kwargs):
                pass
            class OrdersConfig(AppConfig):
                name = "orders"
                def ready(self):
                    post_migrate.connect(after, sender=self)
                    post_migrate.connect(other, sender=self)
        """,
        "orders/apps.py:11 orders.apps.after -> contenttypes.ContentType call",
        "orders/migrations/0001_roles.py:3 orders.migrations.0001_roles.make -> "
        "auth.Permission read",
        "orders/migrations/0001_roles.py:4 orders.migrations.0001_roles.make -> "
        "auth.Permission write",
        "orders/roles.py:5 orders.roles.make -> auth.Group write",
        "orders/roles.py:6 orders.roles.make -> contenttypes.ContentType write",
        "orders/roles.py:7 orders.roles.make -> auth.Permission write",
    )


def test_reads_and_other_rows_are_none() -> None:
    check_clean(
        "post_migrate_row",
        """
        orders/migrations/__init__.py
        orders/migrations/0001_orders.py
            from django.db import migrations
            def make(apps, schema_editor):
                Order = apps.get_model("orders", "Order")
                Order.objects.get_or_create(number="1")
            class Migration(migrations.Migration):
                operations = [migrations.RunPython(make)]
        orders/roles.py
            from django.contrib.auth.models import Group, Permission
            from django.contrib.contenttypes.models import ContentType
            from orders.models import Order
            def create_permissions(order):
                return order
            def look(user):
                Group.objects.filter(name="x").exists()
                Permission.objects.get(codename="x")
                ContentType.objects.get_for_model(Order)
                Order.objects.create(number="1")
                create_permissions(user)
                return {"create": ContentType}
        """,
    )
