"""The plugin in a Django project of its own, with real databases, in a process of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from decompose_analyzer import recorded_sql
from decompose_analyzer.recorded_sql import WayIn

pytestmark = pytest.mark.end_to_end

FILES = {
    "decompose.toml": '[boundaries.orders]\napps = ["orders"]\n',
    "pytest.ini": "[pytest]\nDJANGO_SETTINGS_MODULE = config\npythonpath = .\n",
    "config.py": """
SECRET_KEY = "x"
INSTALLED_APPS = ["catalog", "orders"]
DATABASES = {
    alias: {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
    for alias in ("default", "other")
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "urls"
""",
    "urls.py": """
from django.urls import path
from orders.views import listed

urlpatterns = [path("orders/<slug:name>/", listed)]
""",
    "conftest.py": """
import pytest
from django.db import connection


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "create view orders_named as select o.id, p.name from orders_order o, catalog_product p"
        )
        cursor.execute("create view orders_again as select * from orders_named")
""",
    "catalog/__init__.py": "",
    "catalog/models.py": """
from django.db import models


class Product(models.Model):
    name = models.CharField(max_length=9)


class Bought(models.Model):
    class Meta:
        managed = False
        db_table = "orders_order"
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
    "orders/services.py": """
from django.db import transaction
from catalog.models import Product
from orders.models import Note, Order


@transaction.atomic
def place(name):
    product = Product.objects.create(name=name)
    return Order.objects.create(product=product)


@transaction.atomic
def put(model, **fields):
    return model.objects.create(**fields)
""",
    "orders/views.py": """
from django.http import HttpResponse
from orders.models import Note, Order


def listed(request, name):
    found = Order.objects.filter(product__name=name).exists()
    return HttpResponse(f"{found} {Note.objects.count()}")
""",
    "test_shop.py": """
import pytest
from django.db import connection, transaction
from catalog.models import Product
from orders.models import Note, Order
from orders.services import put

pytestmark = pytest.mark.django_db


def test_joins():
    list(Order.objects.select_related("product"))


def test_joins_in_raw_sql():
    with connection.cursor() as cursor:
        cursor.execute("select 1 from orders_order o JOIN catalog_product p on p.id = o.product_id")


def test_joins_by_a_comma():
    with connection.cursor() as cursor:
        cursor.execute("select 1 from orders_order, catalog_product")


def test_joins_in_a_with_query():
    with connection.cursor() as cursor:
        cursor.execute("with p as (select * from catalog_product) select 1 from orders_order, p")


def test_joins_by_a_view():
    with connection.cursor() as cursor:
        cursor.execute("select name from orders_named")


def test_joins_by_a_view_of_a_view(django_assert_num_queries):
    with django_assert_num_queries(1), connection.cursor() as cursor:
        cursor.execute("select name from orders_again")


def test_inserts_what_it_selects():
    with connection.cursor() as cursor:
        cursor.execute("insert into orders_note (text) select name from catalog_product")


@pytest.mark.django_db(databases=["default", "other"])
def test_joins_in_another_database():
    list(Order.objects.using("other").select_related("product"))


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


def test_clean_one_function_in_two_transactions():
    put(Order, product=put(Product, name="x"))


@pytest.mark.django_db(transaction=True)
def test_clean_one_function_in_two_real_transactions():
    put(Order, product=put(Product, name="x"))


def test_clean_a_word_in_a_literal():
    with connection.cursor() as cursor:
        cursor.execute("select 'catalog_product' from orders_order -- catalog_product")


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
    "test_ways.py": """
import pytest
from asgiref.sync import async_to_sync
from django.db import transaction
from catalog.models import Product
from orders.models import Order
from orders.services import place

pytestmark = pytest.mark.django_db


def test_asks(client):
    place("x")
    assert client.get("/orders/x/").content == b"True 0"


def test_asks_asynchronously(async_client):
    assert async_to_sync(async_client.get)("/orders/y/").status_code == 200


def test_asks_for_what_is_not_there(client):
    assert client.get("/nothing/").status_code == 404


def test_does_it_all_itself():
    with transaction.atomic():
        Order.objects.create(product=Product.objects.create(name="x"))
    list(Order.objects.select_related("product"))
""",
}
RECORDED = {
    "GET orders/<slug:name>/": WayIn(
        "GET orders/<slug:name>/",
        tests=2,
        joined=(("catalog.Product", "orders.Order"),),
        written=(),
        touched=(("catalog.Product", "orders.Note", "orders.Order"),),
    ),
    "orders.services.place": WayIn(
        "orders.services.place",
        tests=1,
        joined=(),
        written=(("catalog.Product", "orders.Order"),),
        touched=(("catalog.Product", "orders.Order"),),
    ),
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
    done = subprocess.run(
        command, cwd=shop, env=environment, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


def test_what_crosses_fails_and_nothing_else(shop: Path) -> None:
    output = run(shop, "--boundaries", "test_shop.py")
    outcomes = dict(re.findall(r"^test_shop.py::(\w+) (PASSED|FAILED)", output, re.M))
    assert len(outcomes) == FILES["test_shop.py"].count("def test_")
    for name, outcome in outcomes.items():
        assert outcome == ("PASSED" if name.startswith("test_clean") else "FAILED"), name
    assert (
        "one statement joins across a boundary: "
        "catalog_product (the monolith), orders_order (orders)" in output
    )
    assert (
        "catalog_product (the monolith, read by the view orders_again), "
        "orders_order (orders, read by the view orders_again)" in output
    )
    assert "one transaction writes across a boundary" in output
    assert re.search(r"^  at test_shop\.py:\d+$", output, re.M)
    assert "the mark crosses_boundary needs a reason" in output


def test_without_the_option_nothing_is_watched(shop: Path) -> None:
    assert "20 passed" in run(shop, "test_shop.py")


def test_the_option_needs_a_project_file(shop: Path) -> None:
    path = shop / "decompose.toml"
    text = path.read_text()
    path.unlink()
    try:
        assert "--boundaries: there is no decompose.toml here or above" in run(
            shop, "--boundaries", "test_shop.py"
        )
    finally:
        path.write_text(text)


def test_the_sql_of_tests_is_recorded_by_way_in(shop: Path) -> None:
    output = run(shop, "test_ways.py", "--record-sql", "sql.json")
    assert "4 passed" in output
    found = recorded_sql.read(shop / "sql.json")
    assert found.tests == 4
    assert {each.name: each for each in found.ways_in} == RECORDED


def test_a_recording_that_cannot_be_written_is_refused_at_once(shop: Path) -> None:
    for path in (".", "nowhere/sql.json"):
        assert f"--record-sql: {shop / path} can't be written" in run(shop, "--record-sql", path)
