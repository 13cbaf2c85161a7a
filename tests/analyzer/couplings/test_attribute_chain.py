"""Attributes that load another app's row, and attributes that only look like it."""

from __future__ import annotations

import pytest

from tests.analyzer.tools import Case, cases

ROWS: dict[str, tuple[str, ...]] = {
    "row from a query": (
        """
        from orders.models import Order
        def f(pk):
            order = Order.objects.get(pk=pk)
            return order.customer.email
        """,
        "4 accounts.User.email read",
    ),
    "row from a loop": (
        """
        from orders.models import Order
        def f():
            for order in Order.objects.filter(number="1"):
                print(order.customer.tier)
        """,
        "4 accounts.User.tier read",
    ),
    "row from a comprehension over several lines": (
        """
        from orders.models import OrderLine
        def f():
            return [
                line.product.name
                for line in OrderLine.objects.all()
            ]
        """,
        "4 catalog.Product.name read",
    ),
    "two steps cross two apps": (
        """
        from orders.models import OrderLine
        def f():
            line = OrderLine.objects.first()
            return line.order.customer.email
        """,
        "4 accounts.User.email read",
    ),
    "annotated parameter": (
        """
        from orders.models import Order
        def f(thing: Order):
            return thing.customer.email
        """,
        "3 accounts.User.email read",
    ),
    "optional annotation as text": (
        """
        from orders.models import Order
        def f(thing: "Order | None"):
            return thing.customer.email
        """,
        "3 accounts.User.email read",
    ),
    "parameter told by its callers": (
        """
        from orders.models import Order
        def f():
            return g(Order.objects.get())
        def g(thing):
            return thing.customer.email
        """,
        "5 accounts.User.email read",
    ),
    "parameter told by its name": (
        """
        def f(order_line):
            return order_line.product.name
        """,
        "2 catalog.Product.name read",
    ),
    "row of a function that returns one": (
        """
        from orders.models import Order
        def newest():
            return Order.objects.latest("pk")
        def f():
            return newest().customer.email
        """,
        "5 accounts.User.email read",
    ),
    "get_object_or_404": (
        """
        from django.shortcuts import get_object_or_404
        from orders.models import Order
        def f(request, pk):
            order = get_object_or_404(Order, pk=pk)
            return order.customer.email
        """,
        "5 accounts.User.email read",
    ),
    "object of a view": (
        """
        from django.views.generic import DetailView
        from orders.models import Order
        class OrderView(DetailView):
            model = Order
            def get_context_data(self, **kwargs):
                return [self.get_object().customer.email, self.object.customer.tier]
        """,
        "6 accounts.User.email read",
        "6 accounts.User.tier read",
    ),
    "method field of a serializer": (
        """
        from rest_framework import serializers
        from orders.models import Order
        class OrderSerializer(serializers.ModelSerializer):
            class Meta:
                model = Order
                fields = ["number"]
            def get_email(self, obj):
                return obj.customer.email
        """,
        "8 accounts.User.email read",
    ),
    "get_or_create unpacked": (
        """
        from orders.models import Order
        def f():
            order, created = Order.objects.get_or_create(number="1")
            return order.customer.email
        """,
        "4 accounts.User.email read",
    ),
    "the relation alone": (
        """
        from orders.models import Order
        def f(order: Order, user):
            return order.customer == user
        """,
        "3 accounts.User read",
    ),
    "the key is a column of the row itself": (
        """
        from orders.models import Order
        def f(order: Order):
            return order.customer_id, order.number
        """,
    ),
    "a relation within the app": (
        """
        from orders.models import OrderLine
        def f(line: OrderLine):
            return line.order.number
        """,
    ),
    "an attribute that is set": (
        """
        from orders.models import Order
        def f(order: Order, user):
            order.customer = user
        """,
    ),
    "another class with the same attribute": (
        """
        class Basket:
            def __init__(self):
                self.customer = "x"
        def f():
            return Basket().customer.upper()
        """,
    ),
    "a name that is bound again": (
        """
        from orders.models import Order
        def f():
            order = Order.objects.first()
            order = {"customer": 1}
            return order.number
        """,
    ),
    "a module of the same name": (
        """
        import decimal as order
        def f():
            return order.customer.email
        """,
    ),
    "a dict of values": (
        """
        from orders.models import Order
        def f():
            for row in Order.objects.values("number"):
                print(row.number)
        """,
    ),
    "a parameter that takes rows of several models": (
        """
        from catalog.models import Brand
        from orders.models import Order
        def chunks(rows):
            return rows.iterator()
        def f():
            for thing in chunks(Order.objects.all()):
                print(thing.number)
            for thing in chunks(Brand.objects.all()):
                print(thing.customer.email)
        """,
        "9 note 1 attribute named like a relation to another app (customer)",
    ),
    "the key's own column": (
        """
        from orders.models import Order
        def f(order: Order):
            return order.customer_id, order.customer_id.bit_length()
        """,
    ),
    "a row of the own app": (
        """
        from orders.models import OrderLine
        def f(line: OrderLine):
            return line.order.number
        """,
    ),
    "a relation that is set": (
        """
        from orders.models import Order
        def f(order: Order, customer):
            order.customer = customer
        """,
    ),
    "the field of the class": (
        """
        from orders.models import Order
        print(Order.customer.field.name)
        """,
    ),
    "a column of the model's name": (
        """
        from orders.models import Order
        def f(order: Order):
            return order.number.customer, order.get_customer_display()
        """,
    ),
    "a named tuple of columns": (
        """
        from orders.models import Order
        def f():
            return [row.number for row in Order.objects.values_list("number", named=True)]
        """,
    ),
    "a parameter that hides a row": (
        """
        from orders.models import Order
        order = Order.objects.first()
        def f(order: dict):
            return order.customer
        """,
    ),
    "a variable of a comprehension": (
        """
        from orders.models import Order
        order = Order.objects.first()
        NAMES = [order.customer for order in ("a", "b")]
        """,
    ),
    "a string of a chain": (
        """
        from operator import attrgetter
        from orders.models import Order
        TEXT = f"order.customer.email {Order}"
        """,
    ),
    "a row of unknown type": (
        """
        def f(thing):
            return thing.customer.email
        """,
        "2 note 1 attribute named like a relation to another app (customer)",
    ),
}


@pytest.mark.parametrize("case", cases("attribute_chain", ROWS))
def test_attribute_chain(case: Case) -> None:
    case.check()
