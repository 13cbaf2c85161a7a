"""What AppConfigs do at start."""

from __future__ import annotations

from tests.analyzer.tools import check_clean, check_found


def test_labels_ready_and_names_in_settings() -> None:
    check_found(
        "app_config",
        """
        shop/settings.py
            INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "accounts"]
            INSTALLED_APPS += ["catalog", "orders.apps.OrdersConfig"]
            AUTH_USER_MODEL = "accounts.User"
            ROOT_URLCONF = "shop.urls"
        catalog/__init__.py
            default_app_config = "catalog.apps.CatalogConfig"
        catalog/apps.py
            from django.apps import AppConfig
            class CatalogConfig(AppConfig):
                name = "catalog"
                def ready(self):
                    super().ready()
                    import catalog.receivers
                    register_checks()
        catalog/receivers.py
            x = 1
        orders/apps.py
            from django.apps import AppConfig
            class OrdersConfig(AppConfig):
                name = "orders"
                label = "sales"
        """,
        "catalog/__init__.py:1 catalog.catalog -> shop.settings.INSTALLED_APPS build",
        "catalog/apps.py:6 catalog.apps.CatalogConfig.ready -> shop.settings.INSTALLED_APPS build",
        "catalog/apps.py:7 catalog.apps.CatalogConfig.ready -> shop.settings.INSTALLED_APPS build",
        "orders/apps.py:4 sales.apps.OrdersConfig -> shop.settings.INSTALLED_APPS schema",
        "shop/settings.py:2 shop.settings.INSTALLED_APPS -> sales.apps.OrdersConfig build",
    )


def test_plain_configs_and_other_classes_are_none() -> None:
    check_clean(
        "app_config",
        """
        orders/apps.py
            from django.apps import AppConfig
            class OrdersConfig(AppConfig):
                name = "orders"
                label = "orders"
                verbose_name = "Orders"
                def ready(self):
                    super().ready()
                    self.started = True
                def helper(self):
                    register()
        orders/other.py
            class Config:
                label = "other"
                name = "orders.other"
                def ready(self):
                    import orders.views
        orders/views.py
            default_app_config = None
            CONFIG = "orders.apps.OrdersConfig"
            def ready():
                register()
        """,
    )
