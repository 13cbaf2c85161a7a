"""Code and models that are named by strings."""

from __future__ import annotations

import pytest

from tests.analyzer.tools import Case, cases

ROWS: dict[str, tuple[str, ...]] = {
    "import_string": (
        """
        from django.utils.module_loading import import_string
        import_string("catalog.views.home")
        """,
        "2 catalog.views.home build",
    ),
    "import_module": (
        """
        import importlib
        importlib.import_module("catalog.views")
        """,
        "2 catalog.views build",
    ),
    "get_model by label": (
        """
        from django.apps import apps
        apps.get_model("catalog.Product")
        """,
        "2 catalog.Product build",
    ),
    "get_model by app and name": (
        """
        from django.apps import apps
        apps.get_model("catalog", "product")
        """,
        "2 catalog.Product build",
    ),
    "a constant": (
        """
        from django.apps import apps
        MODEL = "catalog.Brand"
        apps.get_model(MODEL)
        """,
        "3 catalog.Brand build",
    ),
    "computed model": (
        """
        from django.apps import apps
        def f(label):
            return apps.get_model(label)
        """,
        "3 note the model that is looked up by get_model() is computed",
    ),
    "computed module": (
        """
        from importlib import import_module
        def f(name):
            return import_module(f"{name}.views")
        """,
        "3 note what is imported by import_module() is computed",
    ),
    "own model": (
        """
        from django.apps import apps
        apps.get_model("orders.Order")
        """,
    ),
    "a package of others": (
        """
        from importlib import import_module
        import_module("json.decoder")
        """,
    ),
    "own function of the name": (
        """
        def get_model(label):
            return label
        get_model("catalog.Product")
        """,
    ),
    "an ordinary import": (
        """
        from catalog.models import Product
        """,
    ),
    "a string alone": (
        """
        NAME = "catalog.views.home"
        """,
    ),
    "own method of the name": (
        """
        class Registry:
            def get_model(self, label):
                return label
        Registry().get_model("catalog.Product")
        """,
    ),
    "get_class of something else": (
        """
        def get_class(name, other):
            return name
        get_class("orders.views", "x")
        """,
    ),
    "a loader under another name": (
        """
        from importlib import import_module as load
        load("catalog.models")
        """,
        "2 catalog.models build",
    ),
    "another function of importlib": (
        """
        from importlib import util
        util.find_spec("catalog.models")
        """,
    ),
}


@pytest.mark.parametrize("case", cases("dynamic_import", ROWS))
def test_dynamic_import(case: Case) -> None:
    case.check()
