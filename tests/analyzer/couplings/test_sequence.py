"""Ids that one sequence hands out, and what is made of them."""

from __future__ import annotations

import pytest

from tests.analyzer.tools import Case, cases, check_clean, check_found

ROWS: dict[str, tuple[str, ...]] = {
    "number of a key": (
        """
        from orders.models import Order
        def invoice_number(order: Order):
            return f"INV-{order.pk:07d}"
        """,
        "3 database.sequences read",
    ),
    "number of another app's key": (
        """
        from accounts.models import User
        def f(order, user: User):
            order.reference = "U%d" % user.id
        """,
        "3 accounts.User.id read",
    ),
    "a parameter": (
        """
        def order_number(pk):
            return "O-{}".format(pk)
        """,
        "2 database.sequences read",
    ),
    "SQL": (
        """
        def f(cursor):
            cursor.execute("SELECT setval('orders_order_id_seq', 7)")
        """,
        "2 database.sequences write",
    ),
    "reset": (
        """
        def f(connection, style, models):
            return connection.ops.sequence_reset_sql(style, models)
        """,
        "2 database.sequences write",
    ),
    "the highest id": (
        """
        from django.db.models import Max
        from catalog.models import Product
        Product.objects.aggregate(Max("id"))
        """,
        "3 catalog.Product.id read",
    ),
    "a URL of a key": (
        """
        from orders.models import Order
        def link(order: Order):
            return f"/orders/{order.pk}/"
        """,
    ),
    "a number without a key": (
        """
        def order_number(counter):
            return f"O-{counter}"
        """,
    ),
    "a key of something unknown": (
        """
        def invoice_number(thing):
            return f"INV-{thing.pk}"
        """,
    ),
    "a cache key": (
        """
        def f(cache, pk):
            cache.delete(f"number:{pk}")
        """,
    ),
    "words about sequences": (
        '''
        """Calls nextval( of the database."""
        TITLE = "sequence"
        ''',
    ),
    "the highest price": (
        """
        from django.db.models import Max
        from catalog.models import Product
        Product.objects.aggregate(Max("price"))
        """,
    ),
    "highest id in a group": (
        """
        from django.db.models import Max
        from orders.models import OrderLine
        OrderLine.objects.values("order").annotate(last=Max("id"))
        """,
    ),
}


@pytest.mark.parametrize("case", cases("sequence", ROWS))
def test_sequence(case: Case) -> None:
    case.check()


def test_the_first_field_of_an_app_that_holds_ids_is_one() -> None:
    check_found(
        "sequence",
        """
        orders/models.py
            from django.db import models
            class Order(models.Model):
                buyer = models.ForeignKey("accounts.User", on_delete=models.CASCADE)
                payer = models.ForeignKey(
                    "accounts.User", on_delete=models.CASCADE, related_name="+"
                )
        """,
        "orders/models.py:3 orders.Order.buyer -> accounts.User.id schema",
    )


def test_own_keys_and_keys_without_a_sequence_are_none() -> None:
    check_clean(
        "sequence",
        """
        catalog/models.py
            import uuid
            from django.db import models
            class Product(models.Model):
                id = models.UUIDField(primary_key=True, default=uuid.uuid4)
        orders/models.py
            from django.contrib.contenttypes.fields import GenericRelation
            from django.db import models
            class Order(models.Model):
                parent = models.ForeignKey("self", on_delete=models.CASCADE)
                product = models.ForeignKey("catalog.Product", on_delete=models.CASCADE)
                user_id = models.IntegerField()
                notes = GenericRelation("catalog.Brand")
        """,
    )
