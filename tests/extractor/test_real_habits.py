"""Habits of real projects that once kept an extracted service from starting; one row, one habit."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from decompose_core.plan import ExtractionPlan, Outcome
from decompose_extractor.extract import Boundary, extract, plan
from tests.extractor.tools import SETTINGS, project_from

PEOPLE = """
from django.db import models


class Person(models.Model):
    email = models.EmailField()
"""
ORDERS = """
from django.db import models


class Order(models.Model):
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE)
"""
BASE = {"orders/models.py": ORDERS, "people/models.py": PEOPLE}
OWN_CONFIGS = {
    "core/base.py": """
        from django.apps import AppConfig


        class ShopConfig(AppConfig):
            shown = True
    """,
    "people/apps.py": """
        from core.base import ShopConfig


        class PeopleConfig(ShopConfig):
            name = "people"
            shown = False

            def ready(self):
                raise RuntimeError("stays")
    """,
}


def _content(folder: Path, files: Mapping[str, str]) -> dict[str, str]:
    made = extract(project_from(folder, {**BASE, **files}), Boundary("orders", ("orders",)))
    return {path: data.decode() for path, data in made.content.items() if path.endswith(".py")}


def _plan(folder: Path, files: Mapping[str, str]) -> ExtractionPlan:
    return plan(project_from(folder, {**BASE, **files}), Boundary("orders", ("orders",)))


def _settings(*extra: str) -> str:
    apps = '"core", "orders", "people", "django.contrib.admin"'
    return SETTINGS.format(apps=apps) + "\n" + "\n".join(extra)


def test_an_app_that_stays_keeps_the_base_of_its_configuration(tmp_path: Path) -> None:
    made = _content(tmp_path, OWN_CONFIGS)["people/apps.py"]
    assert "class PeopleConfig(ShopConfig):" in made
    assert "shown = False" in made and "default = True" in made and "ready" not in made


def test_an_admin_is_mounted_only_where_the_service_has_one(tmp_path: Path) -> None:
    urls = """
        from django.contrib import admin
        from django.urls import path

        urlpatterns = [path("admin/", admin.site.urls)]
    """
    made = _content(
        tmp_path, {"site_urls.py": urls, "core/base.py": "", "site_settings.py": _settings()}
    )
    assert "admin" not in made["config/urls.py"]


@pytest.mark.parametrize(
    ("default", "expected"),
    [
        pytest.param("20", "PAGE_SIZE = 20", id="literal"),
        pytest.param("range(1, 4)", "PAGE_SIZE = range(1, 4)", id="builtin"),
    ],
)
def test_a_registered_setting_has_its_default(tmp_path: Path, default: str, expected: str) -> None:
    files = {
        "core/conf.py": f"""
            def register_setting(name, default=None): ...


            register_setting(name="PAGE_SIZE", default={default})
        """,
        "orders/views.py": """
            from django.conf import settings


            def size():
                return settings.PAGE_SIZE
        """,
    }
    assert expected in _content(tmp_path, files)["config/settings.py"]


def test_urls_of_an_app_configuration_are_mounted_by_it(tmp_path: Path) -> None:
    files = {
        "orders/apps.py": """
            from django.apps import AppConfig
            from django.urls import path


            class OrdersConfig(AppConfig):
                name = "orders"

                def get_urls(self):
                    from orders.views import shown

                    return [path("<int:pk>/", shown, name="shown")]
        """,
        "orders/views.py": """
            def shown(request, pk): ...
        """,
        "site_urls.py": """
            from django.apps import apps
            from django.urls import include, path

            orders = apps.get_app_config("orders")
            urlpatterns = [path("shop/orders/", include((orders.get_urls(), "orders")))]
        """,
    }
    made = _content(tmp_path, files)["config/urls.py"]
    assert 'path("shop/orders/", include(apps.get_app_config("orders").get_urls()))' in made
    assert '"orders")' in made


def test_models_named_in_a_table_of_modules_come_along(tmp_path: Path) -> None:
    files = {
        "orders/audit.py": """
            from importlib import import_module

            AUDITED = {"people.models": ["Person"]}


            def audited():
                return [getattr(import_module(m), n) for m, names in AUDITED.items() for n in names]
        """,
        "orders/models.py": """
            from django.db import models


            class Order(models.Model):
                number = models.IntegerField()
        """,
    }
    tables = {each.name for each in _plan(tmp_path, files).tables}
    assert "people_person" in tables


def test_a_row_that_extends_a_row_that_stays_is_marked(tmp_path: Path) -> None:
    files = {
        "orders/models.py": """
            from django.db import models

            from people.models import Person


            class Customer(Person):
                number = models.IntegerField()
        """,
    }
    made = _plan(tmp_path, files)
    ends = {each.source.symbol: each.outcome for each in made.settled}
    assert ends["Customer.person_ptr"] is Outcome.MARKED
    assert {"orders_customer": True, "people_person": False}.items() <= {
        each.name: each.moved for each in made.tables
    }.items()


def test_a_key_to_a_packages_model_brings_its_app_and_rows(tmp_path: Path) -> None:
    files = {
        "orders/models.py": """
            from django.db import models


            class Order(models.Model):
                site = models.ForeignKey("sites.Site", on_delete=models.CASCADE)
        """,
        "site_settings.py": SETTINGS.format(apps='"django.contrib.sites", "orders", "people"'),
    }
    tables = {each.name: each.columns for each in _plan(tmp_path, files).tables}
    assert tables["django_site"] == ()
    assert "password" not in tables["auth_user"] and "username" in tables["auth_user"]
    assert "django.contrib.sites" in _content(tmp_path, files)["config/settings.py"]
