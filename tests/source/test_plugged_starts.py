"""Starts that are put together by others: entry points, routers and models made by packages."""

from __future__ import annotations

from pathlib import Path

import pytest

from decompose_source.entry_points import EntryPoint, read_entry_points
from decompose_source.project import Project, read_project
from tests.source.shop_on_disk import labels, project

PLUGGED = """
from importlib.metadata import entry_points
INSTALLED_APPS = ["orders"]
for each in entry_points(group="shop.plugin"):
    INSTALLED_APPS.append(each.module)
ROOT_URLCONF = "shop.urls"
"""
OLD_PLUGGED = """
from pkg_resources import iter_entry_points
INSTALLED_APPS = ["orders"] + [each.load().NAME for each in iter_entry_points("shop.plugin")]
"""
PLUGIN = {
    "extra/__init__.py": "NAME = 'extra'\n",
    "extra/models.py": "from django.db import models\nclass Gift(models.Model): pass\n",
}
DECLARED = {
    "pyproject.toml": '[project.entry-points."shop.plugin"]\nextra = "extra"\ngone = "gone"\n',
    "setup.cfg": "[options.entry_points]\nshop.plugin =\n    extra = extra\n    gone = gone:App\n",
    "setup.py": (
        "from setuptools import setup\n"
        "setup(entry_points={'shop.plugin': ['extra = extra', 'gone = gone']})\n"
    ),
}
NESTED = """
from rest_framework.viewsets import ViewSet
from rest_framework_extensions.routers import ExtendedSimpleRouter
class Orders(ViewSet):
    def list(self, request): ...
class Lines(ViewSet):
    def retrieve(self, request): ...
router = ExtendedSimpleRouter()
orders = router.register("orders", Orders, basename="o")
orders.register("lines", Lines, basename="l", parents_query_lookups=["order"])
urlpatterns = router.urls
"""
OWN_ROUTES = """
from rest_framework.decorators import action
from rest_framework.routers import DynamicRoute, Route, SimpleRouter
from rest_framework.viewsets import ViewSet
class Router(SimpleRouter):
    routes = [
        Route(url=r"^{prefix}/new/$", mapping={"get": "create"}, name="{basename}_new",
              detail=False, initkwargs={}),
        DynamicRoute(url=r"^{prefix}/do/{url_path}/$", name="{basename}_{url_name}",
                     detail=False, initkwargs={}),
    ]
class Orders(ViewSet):
    def create(self, request): ...
    def list(self, request): ...
    @action(detail=False)
    def ship(self, request): ...
    @action(detail=False)
    def hide(self, request): ...
    @classmethod
    def get_extra_actions(cls):
        return [each for each in super().get_extra_actions() if each.__name__ != "hide"]
router = Router()
router.register("orders", Orders, basename="o")
urlpatterns = router.urls
"""
ADDED_TO_META = """
from django.db import models
from django.db.models import options
def root(self):
    return self.get_parent_list()[-1] if self.get_parent_list() else None
options.Options.root = property(root)
class Base(models.Model): pass
class Order(Base): pass
Order.add_to_class("of_" + Order._meta.root._meta.model_name, models.IntegerField())
"""
LOOKED_AT = """
from django.apps import AppConfig
class Orders(AppConfig):
    name = "orders"
    def ready(self):
        from django.db import models
        from orders.models import Order
        for field in Order._meta.get_fields():
            if field.one_to_many:
                models.IntegerField().contribute_to_class(Order, "n_" + field.name)
"""
POINTED_AT = """
from django.db import models
class Order(models.Model): pass
class Line(models.Model):
    order = models.ForeignKey("Order", models.CASCADE, related_name="lines")
class Hidden(models.Model):
    order = models.ForeignKey("Order", models.CASCADE, related_name="+")
"""
METACLASS = """
from django.db import models
from django.db.models.base import ModelBase
made = []
class Meta(ModelBase):
    def __init__(cls, name, bases, dct):
        super().__init__(name, bases, dct)
        made.append(cls.__name__)
class Base(models.Model, metaclass=Meta):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.number = self.id + 1
    class Meta:
        abstract = True
class Order(Base): pass
"""
NO_MODELS = """
from pydantic import BaseModel
from letters.models import Postman
class Body(BaseModel):
    text: str
class OurPostman(Postman):
    def walk(self): ...
"""
STARTS_AS_FAR_AS_IT_CAN = """
from django.apps import AppConfig
from django.utils.module_loading import import_string
class Base(AppConfig):
    def ready(self):
        try:
            import_string(dotted_path=f"{self.name}.late.gone")
        except ImportError as error:
            if str(error) != 'Module "orders.late" does not define a "gone" attribute/class':
                raise
            self.lacks = True
class Orders(Base):
    name = "orders"
    default = True
    def ready(self):
        super().ready()
        {}["nothing"]
        from django.db import models
        if self.lacks:
            models.IntegerField().contribute_to_class(self.get_model(model_name="Order"), "late")
"""
SUBCLASSES = """
from django.db import models
from functools import lru_cache
from importlib import import_module
from django.utils.translation import gettext_lazy as _
class Plugin:
    label = _(message="Plugin")
class First(Plugin):
    key = "first__more"
class Second(Plugin):
    key = "second"
@lru_cache
def plugins():
    return Plugin.__subclasses__()
plugins.cache_clear()
def name(each):
    try:
        before, after = each.key.split("__")
    except ValueError:
        return each.key
    return before
class Order(models.Model): pass
for each in plugins():
    Order.add_to_class(name(each), models.IntegerField())
try:
    import_module(name="orders.gone")
except ImportError as error:
    Order.add_to_class(error.name.rpartition(".")[2], models.IntegerField())
"""
JOINED = """
from django.db import models
from django.db.models.signals import class_prepared, post_save
def saved(**kwargs): ...
def prepared(sender, **kwargs):
    post_save.connect(saved, sender=sender)
class Early(models.Model):
    again = models.ManyToManyField("self")
class_prepared.connect(prepared)
class Order(models.Model):
    tags = models.ManyToManyField("Tag")
class Tag(models.Model): pass
"""
LAZY = """
from django.urls import include, path
from django.utils.functional import SimpleLazyObject
def page(request): ...
urlpatterns = [path("shop/", include((SimpleLazyObject(lambda: [path("page/", page)]), "s")))]
"""
OWN_SETTINGS = """
from django.conf import LazySettings
from django.urls import path
class OwnSettings(LazySettings):
    def __getattr__(self, name):
        return super().__getattr__(name)
def page(request): ...
urlpatterns = [path(f"{OwnSettings().PREFIX}/page/", page)]
"""
FROM_PATH = """
import pkgutil
import orders.parts
from importlib import import_module
INSTALLED_APPS = ["orders"]
for _, name, _ in pkgutil.iter_modules(orders.parts.__path__, "orders.parts."):
    INSTALLED_APPS += import_module(name).APPS
"""


def read(root: Path, files: dict[str, str]) -> Project:
    return read_project(project(root, files))


def columns(found: Project, label: str) -> list[str]:
    model = found.model(label)
    assert model is not None
    return [each.name for each in model.fields]


def routes(found: Project) -> list[tuple[str, str]]:
    return [(each.route, str(each.name)) for each in found.endpoints]


@pytest.mark.parametrize("name", [pytest.param(each, id=each) for each in DECLARED])
def test_entry_points_are_read_where_they_are_declared(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(DECLARED[name])
    found = read_entry_points(tmp_path, [])
    assert EntryPoint("shop.plugin", "extra", "extra") in found
    assert [each.module for each in found] == ["extra", "gone"]


def test_entry_points_of_packages_are_read(tmp_path: Path) -> None:
    info = tmp_path / "site" / "extra-1.dist-info"
    info.mkdir(parents=True)
    (info / "entry_points.txt").write_text("[shop.plugin]\nExtra = extra.apps:App [more]\n")
    (found,) = read_entry_points(tmp_path, [tmp_path / "site"])
    assert (found.name, found.module, found.attribute) == ("Extra", "extra.apps", "App")


@pytest.mark.parametrize(
    "text",
    [pytest.param("[", id="broken"), pytest.param("\0", id="binary"), pytest.param("", id="empty")],
)
def test_a_broken_declaration_declares_nothing(tmp_path: Path, text: str) -> None:
    for name in DECLARED:
        (tmp_path / name).write_text(text)
    assert read_entry_points(tmp_path, []) == ()


@pytest.mark.parametrize(
    "settings", [pytest.param(PLUGGED, id="importlib"), pytest.param(OLD_PLUGGED, id="setuptools")]
)
def test_apps_that_are_plugged_in_are_installed(tmp_path: Path, settings: str) -> None:
    files = {**PLUGIN, "pyproject.toml": DECLARED["pyproject.toml"], "shop/settings.py": settings}
    assert labels(read(tmp_path, files)) == ["extra.Gift", "orders.Order"]


def test_nested_registrations_have_the_keys_of_what_is_above(tmp_path: Path) -> None:
    assert routes(read(tmp_path, {"shop/urls.py": NESTED})) == [
        ("^orders/$", "o-list"),
        (r"^orders/(?P<parent_lookup_order>[^/.]+)/lines/(?P<pk>[^/.]+)/$", "l-detail"),
    ]


def test_a_router_may_have_routes_of_its_own(tmp_path: Path) -> None:
    found = routes(read(tmp_path, {"shop/urls.py": OWN_ROUTES}))
    assert found == [("^orders/new/$", "o_new"), ("^orders/do/ship/$", "o_ship")]


def test_what_is_put_on_options_is_there(tmp_path: Path) -> None:
    found = read(tmp_path, {"orders/models.py": ADDED_TO_META})
    assert columns(found, "orders.Order") == ["base_ptr", "of_base"]


def test_relations_that_lead_to_a_model_are_its_fields_when_all_is_loaded(tmp_path: Path) -> None:
    found = read(tmp_path, {"orders/models.py": POINTED_AT, "orders/apps.py": LOOKED_AT})
    assert columns(found, "orders.Order") == ["id", "n_lines"]


def test_a_metaclass_calls_its_own_parent(tmp_path: Path) -> None:
    found = read(tmp_path, {"orders/models.py": METACLASS})
    assert labels(found)[-1] == "orders.Order"
    assert found.problems == ()


def test_what_other_libraries_call_models_are_none(tmp_path: Path) -> None:
    found = read(tmp_path, {"orders/views.py": NO_MODELS, "shop/urls.py": "import orders.views\n"})
    assert labels(found) == ["orders.Order"]


@pytest.mark.parametrize(
    ("engine", "table"),
    [
        pytest.param("sqlite3", f"orders_{'x' * 70}", id="no bound"),
        pytest.param("postgresql", f"orders_{'x' * 52}6dd7", id="63 characters"),
    ],
)
def test_a_long_table_name_is_cut_as_the_database_needs_it(
    tmp_path: Path, engine: str, table: str
) -> None:
    settings = f"""
INSTALLED_APPS = ["orders"]
DATABASES = {{"default": {{"ENGINE": "django.db.backends.{engine}"}}}}
"""
    models = f"from django.db import models\nclass {'X' * 70}(models.Model): pass\n"
    found = read(tmp_path, {"shop/settings.py": settings, "orders/models.py": models})
    assert [each.db_table for each in found.models] == [table]


def test_what_fails_in_ready_does_not_end_it(tmp_path: Path) -> None:
    files = {"orders/apps.py": STARTS_AS_FAR_AS_IT_CAN, "orders/late.py": ""}
    found = read(tmp_path, files)
    assert columns(found, "orders.Order") == ["id", "number", "late"]
    messages = [each.message for each in found.problems]
    assert messages == ["could not be evaluated: KeyError: 'nothing'"]


def test_plugins_are_found_by_their_base(tmp_path: Path) -> None:
    found = read(tmp_path, {"orders/models.py": SUBCLASSES})
    assert columns(found, "orders.Order") == ["id", "first", "second", "gone"]


def test_a_package_that_is_started_in_is_where_names_start(tmp_path: Path) -> None:
    manage = 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_.settings")\n'
    files = {
        "studio/__init__.py": "",
        "studio/manage.py": manage,
        "studio/site_/__init__.py": "",
        "studio/site_/settings.py": 'INSTALLED_APPS = ["tasks"]\n',
        "studio/tasks/__init__.py": "",
        "studio/tasks/models.py": "from django.db import models\nclass Task(models.Model): pass\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    found = read_project(tmp_path)
    assert [each.dotted for each in found.models] == ["tasks.models.Task"]


def test_join_tables_are_prepared_when_both_sides_are_there(tmp_path: Path) -> None:
    found = read(tmp_path, {"orders/models.py": JOINED})
    saved = {each.sender for each in found.receivers if each.receiver.endswith("saved")}
    assert saved == {"orders.Order", "orders.Tag", "orders.Order_tags"}


def test_apps_out_of_sight_are_named(tmp_path: Path) -> None:
    settings = 'INSTALLED_APPS = ["django.contrib.auth", "letters.apps.Letters", "orders"]\n'
    found = read(tmp_path, {"shop/settings.py": settings})
    (problem,) = (each for each in found.problems if "out of sight" in each.message)
    assert problem.message.endswith("are out of sight: letters")
    assert problem.location is not None
    assert problem.location.path == "shop/settings.py"


def test_patterns_may_be_lazy(tmp_path: Path) -> None:
    assert [each.route for each in read(tmp_path, {"shop/urls.py": LAZY}).endpoints] == [
        "shop/page/"
    ]


def test_settings_of_an_own_kind_leave_the_rest_to_django(tmp_path: Path) -> None:
    settings = 'INSTALLED_APPS = []\nROOT_URLCONF = "shop.urls"\nPREFIX = "x"\n'
    found = read(tmp_path, {"shop/urls.py": OWN_SETTINGS, "shop/settings.py": settings})
    assert [each.route for each in found.endpoints] == ["x/page/"]


def test_modules_are_found_by_the_path_of_their_package(tmp_path: Path) -> None:
    parts = {"orders/parts/__init__.py": "", "orders/parts/one.py": 'APPS = ["extra"]\n'}
    found = read(tmp_path, {**PLUGIN, **parts, "shop/settings.py": FROM_PATH})
    assert labels(found) == ["extra.Gift", "orders.Order"]


def test_an_app_out_of_sight_leaves_its_label_to_one_in_sight(tmp_path: Path) -> None:
    settings = 'INSTALLED_APPS = ["letters.orders", "orders"]\n'
    assert labels(read(tmp_path, {"shop/settings.py": settings})) == ["orders.Order"]


def test_a_urlconf_out_of_sight_is_told(tmp_path: Path) -> None:
    settings = 'INSTALLED_APPS = []\nROOT_URLCONF = "letters.urls"\n'
    (problem,) = read(tmp_path, {"shop/settings.py": settings}).problems
    assert "letters.urls aren't known" in problem.message
