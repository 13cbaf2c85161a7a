"""Template variables that load another app's row."""

from __future__ import annotations

from tests.analyzer.tools import check_clean, check_found


def test_by_name_by_loop_and_by_with() -> None:
    check_found(
        "template_attribute",
        """
        orders/templates/orders/a.html
            {{ order.customer.email }}
            {% for line in order.lines.all %}{{ line.product.name|title }}{% endfor %}
            {% if order.customer.tier == "gold" %}x{% endif %}
            {% with first=order.lines.first %}{{ first.product.name }}{% endwith %}
            {% for thing in order_list %}{{ thing.customer.email }}{% endfor %}
            {{ request.user.addresses.all }}
        """,
        "orders/templates/orders/a.html:1 orders.orders/a.html -> accounts.User read",
        "orders/templates/orders/a.html:2 orders.orders/a.html -> catalog.Product read",
        "orders/templates/orders/a.html:3 orders.orders/a.html -> accounts.User read",
        "orders/templates/orders/a.html:4 orders.orders/a.html -> catalog.Product read",
        "orders/templates/orders/a.html:5 orders.orders/a.html -> accounts.User read",
        "orders/templates/orders/a.html:6 orders.orders/a.html -> accounts.Address read",
    )


def test_own_rows_columns_and_texts_are_none() -> None:
    check_clean(
        "template_attribute",
        """
        orders/templates/orders/a.html
            {{ order.number }} {{ order.lines.count }} {{ order.customer_id }}
            {{ thing.customer.email }}
            order.customer.email {# {{ order.customer.email }} #}
            {% if "order.customer.email" == x %}y{% endif %}
            {{ form.order.customer }}
            {% for order in things %}{{ order.number }}{% endfor %}
        """,
    )
