"""Tests that use another app's code and rows."""

from __future__ import annotations

from tests.analyzer.tools import check_clean, check_found


def test_imports_and_queries() -> None:
    check_found(
        "test_code",
        """
        orders/tests/__init__.py
        orders/tests/test_views.py
            from catalog.models import Product
            def test_it():
                Product.objects.create(name="x")
                assert Product.objects.count() == 1
        """,
        "orders/tests/test_views.py:1 orders.tests.test_views -> catalog.Product build",
        "orders/tests/test_views.py:3 orders.tests.test_views.test_it -> catalog.Product write",
        "orders/tests/test_views.py:4 orders.tests.test_views.test_it -> catalog.Product read",
    )


def test_tests_of_the_own_app_and_production_code_are_none() -> None:
    check_clean(
        "test_code",
        """
        orders/tests/__init__.py
        orders/tests/test_views.py
            from unittest import TestCase
            from orders.models import Order
            class OrderTest(TestCase):
                def test_it(self):
                    Order.objects.create(number="1")
                    self.assertEqual("catalog.models.Product", "catalog.Product")
        orders/services.py
            from catalog.models import Product
            Product.objects.create(name="x")
        """,
    )
