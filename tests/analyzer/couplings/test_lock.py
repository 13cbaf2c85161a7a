"""Locks on another app's rows."""

from __future__ import annotations

import pytest

from tests.analyzer.tools import Case, cases, check_found

ROWS: dict[str, tuple[str, ...]] = {
    "select_for_update": (
        """
        from catalog.models import Product
        Product.objects.select_for_update().get()
        """,
        "2 catalog.Product write",
    ),
    "behind a filter": (
        """
        from catalog.models import Product
        Product.objects.filter(name="x").select_for_update(skip_locked=True)
        """,
        "2 catalog.Product write",
    ),
    "get_or_create": (
        """
        from catalog.models import Brand
        brand, created = Brand.objects.get_or_create(name="x")
        """,
        "2 catalog.Brand write",
    ),
    "update_or_create through a relation": (
        """
        from accounts.models import User
        def f(user: User):
            user.addresses.update_or_create(pk=1)
        """,
        "3 accounts.Address write",
    ),
    "by the key of another app": (
        """
        from accounts.models import User
        from orders.models import Order
        def f(user: User):
            Order.objects.get_or_create(customer=user, number="1")
        """,
        "4 accounts.User write",
    ),
    "an upsert": (
        """
        from catalog.models import Brand
        Brand.objects.bulk_create([], ignore_conflicts=True)
        """,
        "2 catalog.Brand write",
    ),
    "a plain bulk": (
        """
        from catalog.models import Brand
        Brand.objects.bulk_create([])
        """,
    ),
    "by an own column": (
        """
        from orders.models import Order
        Order.objects.update_or_create(number="1", defaults={"customer": None})
        """,
    ),
    "own rows": (
        """
        from orders.models import Order
        Order.objects.select_for_update().get()
        Order.objects.get_or_create(number="1")
        """,
    ),
    "plain create": (
        """
        from catalog.models import Brand
        Brand.objects.create(name="x")
        """,
    ),
    "a dict": (
        """
        def f(cache):
            cache.get_or_create("x")
        """,
    ),
    "own method of the same name": (
        """
        class Box:
            def select_for_update(self):
                return self
        Box().select_for_update()
        """,
    ),
    "a name that is not called": (
        """
        from catalog.models import Product
        lock = Product.objects.select_for_update
        """,
    ),
}


@pytest.mark.parametrize("case", cases("lock", ROWS))
def test_lock(case: Case) -> None:
    case.check()


def test_a_lock_that_another_app_relies_on_is_one() -> None:
    check_found(
        "lock",
        """
        catalog/services.py
            from catalog.models import Product
            def reserve():
                return _locked().get()
            def _locked():
                return Product.objects.select_for_update()
            def unused():
                return Product.objects.select_for_update()
        orders/views.py
            from catalog.services import reserve
            def index(request):
                reserve()
        """,
        "catalog/services.py:5 orders.views.index -> catalog.services._locked write",
    )
