"""Static files of another app or of the shared folder."""

from __future__ import annotations

from tests.analyzer.tools import check_clean, check_found


def test_in_templates_and_media() -> None:
    check_found(
        "static_file",
        """
        static/site.css
            x
        catalog/static/catalog/shelf.js
            x
        orders/templates/orders/a.html
            {% load static %}<link href="{% static 'site.css' %}">
        orders/forms.py
            class OrderForm:
                class Media:
                    js = ["catalog/shelf.js"]
            from django.templatetags.static import static
            ICON = static("catalog/shelf.js")
        """,
        "orders/forms.py:3 orders.forms.OrderForm.Media -> catalog.catalog/shelf.js build",
        "orders/forms.py:5 orders.forms -> catalog.catalog/shelf.js build",
        "orders/templates/orders/a.html:1 orders.orders/a.html -> static.site.css build",
    )


def test_media_that_is_made_by_a_call() -> None:
    check_found(
        "static_file",
        """
        catalog/static/catalog/pick.js
            x
        orders/static/orders/own.js
            x
        orders/forms.py
            from django import forms
            class PickForm(forms.Form):
                @property
                def media(self):
                    return forms.Media(js=["catalog/pick.js", "orders/own.js"], css={})
            class Media:
                def __init__(self, js):
                    self.js = js
            Media(js=["catalog/pick.js"])
        """,
        "orders/forms.py:5 orders.forms.PickForm.media -> catalog.catalog/pick.js build",
    )


def test_own_files_and_unknown_ones_are_none() -> None:
    check_clean(
        "static_file",
        """
        orders/static/orders/own.js
            x
        catalog/static/catalog/shelf.js
            x
        orders/templates/orders/a.html
            {% static 'orders/own.js' %}{% static 'nowhere.js' %}{% static x %} 'catalog/shelf.js'
        orders/forms.py
            js = ["catalog/shelf.js"]
            class OrderForm:
                js = ["catalog/shelf.js"]
                class Media:
                    title = "catalog/shelf.js"
            def static(path):
                return path
            ICON = static("catalog/shelf.js")
        """,
    )
