"""A second service, cut out of a monolith that has the patch of the first."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from decompose_extractor.extract import Boundary, Extraction, extract
from decompose_source.project import read_project
from tests.extractor.test_monolith_patch import _git
from tests.extractor.tools import write_project

SHOP = {
    "site_urls.py": """
        from django.contrib import admin
        from django.urls import path

        from billing.views import bills

        urlpatterns = [path("bills/", bills), path("admin/", admin.site.urls)]
    """,
    "requirements.txt": "Django>=5.2\n",
    "people/models.py": """
        from django.db import models


        class Person(models.Model):
            email = models.EmailField()
    """,
    "orders/models.py": """
        from django.db import models


        class Order(models.Model):
            person = models.ForeignKey("people.Person", on_delete=models.PROTECT)
            note = models.CharField(max_length=20)
    """,
    "billing/models.py": """
        from django.db import models


        class Bill(models.Model):
            order = models.ForeignKey("orders.Order", on_delete=models.CASCADE)
            person = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True)
    """,
    "billing/views.py": """
        from django.http import HttpResponse

        from billing.models import Bill


        def bills(request):
            return HttpResponse(Bill.objects.filter(order__note="x").count())
    """,
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The monolith with the patch of orders."""
    folder = tmp_path_factory.mktemp("second") / "shop"
    write_project(folder, SHOP)
    (folder / "people" / "migrations").mkdir()
    first = extract(read_project(folder, settings="site_settings"), Boundary("orders", ("orders",)))
    _apply(folder, first.content)
    return folder


@pytest.fixture(scope="module")
def second(shop: Path) -> Extraction:
    return extract(read_project(shop, settings="site_settings"), Boundary("billing", ("billing",)))


def _apply(folder: Path, content: Mapping[str, bytes]) -> None:
    patch = folder.parent / "monolith.patch"
    patch.write_bytes(content["monolith.patch"])
    _git(folder, "apply", str(patch))


def test_the_second_service_has_nothing_of_the_first_patch(second: Extraction) -> None:
    models = second.content["billing/models.py"].decode()
    assert "by_owner" not in models and "on_delete=models.CASCADE" in models
    assert "def loosen_join_tables" in second.content["decompose_link/deletes.py"].decode()
    assert "decompose_link/boundaries/orders.py" not in second.content
    assert second.content["config/settings.py"].decode().count("decompose_link.middleware") == 1
    assert second.content["config/urls.py"].decode().count("admin.site.urls") <= 1


def test_its_keys_still_cross(second: Extraction) -> None:
    held = second.content["monolith.patch"].decode().partition("0003_billing.py")[2]
    assert '"orders_order"' in held and '"people_person"' in held
    assert 'rule="CASCADE"' in held and 'rule="SET_NULL"' in held


def test_the_second_patch_goes_on_top_of_the_first(shop: Path, second: Extraction) -> None:
    _apply(shop, second.content)
    try:
        settings = (shop / "site_settings.py").read_text()
        assert settings.count('"decompose_link"') == 1
        assert settings.count("decompose_link.middleware.positions") == 1
        assert (shop / "site_urls.py").read_text().count("decompose_link.urls") == 1
        migrations = {each.name for each in (shop / "decompose_link" / "migrations").glob("0*.py")}
        assert migrations == {"0001_initial.py", "0002_orders.py", "0003_billing.py"}
        text = (shop / "decompose_link" / "migrations" / "0003_billing.py").read_text()
        assert '("decompose_link", "0002_orders")' in text
        assert "by_owner(by_owner" not in (shop / "billing" / "models.py").read_text()
    finally:
        _git(shop, "apply", "-R", str(shop.parent / "monolith.patch"))
