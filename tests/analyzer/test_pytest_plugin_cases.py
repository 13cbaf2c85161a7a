"""The plugin with unittest's test cases, threads, savepoints, and several workers.

Names say what is expected: a test whose name begins with `test_clean` passes, all others fail.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.analyzer.test_pytest_plugin import FILES, run

pytestmark = pytest.mark.end_to_end

TESTS = """\
import asyncio
import threading

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, connections, transaction, IntegrityError
from django.test import TestCase, TransactionTestCase
from catalog.models import Product
from orders.models import Note, Order


def both():
    with transaction.atomic():
        Order.objects.create(product=Product.objects.create(name="x"))


def later():
    with transaction.atomic():
        product = Product.objects.create(name="x")
        transaction.on_commit(lambda: Order.objects.create(product=product))


class InTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        both()
        cls.product = Product.objects.first()

    def setUp(self):
        both()

    def test_clean_setup_may(self):
        Order.objects.count()

    def test_writes_both(self):
        both()

    def test_clean_on_commit(self):
        with self.captureOnCommitCallbacks(execute=True):
            later()

    def test_clean_one_by_one(self):
        Order.objects.create(product=self.product)
        Product.objects.create(name="y")

    def test_joins_and_counts(self):
        with self.assertNumQueries(1):
            list(Order.objects.select_related("product"))

    async def test_writes_asynchronously(self):
        await sync_to_async(both)()

    async def test_joins_asynchronously(self):
        [each async for each in Order.objects.select_related("product")]

    def test_rolled_back_savepoint(self):
        with transaction.atomic():
            product = Product.objects.create(name="x")
            try:
                with transaction.atomic():
                    Order.objects.create(product=product)
                    raise ValueError
            except ValueError:
                pass

    def test_savepoint_by_hand(self):
        with transaction.atomic():
            product = Product.objects.create(name="x")
            sid = transaction.savepoint()
            Order.objects.create(product=product)
            transaction.savepoint_commit(sid)

    def test_deletes_by_cascade(self):
        Product.objects.all().delete()

    def test_clean_updates(self):
        Order.objects.update(product=self.product)

    def test_bulk(self):
        with transaction.atomic():
            products = Product.objects.bulk_create([Product(name="a")])
            Order.objects.bulk_create([Order(product=self.product)])

    def test_union(self):
        list(Order.objects.values_list("id").union(Product.objects.values_list("id")))

    def test_exists(self):
        from django.db.models import Exists, OuterRef
        list(Product.objects.annotate(x=Exists(Order.objects.filter(product=OuterRef("pk")))))

    def test_lowercase_unquoted_many(self):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany("INSERT INTO Catalog_Product (name) VALUES (%s)", [("a",), ("b",)])
            cursor.execute("insert into orders_order (product_id) values (%s)", [self.product.pk])


class InTransactionTestCase(TransactionTestCase):
    databases = {"default", "other"}

    def test_clean_on_commit(self):
        later()

    def test_writes_both(self):
        both()

    def test_durable(self):
        with transaction.atomic(durable=True):
            Order.objects.create(product=Product.objects.create(name="x"))

    def test_clean_two_databases(self):
        with transaction.atomic(), transaction.atomic(using="other"):
            product = Product.objects.create(name="x")
            Note.objects.using("other").create(text="x")

    def test_clean_autocommit_off_and_on(self):
        transaction.set_autocommit(False)
        try:
            Product.objects.create(name="x")
            transaction.commit()
            Note.objects.create(text="x")
            transaction.commit()
        finally:
            transaction.set_autocommit(True)

    def test_autocommit_off(self):
        transaction.set_autocommit(False)
        try:
            Product.objects.create(name="x")
            Note.objects.create(text="x")
            transaction.commit()
        finally:
            transaction.set_autocommit(True)

    def test_in_a_thread(self):
        def work():
            try:
                both()
            finally:
                connections.close_all()
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()

    def test_clean_threads(self):
        together = threading.Barrier(2)

        def work(model):
            try:
                with transaction.atomic():
                    list(model.objects.all())
                    together.wait(5)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=work, args=(model,)) for model in (Product, Note)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()


@pytest.mark.django_db(transaction=True)
def test_loop_of_its_own():
    asyncio.run(sync_to_async(both)())


@pytest.mark.django_db
@pytest.mark.parametrize("x", [1, 2])
def test_parametrized(x):
    both()


@pytest.mark.django_db
def test_broken_transaction():
    with pytest.raises(IntegrityError):
        with transaction.atomic():
            Product.objects.create(name="x")
            Order.objects.create(product_id=None)


@pytest.mark.django_db
def test_clean_other_failure_first():
    with pytest.raises(ZeroDivisionError):
        1 / 0


@pytest.fixture
def made(db):
    both()


def test_clean_fixture(made):
    assert Order.objects.count() == 1
"""


OPTIONS = [
    pytest.param([], id="watched"),
    pytest.param(["--record-sql", "sql.json"], id="watched and recorded"),
]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    for name, text in {**FILES, "test_cases.py": TESTS}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    return folder


@pytest.mark.parametrize("options", OPTIONS)
def test_what_crosses_fails_whatever_way_it_runs(shop: Path, options: list[str]) -> None:
    output = run(shop, "--boundaries", "test_cases.py", *options)
    outcomes = dict(
        re.findall(r"^test_cases\.py::((?:\w+::)?\w+(?:\[\d\])?) (PASSED|FAILED)", output, re.M)
    )
    assert len(outcomes) == TESTS.count("def test_") + 1  # one is parametrized twice
    for name, outcome in outcomes.items():
        clean = name.rpartition("::")[2].startswith("test_clean")
        assert outcome == ("PASSED" if clean else "FAILED"), f"{name}\n{output}"


def test_nothing_is_watched_without_the_option(shop: Path) -> None:
    passed = TESTS.count("def test_") + 1
    assert f"{passed} passed" in run(shop, "test_cases.py")
