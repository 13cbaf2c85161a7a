"""Joins and rights behind the methods of another app's managers."""

from __future__ import annotations

from tests.analyzer.tools import check_clean, check_found

MODELS = """
        catalog/models.py
            from django.db import models
            class Product(models.Model):
                name = models.CharField(max_length=9)
        orders/managers.py
            from django.db import models
            class OrderQuerySet(models.QuerySet):
                def visible_to(self, user):
                    if user.has_perm("orders.view_all"):
                        return self
                    return self.filter(customer__tier="gold")
                def recent(self):
                    return self.filter(number="1")
                def _hidden(self):
                    return self.filter(customer__tier="gold")
        orders/models.py
            from django.db import models
            from orders.managers import OrderQuerySet
            class Order(models.Model):
                customer = models.ForeignKey("accounts.User", on_delete=models.CASCADE)
                number = models.CharField(max_length=9)
                objects = OrderQuerySet.as_manager()
"""


def test_a_method_is_summed_up_for_each_app_that_calls_it() -> None:
    check_found(
        "manager_method",
        MODELS
        + """
        catalog/views.py
            from orders.models import Order
            def home(request):
                Order.objects.visible_to(request.user)
                return Order.objects.filter(number="1").visible_to(request.user)
        """,
        "catalog/views.py:3 catalog.views.home -> accounts.User read",
        "orders/managers.py:3 catalog.views.home -> orders.managers.OrderQuerySet.visible_to read",
    )


def test_another_class_that_is_called_a_manager_is_none() -> None:
    check_clean(
        "manager_method",
        """
        orders/changes.py
            from orders.models import Order
            class ChangeManager:
                def gold(self):
                    return Order.objects.filter(customer__tier="gold")
        catalog/views.py
            from orders.changes import ChangeManager
            def home(request):
                return ChangeManager().gold()
        """,
    )


def test_own_calls_and_methods_without_joins_are_none() -> None:
    check_clean(
        "manager_method",
        MODELS
        + """
        catalog/views.py
            from orders.models import Order
            def home(request, other):
                other.visible_to(request.user)
                return Order.objects.recent()
        orders/views.py
            from orders.models import Order
            def index(request):
                return Order.objects.visible_to(request.user)
        """,
    )
