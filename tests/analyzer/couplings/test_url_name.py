"""Names of another app's URLs."""

from __future__ import annotations

from tests.analyzer.tools import check_clean, check_found, check_noted


def test_in_code_templates_and_settings() -> None:
    check_found(
        "url_name",
        """
        orders/views.py
            from django.shortcuts import redirect
            from django.urls import reverse, reverse_lazy
            NEXT = "catalog:home"
            def index(request):
                reverse("catalog:home")
                reverse_lazy(NEXT)
                return redirect("catalog:home")
            def f(line):
                return line
            class Serializer:
                url = f(view_name="catalog:home")
            from django import urls
            from django.urls import reverse as link
            link("catalog:home")
            urls.reverse(viewname="catalog:home")
            class Home(RedirectView):
                pattern_name = "catalog:home"
        orders/templates/orders/a.html
            <a href="{% url 'catalog:home' %}">x</a>
        """,
        "orders/templates/orders/a.html:1 orders.orders/a.html -> catalog.catalog:home build",
        "orders/views.py:5 orders.views.index -> catalog.catalog:home build",
        "orders/views.py:6 orders.views.index -> catalog.catalog:home build",
        "orders/views.py:7 orders.views.index -> catalog.catalog:home build",
        "orders/views.py:11 orders.views.Serializer -> catalog.catalog:home build",
        "orders/views.py:14 orders.views -> catalog.catalog:home build",
        "orders/views.py:15 orders.views -> catalog.catalog:home build",
        "orders/views.py:17 orders.views.Home -> catalog.catalog:home build",
    )


def test_the_absolute_url_of_another_apps_row() -> None:
    check_found(
        "url_name",
        """
        orders/views.py
            from orders.models import OrderLine
            def index(request):
                pass
            def f(line: OrderLine):
                return line.product.get_absolute_url()
        """,
        "orders/views.py:5 orders.views.f -> catalog.Product.get_absolute_url build",
    )


def test_a_computed_name_is_noted() -> None:
    check_noted(
        "url_name",
        """
        orders/views.py
            from django.urls import reverse
            def index(request):
                return reverse(f"catalog:{request}")
        """,
        "the URL name of reverse() is computed",
    )


def test_pages_of_the_admin_and_computed_tags() -> None:
    check_found(
        "url_name",
        """
        orders/views.py
            from django.urls import reverse
            def f(new):
                reverse("admin:catalog_product_change", args=[1])
                reverse("admin:orders_order_changelist")
                reverse("admin:catalog_nothing_change")
                return reverse("catalog:" + ("home" if new else "other"))
        """,
        "orders/views.py:3 orders.views.f -> catalog.admin:catalog_product_change build",
        "orders/views.py:6 orders.views.f -> catalog.catalog:home build",
    )
    check_noted(
        "url_name",
        """
        orders/templates/orders/a.html
            {% url target %} {% url 'orders:index' %}
        """,
        "the URL name of {% url target %} is computed",
    )


def test_own_names_and_paths_are_none() -> None:
    check_clean(
        "url_name",
        """
        orders/views.py
            from django.shortcuts import redirect
            from django.urls import reverse
            from orders.models import Order
            def index(request):
                reverse("orders:index")
                return redirect("/shop/")
            def reversed_name(text):
                return text.reverse("catalog:home"), "catalog:home"
            def f(order: Order, thing):
                return order.get_absolute_url(), thing.get_absolute_url()
            def reverse(viewname):
                return viewname
            class Home:
                pattern_name = "orders:index"
                pattern = "catalog:home"
        orders/templates/orders/a.html
            {% url 'orders:index' %} {# {% url 'catalog:home' %} #} url 'catalog:home'
            {% comment %}{% url 'catalog:home' %}{% endcomment %}
        """,
    )


def test_names_that_no_url_has_are_noted() -> None:
    check_noted(
        "url_name",
        """
        orders/templates/orders/a.html
            {% url 'billing' %} {% url 'orders:index' %} {% url 'admin:logout' %}
        orders/views.py
            from django.shortcuts import redirect
            from django.urls import reverse
            def f():
                reverse("orders:gone")
                reverse("orders.views.f")
                return redirect("somewhere")
        """,
        "no URL that was read is named 'billing'",
        "no URL that was read is named 'orders:gone'",
    )
