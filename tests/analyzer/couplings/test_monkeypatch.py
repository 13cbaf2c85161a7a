"""Changes to another app's classes at run time."""

from __future__ import annotations

import pytest

from tests.analyzer.tools import Case, cases

ROWS: dict[str, tuple[str, ...]] = {
    "add_to_class": (
        """
        from catalog.models import Product
        Product.add_to_class("rating", 5)
        """,
        "2 catalog.Product build",
    ),
    "setattr": (
        """
        from catalog.models import Product
        setattr(Product, "rating", 5)
        """,
        "2 catalog.Product build",
    ),
    "assignment to a class": (
        """
        from catalog.models import Product
        Product.rating = 5
        """,
        "2 catalog.Product build",
    ),
    "assignment to a module": (
        """
        from catalog import views
        views.home = None
        """,
        "2 catalog.views build",
    ),
    "own class": (
        """
        from orders.models import Order
        Order.rating = 5
        setattr(Order, "x", 1)
        """,
    ),
    "a row": (
        """
        from catalog.models import Product
        def f(product: Product):
            product.name = "x"
            setattr(product, "name", "y")
        """,
    ),
    "self": (
        """
        class Box:
            def __init__(self):
                self.name = "x"
        """,
    ),
    "a setting": (
        """
        import decimal
        decimal.prec = 5
        """,
    ),
    "a local of the same name": (
        """
        def f():
            views = type("views", (), {})
            views.home = None
        """,
    ),
}


@pytest.mark.parametrize("case", cases("monkeypatch", ROWS))
def test_monkeypatch(case: Case) -> None:
    case.check()
