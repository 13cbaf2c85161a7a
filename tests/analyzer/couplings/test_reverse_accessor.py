"""Reverse accessors that lead to another app, and names that only look like one."""

from __future__ import annotations

import pytest

from tests.analyzer.tools import Case, cases

ROWS: dict[str, tuple[str, ...]] = {
    "related_name": (
        """
        from accounts.models import User
        def f(user: User):
            return user.orders.count()
        """,
        "3 accounts.User read",
    ),
    "default name": (
        """
        from catalog.models import Product
        def f(product: Product):
            return product.orderline_set.all()
        """,
        "3 catalog.Product read",
    ),
    "the request's user": (
        """
        def f(request):
            return request.user.orders.all()
        """,
        "2 accounts.User read",
    ),
    "in a loop": (
        """
        from accounts.models import User
        def f():
            for someone in User.objects.all():
                print(someone.orders.first())
        """,
        "4 accounts.User read",
    ),
    "own reverse relation": (
        """
        from orders.models import Order
        def f(order: Order):
            return order.lines.all()
        """,
    ),
    "forward relation": (
        """
        from orders.models import Order
        def f(order: Order):
            return order.customer
        """,
    ),
    "write is another kind": (
        """
        from accounts.models import User
        def f(user: User):
            user.orders.create(number="1")
        """,
    ),
    "a module called orders": (
        """
        import orders
        orders.views
        """,
    ),
    "attribute of own class": (
        """
        class Person:
            def __init__(self):
                self.orders = []
        Person().orders.count(1)
        """,
    ),
}


@pytest.mark.parametrize("case", cases("reverse_accessor", ROWS))
def test_reverse_accessor(case: Case) -> None:
    case.check()
