"""The plugin in a Django project of its own, with a real database, in a process of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.end_to_end

FILES = {
    "decompose.toml": '[boundaries.orders]\napps = ["orders"]\n',
    "pytest.ini": "[pytest]\nDJANGO_SETTINGS_MODULE = config\npythonpath = .\n",
    "config.py": """
SECRET_KEY = "x"
INSTALLED_APPS = ["catalog", "orders"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
""",
    "catalog/__init__.py": "",
    "catalog/models.py": """
from django.db import models


class Product(models.Model):
    name = models.CharField(max_length=9)
""",
    "orders/__init__.py": "",
    "orders/models.py": """
from django.db import models


class Order(models.Model):
    product = models.ForeignKey("catalog.Product", on_delete=models.CASCADE)


class Note(models.Model):
    text = models.CharField(max_length=9)
    orders = models.ManyToManyField(Order)
""",
    "test_shop.py": """
import pytest
from django.db import connection, transaction
from catalog.models import Product
from orders.models import Note, Order

pytestmark = pytest.mark.django_db


def test_joins():
    list(Order.objects.select_related("product"))


def test_joins_in_raw_sql():
    with connection.cursor() as cursor:
        cursor.execute("select 1 from orders_order o JOIN catalog_product p on p.id = o.product_id")


def test_filters_by_a_subquery():
    list(Order.objects.filter(product__in=Product.objects.filter(name="x")))


def test_writes_both_in_one_transaction():
    with transaction.atomic():
        product = Product.objects.create(name="x")
        with transaction.atomic():
            Order.objects.create(product=product)


@pytest.mark.django_db(transaction=True)
def test_writes_both_in_one_real_transaction():
    with transaction.atomic():
        Order.objects.create(product=Product.objects.create(name="x"))


def test_clean_writes_one_after_the_other():
    Order.objects.create(product=Product.objects.create(name="x"))


def test_clean_two_transactions():
    with transaction.atomic():
        product = Product.objects.create(name="x")
    with transaction.atomic():
        Order.objects.create(product=product)


def test_clean_joins_within():
    list(Note.objects.filter(orders__product_id=1))


def test_clean_reads_both():
    list(Order.objects.all()), list(Product.objects.all())


@pytest.mark.crosses_boundary("the report is allowed to")
def test_clean_accepted_join():
    list(Order.objects.select_related("product"))


@pytest.mark.crosses_boundary
def test_accepted_without_a_reason():
    pass
""",
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    for name, text in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    return folder


def run(shop: Path, *options: str) -> str:
    plugins = ["-p", "pytest_django.plugin", "-p", "decompose_analyzer.pytest_plugin"]
    command = [sys.executable, "-m", "pytest", *plugins, "-v", "-p", "no:cacheprovider", *options]
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(
        command, cwd=shop, env=environment, capture_output=True, text=True, check=False
    ).stdout


def test_what_crosses_fails_and_nothing_else(shop: Path) -> None:
    output = run(shop, "--boundaries")
    outcomes = dict(re.findall(r"^test_shop.py::(\w+) (PASSED|FAILED)", output, re.M))
    assert len(outcomes) == FILES["test_shop.py"].count("def test_")
    for name, outcome in outcomes.items():
        assert outcome == ("PASSED" if name.startswith("test_clean") else "FAILED"), name
    assert (
        "one statement joins across a boundary: "
        "catalog_product (the monolith), orders_order (orders)" in output
    )
    assert "one transaction writes across a boundary" in output
    assert re.search(r"^  at .*test_shop\.py:\d+$", output, re.M)
    assert "the mark crosses_boundary needs a reason" in output


def test_without_the_option_nothing_is_watched(shop: Path) -> None:
    assert "11 passed" in run(shop)


def test_the_option_needs_a_project_file(shop: Path) -> None:
    path = shop / "decompose.toml"
    text = path.read_text()
    path.unlink()
    try:
        assert "--boundaries: there is no decompose.toml here or above" in run(shop, "--boundaries")
    finally:
        path.write_text(text)
