"""Rare ways in which projects start, each met in one and read in all."""

from __future__ import annotations

from pathlib import Path

import pytest

from decompose_source.project import Project, read_project
from tests.source.shop_on_disk import labels, project

SPLIT = {
    "shop/settings.py": """
from split_settings.tools import include, optional
include("parts/base.py", optional("parts/gone.py"), optional(None), "parts/more_*.py")
""",
    "shop/parts/base.py": 'INSTALLED_APPS = []\nROOT_URLCONF = "shop.urls"\n',
    "shop/parts/more_apps.py": 'INSTALLED_APPS += ["orders"]\n',
}
LATE_TASKS = {
    "shop/__init__.py": "from shop.celery import app\n",
    "shop/celery.py": """
from celery import Celery
from django.conf import settings
app = Celery("shop")
app.autodiscover_tasks(lambda: settings.INSTALLED_APPS)
""",
    "orders/tasks.py": "from celery import shared_task\n@shared_task\ndef ship(): ...\n",
}
RELATED_TO_A_BASE_OUT_OF_SIGHT = """
from django.db import models
from letters.base import AbstractLetter
class Letter(AbstractLetter):
    answers = models.ForeignKey("self", models.CASCADE)
"""
NO_MODELS = """
from letters.models import Letter
from django.db import models
class Order(Letter):
    class Meta(Letter.Meta):
        abstract = False
"""
SENDER = """
from django.db.models.signals import post_save
from django.dispatch import receiver
from letters.models import Letter
from django.db import models
@receiver(post_save, sender=Letter)
def sent(**kwargs): ...
class Order(models.Model): pass
"""
VIEW_WITHOUT_AS_VIEW = """
from django.urls import path
from django.utils.decorators import classonlymethod
from django.views import View
class Page(View):
    @classonlymethod
    def as_view(cls, action):
        def view(request): ...
        view.view_class = cls
        return view
    @classonlymethod
    def urls(cls):
        return [path(f"{action}/", cls.as_view(action)) for action in ("list", "new")]
urlpatterns = [*Page.urls()]
"""


def read(root: Path, files: dict[str, str]) -> Project:
    return read_project(project(root, files))


def test_split_settings_are_executed_in_one_module(tmp_path: Path) -> None:
    assert labels(read(tmp_path, SPLIT)) == ["orders.Order"]


def test_celery_asks_for_packages_when_all_is_set_up(tmp_path: Path) -> None:
    found = read(tmp_path, LATE_TASKS)
    assert [each.name for each in found.tasks] == ["orders.tasks.ship"]


def test_a_class_with_a_relation_and_a_base_out_of_sight_is_a_model(tmp_path: Path) -> None:
    assert labels(read(tmp_path, {"orders/models.py": RELATED_TO_A_BASE_OUT_OF_SIGHT})) == [
        "orders.Letter"
    ]


def test_options_of_a_base_out_of_sight_are_no_model(tmp_path: Path) -> None:
    assert labels(read(tmp_path, {"orders/models.py": NO_MODELS})) == ["orders.Order"]


def test_a_sender_out_of_sight_has_a_label(tmp_path: Path) -> None:
    found = read(tmp_path, {"orders/models.py": SENDER})
    assert [each.sender for each in found.receivers] == ["letters.Letter"]


def test_a_view_made_by_hand_is_its_class(tmp_path: Path) -> None:
    found = read(tmp_path, {"shop/urls.py": VIEW_WITHOUT_AS_VIEW})
    assert [(each.route, each.view) for each in found.endpoints] == [
        ("list/", "shop.urls.Page"),
        ("new/", "shop.urls.Page"),
    ]


@pytest.mark.parametrize(
    "condition",
    [
        pytest.param('settings.CSRF_COOKIE_PATH == "/"', id="a setting nobody sets"),
        pytest.param('("de", "de") in settings.LANGUAGES', id="the languages of Django"),
    ],
)
def test_django_has_settings_of_its_own(tmp_path: Path, condition: str) -> None:
    models = f"""
from django.conf import settings
from django.db import models
if {condition}:
    class Order(models.Model): pass
"""
    assert labels(read(tmp_path, {"orders/models.py": models})) == ["orders.Order"]


BY_HAND = """
from django.urls import URLPattern, re_path
from django.urls.resolvers import RegexPattern, RoutePattern
def page(request): ...
class Guarded(URLPattern):
    def __init__(self, regex, callback, name=None):
        made = re_path(regex, callback, None, name)
        super().__init__(made.pattern, callback, None, name)
urlpatterns = [
    URLPattern(RegexPattern("^a/$"), page, None, "a"),
    URLPattern(RoutePattern("b/"), page),
    Guarded("^c/$", page, name="c"),
]
"""
PROVIDED = """
import six
from django.apps import AppConfig
from django.conf import settings
class OrdersConfig(AppConfig):
    name = "orders"
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        from orders import defaults
        for name, value in six.iteritems(vars(defaults)):
            if name.isupper() and not hasattr(settings, name):
                setattr(settings, name, value)
"""
WITH_METACLASS = """
import six
from django.db import models
from django.db.models.base import ModelBase
class Tracked(ModelBase): pass
class Order(six.with_metaclass(Tracked, models.Model)):
    number = models.CharField(max_length=9)
"""


def test_patterns_made_by_hand_are_endpoints(tmp_path: Path) -> None:
    found = read(tmp_path, {"shop/urls.py": BY_HAND})
    assert [(each.route, each.view, each.name) for each in found.endpoints] == [
        ("^a/$", "shop.urls.page", "a"),
        ("b/", "shop.urls.page", None),
        ("^c/$", "shop.urls.page", "c"),
    ]


def test_settings_that_an_app_brings_along_are_known(tmp_path: Path) -> None:
    urls = """
from django.conf import settings
from django.urls import path
def page(request): ...
urlpatterns = [path(settings.ORDERS_AT, page)]
"""
    files = {
        "orders/apps.py": PROVIDED,
        "orders/defaults.py": 'ORDERS_AT = "orders/"\n',
        "shop/urls.py": urls,
    }
    assert [each.route for each in read(tmp_path, files).endpoints] == ["orders/"]


def test_a_metaclass_may_be_given_among_the_bases(tmp_path: Path) -> None:
    found = read(tmp_path, {"orders/models.py": WITH_METACLASS}).model("orders.Order")
    assert found is not None
    assert [each.name for each in found.fields] == ["id", "number"]
