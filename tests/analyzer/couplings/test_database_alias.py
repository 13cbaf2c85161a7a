"""Queries of another app's rows on a named database."""

from __future__ import annotations

import pytest

from tests.analyzer.tools import Case, cases

ROWS: dict[str, tuple[str, ...]] = {
    "using": (
        """
        from catalog.models import Product
        Product.objects.using("replica").count()
        """,
        "2 catalog.Product read",
    ),
    "save using": (
        """
        from catalog.models import Product
        def f(product: Product):
            product.save(using="replica")
        """,
        "3 catalog.Product read",
    ),
    "db_manager": (
        """
        from catalog.models import Product
        Product.objects.db_manager("replica").all()
        """,
        "2 catalog.Product read",
    ),
    "own rows": (
        """
        from orders.models import Order
        Order.objects.using("replica")
        """,
    ),
    "without a database": (
        """
        from catalog.models import Product
        Product.objects.all()
        """,
    ),
    "another using": (
        """
        class Drill:
            def using(self, bit):
                return self
        Drill().using("steel")
        """,
    ),
    "a keyword of a function": (
        """
        from django.db import transaction
        transaction.atomic(using="replica")
        """,
    ),
}


@pytest.mark.parametrize("case", cases("database_alias", ROWS))
def test_database_alias(case: Case) -> None:
    case.check()
