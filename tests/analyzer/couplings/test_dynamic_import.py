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
    "put together": (
        """
        from django.utils.module_loading import import_string
        APP = "catalog"
        import_string(f"{APP}.views" + ".home")
        import_string("%s.models.Product" % APP)
        import_string("{}.models.{}".format(APP, "Brand"))
        import_string(".".join([APP, "urls"]))
        """,
        "3 catalog.views.home build",
        "4 catalog.Product build",
        "5 catalog.Brand build",
        "6 catalog.urls build",
    ),
    "relative to a package": (
        """
        from importlib import import_module
        import_module(".models", package="catalog")
        import_module(".views", "catalog")
        import_module("..accounts.models", "catalog")
        """,
        "2 catalog.models build",
        "3 catalog.views build",
        "4 note the package that is imported from by import_module() is computed",
    ),
    "each of a loop": (
        """
        from django.apps import apps
        MODELS = ["catalog.Product", "accounts.User", "orders.Order"]
        for label in MODELS:
            apps.get_model(label)
        """,
        "4 accounts.User build",
        "4 catalog.Product build",
    ),
    "one of two": (
        """
        from django.apps import apps
        def f(new):
            name = "Product" if new else "Brand"
            return apps.get_model("catalog", model_name=name)
        """,
        "4 catalog.Brand build",
        "4 catalog.Product build",
    ),
    "a list with something unknown": (
        """
        from importlib import import_module
        def f(more):
            for name in ["json", more]:
                import_module(name)
        """,
        "4 note what is imported by import_module() is computed",
    ),
    "relative to itself": (
        """
        from importlib import import_module
        import_module(".views", __package__)
        """,
    ),
    "own constant and numbers": (
        """
        from importlib import import_module
        NAME = "orders." + "views"
        import_module(NAME)
        import_module("%s.%s" % ("orders", "views"))
        """,
    ),
    "a name that is never imported": (
        """
        NAME = "catalog." + "views"
        PATHS = [NAME, f"{NAME}.home"]
        """,
    ),
    "own models of a loop": (
        """
        from django.apps import apps
        for label in ("orders.Order", "orders.OrderLine"):
            apps.get_model(label)
        """,
    ),
    "packages of a loop": (
        """
        from importlib import import_module
        for name in ["json", "decimal"]:
            import_module(name)
        """,
    ),
    "a model that is not there": (
        """
        from django.apps import apps
        apps.get_model("catalog", "Missing")
        """,
    ),
    "own module with a format": (
        """
        from django.utils.module_loading import import_string
        import_string("orders.{}".format("views"))
        """,
    ),
    "a registry of names": (
        """
        def import_string(path):
            return path
        import_string("catalog." + "views")
        """,
    ),
    "own choice of two": (
        """
        from django.apps import apps
        def f(new):
            return apps.get_model("orders", "Order" if new else "OrderLine")
        """,
    ),
    "a loader of the project's own": (
        """
        from django.apps import apps
        def get_model(app_label, model_name):
            return _registered(app_label, model_name)
        def _registered(app_label, model_name):
            return apps.get_model(app_label, model_name)
        Product = get_model("catalog", "Product")
        Order = get_model("orders", "Order")
        """,
        "5 note the model that is looked up by get_model() is computed",
        "6 catalog.Product build",
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
