"""Lookup paths that join two apps, and paths that stay in one table."""

from __future__ import annotations

import pytest

from tests.analyzer.tools import Case, cases

ROWS: dict[str, tuple[str, ...]] = {
    "filter": (
        """
        from orders.models import Order
        Order.objects.filter(customer__email="x")
        """,
        "2 accounts.User read",
    ),
    "exclude with a lookup": (
        """
        from orders.models import Order
        Order.objects.exclude(customer__email__icontains="x")
        """,
        "2 accounts.User read",
    ),
    "order_by descending": (
        """
        from orders.models import Order
        Order.objects.order_by("-customer__email")
        """,
        "2 accounts.User read",
    ),
    "order_by the relation follows the other ordering": (
        """
        from orders.models import Order
        Order.objects.order_by("customer")
        """,
        "2 accounts.User read",
    ),
    "values": (
        """
        from orders.models import OrderLine
        OrderLine.objects.values("product__brand__name", "quantity")
        """,
        "2 catalog.Brand read",
        "2 catalog.Product read",
    ),
    "Q by a variable": (
        """
        from django.db.models import Q
        from orders.models import Order
        def f(gold):
            mine = Q(customer__tier="gold")
            if gold:
                mine |= Q(customer__email="x")
            return Order.objects.filter(mine)
        """,
        "4 accounts.User read",
        "6 accounts.User read",
    ),
    "a dict by a variable": (
        """
        from orders.models import Order
        def f():
            wanted = {"customer__tier": "gold"}
            return Order.objects.filter(**wanted)
        """,
        "3 accounts.User read",
        "4 note the lookups of filter() on orders.Order are computed",
    ),
    "Q of nothing known": (
        """
        from django.db.models import Q
        def f(rows):
            mine = Q(customer__tier="gold")
            return rows.filter(mine)
        """,
    ),
    "Q of another function": (
        """
        from django.db.models import Q
        from orders.models import Order
        def f():
            mine = Q(customer__tier="gold")
        def g(mine):
            return Order.objects.filter(mine)
        """,
    ),
    "Q of own columns by a variable": (
        """
        from django.db.models import Q
        from orders.models import Order
        def f():
            mine = Q(number="1")
            mine |= Q(lines__quantity=1)
            return Order.objects.filter(mine)
        """,
    ),
    "a dict that goes elsewhere": (
        """
        from orders.models import Order
        def f():
            wanted = {"customer__tier": "gold"}
            return dict(**wanted), Order.objects.filter(number="1")
        """,
    ),
    "own Q class": (
        """
        from orders.models import Order
        class Q:
            def __init__(self, **kwargs):
                pass
        def f():
            other = Q(customer__tier="gold")
            return other, Order.objects.all()
        """,
    ),
    "Q inside filter": (
        """
        from django.db.models import Q
        from orders.models import Order
        Order.objects.filter(Q(number="1") | Q(customer__tier="gold"))
        """,
        "3 accounts.User read",
    ),
    "F inside annotate": (
        """
        from django.db.models import F
        from orders.models import Order
        Order.objects.annotate(tier=F("customer__tier"))
        """,
        "3 accounts.User read",
    ),
    "aggregate over a reverse relation": (
        """
        from django.db.models import Sum
        from catalog.models import Product
        Product.objects.annotate(sold=Sum("orderline__quantity"))
        """,
        "3 catalog.Product read",
    ),
    "select_related": (
        """
        from orders.models import OrderLine
        OrderLine.objects.select_related("order__customer", "product")
        """,
        "2 accounts.User read",
        "2 catalog.Product read",
    ),
    "Prefetch": (
        """
        from django.db.models import Prefetch
        from orders.models import Order
        Order.objects.prefetch_related(Prefetch("products"))
        """,
        "3 catalog.Product read",
    ),
    "OuterRef reaches the query around": (
        """
        from django.db.models import Exists, OuterRef
        from orders.models import Order, OrderLine
        Order.objects.filter(Exists(OrderLine.objects.filter(quantity=OuterRef("customer__tier"))))
        """,
        "3 accounts.User read",
    ),
    "a chain behind a variable": (
        """
        from orders.models import Order
        def f():
            rows = Order.objects.all()
            rows = rows.filter(number="1")
            return rows.filter(customer__tier="gold")
        """,
        "5 accounts.User read",
    ),
    "get_object_or_404 with a path": (
        """
        from django.shortcuts import get_object_or_404
        from orders.models import Order
        get_object_or_404(Order, customer__email="x")
        """,
        "3 accounts.User read",
    ),
    "unpacked dict with known keys": (
        """
        from orders.models import Order
        Order.objects.filter(**{"customer__tier": "gold"})
        """,
        "2 accounts.User read",
    ),
    "computed lookups are noted": (
        """
        from orders.models import Order
        def f(lookups):
            return Order.objects.filter(**lookups)
        """,
        "3 note the lookups of filter() on orders.Order are computed",
    ),
    "the key alone needs no join": (
        """
        from orders.models import Order
        Order.objects.filter(customer=1)
        Order.objects.filter(customer__in=[1])
        Order.objects.filter(customer_id=1)
        Order.objects.values("customer")
        Order.objects.filter(customer__isnull=True)
        """,
    ),
    "within the app": (
        """
        from orders.models import OrderLine
        OrderLine.objects.filter(order__number="1").order_by("order__number")
        """,
    ),
    "a dict that has get": (
        """
        def f(data):
            return data.get(customer__email=1)
        """,
    ),
    "a string that looks like a path": (
        """
        from orders.models import Order
        NAMES = ["customer__email"]
        print("customer__email", Order)
        """,
    ),
    "a method of another class called filter": (
        """
        class Basket:
            def filter(self, **kwargs):
                return self
        Basket().filter(customer__email="x")
        """,
    ),
    "a lookup on a plain column": (
        """
        from orders.models import Order
        Order.objects.filter(number__icontains="customer__email")
        """,
    ),
    "defaults are no lookups": (
        """
        from orders.models import Order
        Order.objects.update_or_create(number="1", defaults={"customer": 1})
        """,
    ),
    "Q that is no part of a query": (
        """
        from django.db.models import Q
        UNUSED = Q(number="1")
        """,
    ),
    "a parameter that hides the model": (
        """
        from orders.models import Order
        def f(Order):
            return Order.objects.filter(customer__email="x")
        """,
    ),
    "own class of the model's name": (
        """
        class Order:
            objects = []
        Order.objects.order_by("customer__email")
        """,
    ),
    "a variable that is bound to something else": (
        """
        from orders.models import Order
        def f(search):
            rows = Order.objects.all()
            rows = search.documents()
            return rows.filter(customer__email="x")
        """,
    ),
    "two underscores in a value": (
        """
        from orders.models import Order
        Order.objects.create(number="customer__email")
        Order.objects.filter(number__in=["customer__email", "lines__product__name"])
        """,
    ),
    "ordered by the key": (
        """
        from orders.models import Order
        Order.objects.order_by("customer_id", "-customer__pk", "?")
        """,
    ),
    "only and defer of own columns": (
        """
        from orders.models import Order
        Order.objects.only("number", "customer_id").defer("number")
        """,
    ),
    "an annotation over the own rows": (
        """
        from django.db.models import Count, F, Sum
        from orders.models import Order
        Order.objects.annotate(n=Count("lines"), pieces=Sum("lines__quantity"), key=F("customer"))
        """,
    ),
    "a name that an annotation made": (
        """
        from django.db.models import Value
        from orders.models import Order
        Order.objects.annotate(products__name=Value(1), total=Value(1)).filter(total__gt=1)
        """,
    ),
}


@pytest.mark.parametrize("case", cases("lookup_path", ROWS))
def test_lookup_path(case: Case) -> None:
    case.check()
