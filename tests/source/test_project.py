"""Whole small projects: settings in every shape, effects of endpoints, names that lead on."""

from __future__ import annotations

from pathlib import Path

import pytest

from decompose_core.monolith import EndpointEffect
from decompose_core.problem import Refused
from decompose_source.project import read_project
from tests.source.shop_on_disk import project

APPS = 'INSTALLED_APPS = ["orders"]\nROOT_URLCONF = "shop.urls"\n'
SETTINGS = {
    "split, with a star import": {
        "shop/settings.py": "from shop.base import *\nINSTALLED_APPS += ['orders']\n",
        "shop/base.py": "INSTALLED_APPS = ['django.contrib.auth']\nROOT_URLCONF = 'shop.urls'\n",
    },
    "with a fallback for a local module": {
        "shop/settings.py": f"{APPS}try:\n    from shop.local import *\n"
        "except ImportError:\n    pass\n",
    },
    "sums and comprehensions": {
        "shop/settings.py": "OWN = ['orders']\nINSTALLED_APPS = [a for a in (*OWN,)] + []\n",
    },
    "appended by a function": {
        "shop/settings.py": "INSTALLED_APPS = []\n"
        "def add(x):\n    INSTALLED_APPS.append(x)\nadd('orders')\n",
    },
    "under a default of django-environ": {
        "shop/settings.py": "import environ\nenv = environ.Env(SHOP=(bool, True))\n"
        "INSTALLED_APPS = []\n"
        "if env('SHOP'):\n    INSTALLED_APPS += env.list('APPS', default=['orders'])\n",
    },
    "under a condition that nobody knows": {
        "shop/settings.py": "import gone\nINSTALLED_APPS = []\n"
        "if gone.on():\n    INSTALLED_APPS += ['orders']\n",
    },
}  # fmt: skip


@pytest.mark.parametrize("files", [pytest.param(each, id=key) for key, each in SETTINGS.items()])
def test_installed_apps_are_found_however_they_are_written(
    tmp_path: Path, files: dict[str, str]
) -> None:
    found = read_project(project(tmp_path, files))
    assert [each.label for each in found.apps] == ["orders"]
    assert [each.label for each in found.models] == ["orders.Order"]


VIEW = "from django.views import View\nfrom orders.models import Order\n"
EFFECTS = {
    "a view that lists": (
        "class V(View):\n    def get(self, request):\n        return Order.objects.all()\n",
        EndpointEffect.READ,
    ),
    "a GET that writes": (
        "class V(View):\n    def get(self, request):\n        Order.objects.create(number=1)\n",
        EndpointEffect.WRITE,
    ),
    "a GET that writes three calls further": (
        "def a(o):\n    b(o)\ndef b(o):\n    o.save()\n"
        "class V(View):\n    def get(self, request):\n        a(Order())\n",
        EndpointEffect.WRITE,
    ),
    "a GET that stores into the session": (
        "class V(View):\n    def get(self, request):\n        request.session['a'] = 1\n",
        EndpointEffect.WRITE,
    ),
    "a view that also takes POST": (
        "class V(View):\n    def get(self, request): ...\n    def post(self, request): ...\n",
        EndpointEffect.WRITE,
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("code", "effect"), [pytest.param(*row, id=key) for key, row in EFFECTS.items()]
)
def test_an_endpoint_reads_only_where_nothing_on_its_path_writes(
    tmp_path: Path, code: str, effect: EndpointEffect
) -> None:
    urls = "from django.urls import path\nfrom orders.views import V\n"
    files = {
        "orders/views.py": VIEW + code,
        "shop/urls.py": urls + 'urlpatterns = [path("v/", V.as_view(), name="v")]\n',
    }
    (endpoint,) = read_project(project(tmp_path, files)).endpoints
    assert (endpoint.route, endpoint.view, endpoint.name) == ("v/", "orders.views.V", "v")
    assert endpoint.effect is effect


def test_what_routes_come_from_a_package_that_is_not_at_hand_is_listed(tmp_path: Path) -> None:
    urls = (
        'from django.urls import include, path\nurlpatterns = [path("x/", include("gone.urls"))]\n'
    )
    found = read_project(project(tmp_path, {"shop/urls.py": urls}))
    assert found.endpoints == ()
    assert any("'x/'" in each.message for each in found.problems)
    assert found.stats.resolution["urls"] < 1


def test_an_unset_variable_that_names_a_module_is_guessed_and_said(tmp_path: Path) -> None:
    settings = (
        "import os\nfrom importlib import import_module\n"
        "conf = import_module(os.environ.get('SHOP_CONFIGURATION', 'shop.configuration'))\n"
        "INSTALLED_APPS = conf.APPS\nROOT_URLCONF = 'shop.urls'\n"
    )
    files = {"shop/settings.py": settings, "shop/configuration_testing.py": "APPS = ['orders']\n"}
    found = read_project(project(tmp_path, files))
    assert [each.label for each in found.apps] == ["orders"]
    assert any("SHOP_CONFIGURATION" in each.message for each in found.problems)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        pytest.param("shop.gone", "there is no settings module shop.gone", id="no such module"),
    ],
)
def test_settings_that_are_not_there_are_refused(
    tmp_path: Path, settings: str, message: str
) -> None:
    root = project(tmp_path, {})
    with pytest.raises(Refused, match=message):
        read_project(root, settings=settings)


def test_names_lead_through_imports_to_the_definition(tmp_path: Path) -> None:
    files = {
        "orders/__init__.py": "from orders.deep import thing as renamed\n",
        "orders/deep.py": "from orders.deeper import *\n",
        "orders/deeper.py": "def thing():\n    return 1\n",
        "orders/use.py": "import orders as o\ndef f(a):\n    return o.renamed(), a.renamed()\n",
    }
    found = read_project(project(tmp_path, files))
    module = found.modules["orders.use"]
    first, second = (each for each in module.index.calls)
    assert found.names.resolve(module, first.func, at=first) == "orders.deeper.thing"
    assert found.names.resolve(module, second.func, at=second) is None
    definition = found.names.definition("orders.renamed")
    assert definition is not None
    assert (definition.dotted, definition.kind) == ("orders.deeper.thing", "function")
