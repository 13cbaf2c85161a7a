"""Permissions, whose rows are in auth's tables."""

from __future__ import annotations

from tests.analyzer.tools import check_clean, check_found, check_noted


def test_asked_for_in_code_and_templates_and_declared() -> None:
    check_found(
        "permission",
        """
        orders/models.py
            from django.db import models
            class Order(models.Model):
                class Meta:
                    permissions = [("refund_order", "Can refund")]
        orders/views.py
            from django.contrib.auth.decorators import permission_required
            @permission_required("catalog.view_product")
            def index(request):
                return request.user.has_perm("orders.refund_order")
            class OrderView:
                permission_required = ["accounts.view_user"]
            def f(user):
                return user.has_perms({"catalog.add_brand"})
        orders/templates/orders/a.html
            {% if perms.catalog.buy %}x{% endif %}
        """,
        "orders/models.py:4 orders.Order -> auth.permission refund_order schema",
        "orders/templates/orders/a.html:1 orders.orders/a.html -> catalog.permission buy read",
        "orders/views.py:2 orders.views.index -> catalog.permission view_product read",
        "orders/views.py:4 orders.views.index -> auth.permission refund_order read",
        "orders/views.py:6 orders.views.OrderView -> accounts.permission view_user read",
        "orders/views.py:8 orders.views.f -> catalog.permission add_brand read",
    )


def test_names_that_are_put_together() -> None:
    check_found(
        "permission",
        """
        orders/views.py
            def f(user, new):
                app = "catalog"
                user.has_perm(f"{app}.add_product")
                user.has_perm("catalog.add_brand" if new else "catalog.view_brand")
        """,
        "orders/views.py:3 orders.views.f -> catalog.permission add_product read",
        "orders/views.py:4 orders.views.f -> catalog.permission add_brand read",
        "orders/views.py:4 orders.views.f -> catalog.permission view_brand read",
    )


def test_computed_names_are_noted() -> None:
    check_noted(
        "permission",
        """
        orders/views.py
            def f(user, model, names):
                user.has_perm(f"{model._meta.app_label}.view")
                user.has_perms(names)
        orders/users.py
            class Token:
                def has_perm(self, perm):
                    return self.owner.has_perm(perm)
        """,
        "the permission that has_perm() asks for is computed",
        "the permission that has_perms() asks for is computed",
    )


def test_other_strings_are_none() -> None:
    check_clean(
        "permission",
        """
        orders/views.py
            NAME = "catalog.view_product"
            def index(request):
                request.has_thing("catalog.view_product")
                return request.user.has_perm("unknown.view_thing"), request.user.has_perm("word")
        orders/templates/orders/a.html
            perms.catalog.buy {{ permission.catalog }} {# perms.catalog.x #}
            {{ perms }} {{ perm.catalog.buy }} {{ myperms.catalog.buy }}
            {% if perms.unknown.buy %}{% endif %}
        """,
    )
