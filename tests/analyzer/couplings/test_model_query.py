"""Queries that start at another app's model, and names that only look like one."""

from __future__ import annotations

import pytest

from tests.analyzer.tools import Case, cases

ROWS: dict[str, tuple[str, ...]] = {
    "read": (
        """
        from accounts.models import User
        def f():
            return User.objects.filter(tier="gold").count()
        """,
        "3 accounts.User read",
    ),
    "write": (
        """
        from catalog.models import Product
        def f():
            Product.objects.filter(name="x").update(name="y")
        """,
        "3 catalog.Product write",
    ),
    "create": (
        """
        from catalog.models import Brand
        Brand.objects.create(name="x")
        """,
        "2 catalog.Brand write",
    ),
    "alias": (
        """
        from catalog import models as shelf
        shelf.Brand.objects.first()
        """,
        "2 catalog.Brand read",
    ),
    "the user model": (
        """
        from django.contrib.auth import get_user_model
        User = get_user_model()
        User.objects.first()
        get_user_model().objects.first()
        """,
        "3 accounts.User read",
        "4 accounts.User read",
    ),
    "a model by label": (
        """
        from django.apps import apps
        apps.get_model("catalog.Product").objects.first()
        apps.get_model("catalog", "Brand").objects.first()
        """,
        "2 catalog.Product read",
        "3 catalog.Brand read",
    ),
    "shortcut": (
        """
        from django.shortcuts import get_object_or_404
        from catalog.models import Product
        def f(request, pk):
            return get_object_or_404(Product, pk=pk)
        """,
        "4 catalog.Product read",
    ),
    "generic view": (
        """
        from django.views.generic import ListView
        from catalog.models import Product
        class Shelf(ListView):
            model = Product
        """,
        "4 catalog.Product read",
    ),
    "a model of Django": (
        """
        from django.contrib.auth.models import Group
        Group.objects.get_or_create(name="x")
        """,
        "2 auth.Group write",
    ),
    "import in a function": (
        """
        def f():
            from catalog.models import Product
            return Product.objects.all()
        """,
        "3 catalog.Product read",
    ),
    "the model of something else": (
        """
        def f(form):
            return form.model.objects.count()
        """,
    ),
    "the model of rows": (
        """
        from accounts.models import User
        def f(user: User):
            rows = user.addresses
            return rows.model.objects.count(), rows.filter(pk=1).model._default_manager.all()
        """,
        "4 accounts.Address read",
        "4 accounts.Address read",
    ),
    "own model": (
        """
        from orders.models import Order
        Order.objects.filter(number="1").delete()
        """,
    ),
    "own class of the same name": (
        """
        class Product:
            objects = []
        Product.objects.append(1)
        """,
    ),
    "shadowed by a parameter": (
        """
        from catalog.models import Product
        def f(Product):
            return Product.objects.all()
        """,
    ),
    "the class without its manager": (
        """
        from catalog.models import Product
        def f(thing):
            return isinstance(thing, Product)
        """,
    ),
    "objects of something else": (
        """
        class Box:
            def __init__(self):
                self.objects = {}
            def f(self):
                return self.objects.get("x")
        """,
    ),
    "a string": (
        """
        NAME = "catalog.models.Product.objects"
        """,
    ),
    "model of an inner class": (
        """
        from catalog.models import Product
        class Settings:
            model = Product
        """,
    ),
    "get_object_or_404 of the own model": (
        """
        from django.shortcuts import get_object_or_404
        from orders.models import Order
        def f(request, pk):
            return get_object_or_404(Order, pk=pk)
        """,
    ),
    "a file named like the call": (
        """
        def get_model(name):
            return name
        get_model("catalog.Product").upper()
        """,
    ),
    "own dictionary of models": (
        """
        from orders.models import Order
        TABLE = {"order": Order}
        TABLE["order"]
        """,
    ),
    "a relation's manager": (
        """
        from orders.models import Order
        def f(order: Order):
            return order.lines.all()
        """,
    ),
    "Meta of a model": (
        """
        from catalog.models import Product
        TABLE = Product._meta.db_table
        NAMES = Product.__name__, Product.__doc__
        """,
    ),
    "an exception of a model": (
        """
        from catalog.models import Product
        def f(load):
            try:
                load()
            except Product.DoesNotExist:
                return None
        """,
    ),
}


@pytest.mark.parametrize("case", cases("model_query", ROWS))
def test_model_query(case: Case) -> None:
    case.check()
