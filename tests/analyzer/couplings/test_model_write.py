"""Writes of another app's rows, and writes that stay at home."""

from __future__ import annotations

import pytest

from tests.analyzer.tools import Case, cases

ROWS: dict[str, tuple[str, ...]] = {
    "save": (
        """
        from catalog.models import Product
        def f(product: Product):
            product.name = "x"
            product.save()
        """,
        "4 catalog.Product write",
    ),
    "delete of a fetched row": (
        """
        from catalog.models import Brand
        def f():
            brand = Brand.objects.get()
            brand.delete()
        """,
        "4 catalog.Brand write",
    ),
    "a query set in a variable": (
        """
        from catalog.models import Product
        def f():
            rows = Product.objects.all()
            rows.update(name="x")
        """,
        "4 catalog.Product write",
    ),
    "a new row": (
        """
        from catalog.models import Brand
        Brand(name="x").save()
        """,
        "2 catalog.Brand write",
    ),
    "the far end of a relation": (
        """
        from orders.models import Order
        def f(order: Order):
            order.customer.save(update_fields=["tier"])
        """,
        "3 accounts.User write",
    ),
    "the logged in user": (
        """
        def f(request):
            request.user.delete()
        """,
        "2 accounts.User write",
    ),
    "a form of another model": (
        """
        from django import forms
        from catalog.models import Product
        class ProductForm(forms.ModelForm):
            class Meta:
                model = Product
                fields = ["name"]
        def f(request):
            ProductForm(request.POST).save()
        """,
        "8 catalog.Product write",
    ),
    "own row": (
        """
        from orders.models import Order
        def f(order: Order):
            order.save()
        """,
    ),
    "a file that is saved": (
        """
        def f(image):
            image.save("x.png")
        """,
    ),
    "own class with save": (
        """
        class Draft:
            def save(self):
                pass
        Draft().save()
        """,
    ),
    "a manager is another kind": (
        """
        from catalog.models import Product
        Product.objects.filter(name="x").update(name="y")
        """,
    ),
    "a relation is another kind": (
        """
        from accounts.models import User
        def f(user: User):
            user.orders.all().delete()
        """,
    ),
    "a dict that is updated": (
        """
        def f(product):
            options = {}
            options.update(name="x")
        """,
    ),
    "os delete": (
        """
        import os
        os.remove("product")
        """,
    ),
}


@pytest.mark.parametrize("case", cases("model_write", ROWS))
def test_model_write(case: Case) -> None:
    case.check()
