"""What code expects of its database."""

from __future__ import annotations

import pytest

from tests.analyzer.tools import Case, cases, check_clean, check_found

ROWS: dict[str, tuple[str, ...]] = {
    "trunc": (
        """
        from django.db.models.functions import TruncMonth
        from orders.models import Order
        Order.objects.annotate(month=TruncMonth("placed_at"))
        """,
        "3 database.time zone read",
    ),
    "a part of a date": (
        """
        from orders.models import Order
        Order.objects.filter(placed_at__date__gte=1, number="x")
        """,
        "2 database.time zone read",
    ),
    "array field": (
        """
        from django.contrib.postgres.fields import ArrayField
        """,
        "1 database.PostgreSQL ArrayField schema",
    ),
    "vendor": (
        """
        from django.db import connection
        if connection.vendor == "postgresql":
            pass
        """,
        "2 database.vendor schema",
    ),
    "collation": (
        """
        from django.db.models.functions import Collate
        from orders.models import Order
        Order.objects.order_by(Collate("number", "de-x-icu"))
        """,
        "3 database.collation schema",
    ),
    "extension by SQL": (
        """
        SQL = "CREATE EXTENSION IF NOT EXISTS pg_trgm"
        """,
        "1 database.extension pg_trgm schema",
    ),
    "trunc of something else": (
        """
        from math import trunc
        class TruncMonth:
            pass
        trunc(1.5)
        TruncMonth()
        """,
    ),
    "a plain lookup": (
        """
        from orders.models import Order
        Order.objects.filter(number__startswith="x", date=1)
        """,
    ),
    "a vendor of goods": (
        """
        def f(product):
            return product.vendor
        """,
    ),
    "an import of models": (
        """
        from django.db.models import JSONField
        from django.contrib.auth import models
        """,
    ),
    "words": (
        """
        TEXT = "create an extension of the house"
        """,
    ),
    "an empty collation": (
        """
        from django.db import models
        name = models.CharField(max_length=9, db_collation=None)
        """,
    ),
    "own extension": (
        """
        class BrowserExtension:
            pass
        BrowserExtension()
        """,
    ),
}


@pytest.mark.parametrize("case", cases("database_feature", ROWS))
def test_database_feature(case: Case) -> None:
    case.check()


def test_the_settings_time_zone_and_migrations_extensions() -> None:
    check_found(
        "database_feature",
        """
        shop/settings.py
            INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "accounts"]
            INSTALLED_APPS += ["catalog", "orders"]
            AUTH_USER_MODEL = "accounts.User"
            ROOT_URLCONF = "shop.urls"
            TIME_ZONE = "Europe/Berlin"
        orders/migrations/__init__.py
        orders/migrations/0001_initial.py
            from django.contrib.postgres.operations import CITextExtension
            from django.db import migrations
            class Migration(migrations.Migration):
                operations = [CITextExtension()]
        """,
        "orders/migrations/0001_initial.py:4 orders.migrations.0001_initial.Migration -> "
        "database.extension citext schema",
        "shop/settings.py:5 shop.settings.TIME_ZONE -> database.time zone build",
    )


def test_a_zone_that_is_no_setting_is_none() -> None:
    check_clean(
        "database_feature",
        """
        orders/zones.py
            TIME_ZONE = "Europe/Berlin"
            USE_TZ = True
        """,
    )
