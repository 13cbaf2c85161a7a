"""Templates and tag libraries of another app."""

from __future__ import annotations

from tests.analyzer.tools import check_clean, check_found, check_noted


def test_rendered_extended_included_and_loaded() -> None:
    check_found(
        "template",
        """
        catalog/templates/catalog/base.html
            x
        catalog/templatetags/__init__.py
        catalog/templatetags/shelf.py
            x = 1
        templates/site.html
            x
        orders/templates/orders/a.html
            {% extends "catalog/base.html" %}
            {% load shelf i18n %}
            {% include "site.html" with x=1 %}
        orders/views.py
            from django.shortcuts import render
            from django.template.loader import render_to_string
            def index(request):
                render_to_string("catalog/base.html")
                return render(request, "catalog/base.html", {})
            class OrderView:
                template_name = "site.html"
        """,
        "orders/templates/orders/a.html:1 orders.orders/a.html -> catalog.catalog/base.html build",
        "orders/templates/orders/a.html:2 orders.orders/a.html -> catalog.templatetags.shelf build",
        "orders/templates/orders/a.html:3 orders.orders/a.html -> templates.site.html build",
        "orders/views.py:4 orders.views.index -> catalog.catalog/base.html build",
        "orders/views.py:5 orders.views.index -> catalog.catalog/base.html build",
        "orders/views.py:7 orders.views.OrderView -> templates.site.html build",
    )


def test_own_templates_and_words_are_none() -> None:
    check_clean(
        "template",
        """
        catalog/templates/catalog/base.html
            x
        orders/templates/orders/base.html
            {% load i18n static %}
        orders/templates/orders/a.html
            {% extends "orders/base.html" %}
            {# {% include "catalog/base.html" %} #}
            {% include "orders/base.html" %} extends "catalog/base.html"
        orders/views.py
            from django.shortcuts import render
            TITLE = "catalog/base.html"
            def index(request, name):
                return render(request, "orders/a.html", {"base": "catalog/base.html"})
        """,
    )


def test_names_in_methods_and_attributes_of_views() -> None:
    check_found(
        "template",
        """
        templates/site.html
            x
        templates/mail.html
            x
        orders/views.py
            class OrderView:
                welcome_template_name = "mail.html"
                def get_template_names(self):
                    if self.request:
                        return ["site.html", self.template_name]
                    return [self.welcome_template_name]
        """,
        "orders/views.py:2 orders.views.OrderView -> templates.mail.html build",
        "orders/views.py:5 orders.views.OrderView.get_template_names -> templates.site.html build",
    )


def test_computed_names_are_noted() -> None:
    check_noted(
        "template",
        """
        orders/views.py
            from django.shortcuts import render
            from django.template import loader
            from django.template.response import TemplateResponse
            class OrderView:
                template_name = compute()
                def get_template_names(self):
                    return [f"orders/{self.kind}.html"]
            def index(request, name, kinds):
                loader.get_template(kinds["a"])
                TemplateResponse(request, [name, "orders/a.html"])
                return render(request, name)
        """,
        "the template that compute() names is computed",
        "the template that f'orders/{self.kind}.html' names is computed",
        "the template that kinds['a'] names is computed",
        "the template that name names is computed",
        "the template that name names is computed",
    )


def test_what_names_no_template_is_not_noted() -> None:
    check_clean(
        "template",
        """
        orders/views.py
            class OrderView:
                template_name = None
                def render(self, name):
                    return self.render(name)
                def show(self, request, engine, name):
                    template_name = name
                    return engine.render(name), engine.get_template(name)
            def get_template_names(kind):
                return [kind]
        """,
    )
