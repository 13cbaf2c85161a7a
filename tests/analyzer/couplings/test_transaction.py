"""Transactions that write two apps' tables, and those that don't."""

from __future__ import annotations

from tests.analyzer.tools import check_clean, check_found, find


def test_blocks_and_decorators_are_followed_to_their_writes() -> None:
    check_found(
        "transaction",
        """
        catalog/services.py
            from catalog.models import Product
            def restock(name):
                Product.objects.create(name=name)
            def look(name):
                return Product.objects.filter(name=name).exists()

        orders/views.py
            from django.db import transaction
            from django.db.transaction import atomic
            from catalog.models import Brand
            from catalog.services import restock
            from orders.models import Order
            def in_one_block():
                with transaction.atomic():
                    Order.objects.create(number="1")
                    Brand.objects.create(name="x")
            @atomic
            def decorated():
                order = Order.objects.get()
                order.save()
                helper()
            def helper():
                restock("x")
        """,
        "orders/views.py:7 orders.views.in_one_block -> catalog.Brand write",
        "orders/views.py:11 orders.views.decorated -> catalog.Product write",
    )


def test_what_runs_after_the_commit_in_another_app_is_a_call() -> None:
    check_found(
        "transaction",
        """
        catalog/services.py
            def restock(name):
                pass
        catalog/tasks.py
            from celery import shared_task
            @shared_task
            def recount():
                pass
        orders/views.py
            from functools import partial
            from django.db import transaction
            from catalog.services import restock
            from catalog.tasks import recount
            def f():
                transaction.on_commit(lambda: restock("x"))
                transaction.on_commit(partial(restock, "x"), using="default")
                transaction.on_commit(recount.delay)
        """,
        "orders/views.py:6 orders.views.f -> catalog.services.restock call",
        "orders/views.py:7 orders.views.f -> catalog.services.restock call",
        "orders/views.py:8 orders.views.f -> catalog.tasks.recount call",
    )


def test_the_way_from_an_entry_point_is_told() -> None:
    text = """
        orders/services.py
            from django.db import transaction
            from catalog.models import Brand
            from orders.models import Order
            @transaction.atomic
            def place():
                Order.objects.create(number="1")
                Brand.objects.create(name="x")
            @transaction.atomic
            def orphan():
                Order.objects.create(number="1")
                Brand.objects.create(name="x")
        orders/flows.py
            from orders.services import place
            def checkout():
                return place()
        orders/views.py
            from orders.flows import checkout
            def index(request):
                checkout()
        """
    found, _ = find("transaction", text)
    assert [each.detail.partition("; ")[2] for each in found] == [
        "entered by endpoint /orders/ > orders.views.index > orders.flows.checkout > "
        "orders.services.place",
        "no entry point is known",
    ]


def test_a_deletes_receiver_is_no_part_of_a_save() -> None:
    check_clean(
        "transaction",
        """
        catalog/receivers.py
            from django.db.models.signals import post_delete
            from django.dispatch import receiver
            from catalog.models import Brand
            from orders.models import Order
            @receiver(post_delete, sender=Order)
            def note(sender, instance, **kwargs):
                Brand.objects.create(name="x")
        catalog/apps.py
            from django.apps import AppConfig
            class CatalogConfig(AppConfig):
                name = "catalog"
                def ready(self):
                    from catalog import receivers
        orders/views.py
            from django.db import transaction
            from orders.models import Order
            def f(order: Order):
                with transaction.atomic():
                    order.save()
        """,
    )


def test_the_receivers_of_a_write_are_part_of_it() -> None:
    check_found(
        "transaction",
        """
        catalog/receivers.py
            from django.db.models.signals import post_save
            from django.dispatch import receiver
            from catalog.models import Brand
            from orders.models import Order
            @receiver(post_save, sender=Order)
            def note(sender, instance, **kwargs):
                Brand.objects.create(name="x")
        catalog/apps.py
            from django.apps import AppConfig
            class CatalogConfig(AppConfig):
                name = "catalog"
                def ready(self):
                    from catalog import receivers
        orders/views.py
            from django.db import transaction
            from orders.models import Order
            def f(order: Order):
                with transaction.atomic():
                    order.save()
        """,
        "orders/views.py:4 orders.views.f -> catalog.Brand write",
    )


def test_transactions_of_one_app_are_none() -> None:
    check_clean(
        "transaction",
        """
        catalog/services.py
            from catalog.models import Product
            def restock(name):
                Product.objects.create(name=name)
            def look(name):
                return Product.objects.filter(name=name).exists()

        orders/views.py
            from django.db import transaction
            from catalog.models import Brand
            from catalog.services import look, restock
            from orders.models import Order, OrderLine
            def reads_the_other_side():
                with transaction.atomic():
                    Order.objects.create(number="1")
                    OrderLine.objects.create(quantity=1)
                    look("x")
            def writes_outside_of_the_block():
                with transaction.atomic():
                    Order.objects.create(number="1")
                Brand.objects.create(name="x")
            def own_work_after_the_commit():
                with transaction.atomic():
                    Order.objects.create(number="1")
                    transaction.on_commit(lambda: own("x"))
                    transaction.on_commit(own)
                    own.on_commit(restock)
            def own(name):
                return name
            def writes_without_a_transaction():
                Order.objects.create(number="1")
                Brand.objects.create(name="x")
            def another_context(lock):
                with lock.atomic():
                    Order.objects.create(number="1")
                    Brand.objects.create(name="x")
        """,
    )


def test_atomic_requests_wrap_every_view() -> None:
    check_found(
        "transaction",
        """
        shop/settings.py
            INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes"]
            INSTALLED_APPS += ["accounts", "catalog", "orders"]
            AUTH_USER_MODEL = "accounts.User"
            ROOT_URLCONF = "shop.urls"
            DATABASES = {"default": {"ENGINE": "x", "ATOMIC_REQUESTS": True}}
        orders/views.py
            from catalog.models import Brand
            from orders.models import Order
            def index(request):
                Order.objects.create(number="1")
                Brand.objects.create(name="x")
            def helper():
                Order.objects.create(number="1")
                Brand.objects.create(name="x")
        """,
        "orders/views.py:3 orders.views.index -> catalog.Brand write",
    )
