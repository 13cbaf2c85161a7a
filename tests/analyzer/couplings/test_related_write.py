"""Writes through a relation that joins two apps, and through those that don't."""

from __future__ import annotations

import pytest

from tests.analyzer.tools import Case, cases

ROWS: dict[str, tuple[str, ...]] = {
    "create on a reverse relation": (
        """
        from accounts.models import User
        def f(user: User):
            user.orders.create(number="1")
        """,
        "3 accounts.User write",
    ),
    "update behind a filter": (
        """
        from accounts.models import User
        def f(user: User):
            user.orders.filter(number="1").update(number="2")
        """,
        "3 accounts.User write",
    ),
    "add to a many-to-many": (
        """
        from orders.models import Order
        def f(order: Order, product):
            order.products.add(product)
        """,
        "3 catalog.Product write",
    ),
    "clear from the far side": (
        """
        from catalog.models import Product
        def f(product: Product):
            product.order_set.clear()
        """,
        "3 catalog.Product write",
    ),
    "own relation": (
        """
        from orders.models import Order
        def f(order: Order):
            order.lines.create(quantity=1)
        """,
    ),
    "read": (
        """
        from accounts.models import User
        def f(user: User):
            return user.orders.count()
        """,
    ),
    "a set": (
        """
        def f():
            orders = set()
            orders.add(1)
        """,
    ),
    "a manager is another kind": (
        """
        from catalog.models import Product
        Product.objects.create(name="x")
        """,
    ),
    "own relation of a variable": (
        """
        from orders.models import Order
        def f():
            lines = Order.objects.get().lines
            lines.all().delete()
        """,
    ),
}


@pytest.mark.parametrize("case", cases("related_write", ROWS))
def test_related_write(case: Case) -> None:
    case.check()
