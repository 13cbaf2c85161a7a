"""Settings that name an app's code, and settings that apps read."""

from __future__ import annotations

from tests.analyzer.tools import check_clean, check_found


def test_named_code_and_reads() -> None:
    check_found(
        "settings",
        """
        accounts/middleware.py
            class Language:
                pass
        shop/settings.py
            INSTALLED_APPS = [
                "django.contrib.auth",
                "django.contrib.contenttypes",
                "accounts",
                "catalog",
                "orders",
            ]
            MIDDLEWARE = ["accounts.middleware.Language", "django.middleware.x.Common"]
            AUTH_USER_MODEL = "accounts.User"
            ORDER_PREFIX = "N"
        orders/numbers.py
            from django.conf import settings
            def f():
                return settings.ORDER_PREFIX, getattr(settings, "OTHER_PREFIX", "x")
        """,
        "orders/numbers.py:3 orders.numbers.f -> shop.settings.ORDER_PREFIX build",
        "orders/numbers.py:3 orders.numbers.f -> shop.settings.OTHER_PREFIX build",
        "shop/settings.py:8 shop.settings.MIDDLEWARE -> accounts.middleware.Language build",
        "shop/settings.py:9 shop.settings.AUTH_USER_MODEL -> accounts.User build",
    )


def test_other_settings_and_names_are_none() -> None:
    check_clean(
        "settings",
        """
        orders/numbers.py
            from django.conf import settings
            class Options:
                ORDER_PREFIX = "N"
            options = Options()
            def f(settings_of_mine):
                settings_of_mine.ORDER_PREFIX
                return options.ORDER_PREFIX, settings.DEBUG, settings.configure, "settings.X"
        """,
    )
