"""Packages in an environment at hand are read where the project's start reaches them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from decompose_source.installed import Installed, site_packages
from decompose_source.project import Project, read_project
from tests.source.shop_on_disk import project

METADATA = "Name: django-parcels\nClassifier: Framework :: Django\n\nAbout parcels.\n"
PACKAGES = {
    "django_parcels-1.0.dist-info/METADATA": METADATA,
    "django_parcels-1.0.dist-info/RECORD": "parcels/__init__.py,,\nparcels/models.py,,\n",
    "parcels/__init__.py": "",
    "parcels/apps.py": """
from django.apps import AppConfig
class ParcelsConfig(AppConfig):
    name = "parcels"
    label = "post"
""",
    "parcels/models.py": """
from django.db import models
class Depot(models.Model):
    town = models.CharField(max_length=9)
class Tracked(models.Model):
    code = models.CharField(max_length=9)
    depot = models.ForeignKey(Depot, models.PROTECT)
    class Meta:
        abstract = True
""",
    "parcels/urls.py": """
from django.urls import path
from parcels import views
urlpatterns = [path("track/", views.track, name="track")]
""",
    "parcels/views.py": "def track(request): ...\n",
    "parcels/broken.py": "raise RuntimeError('no')\nx = 1 / 0\n",
    "loud-2.0.dist-info/METADATA": "Name: loud\n\nDjango is not in its header.\n",
    "loud-2.0.dist-info/RECORD": "loud/__init__.py,,\n",
    "loud/__init__.py": "VALUE = 1\n",
    "Django-4.2.7.dist-info/METADATA": "Name: Django\n\n",
}
SETTINGS = """INSTALLED_APPS = ["parcels", "orders"]
ROOT_URLCONF = "shop.urls"
"""
MODELS = """
import parcels.broken
from django.db import models
from parcels.models import Depot, Tracked
class Order(Tracked):
    home = models.ForeignKey(Depot, models.CASCADE, related_name="+")
"""
URLS = """
from django.urls import include, path
urlpatterns = [path("parcels/", include("parcels.urls"))]
"""
FILES = {"shop/settings.py": SETTINGS, "orders/models.py": MODELS, "shop/urls.py": URLS}


def environment(root: Path, files: Mapping[str, str] = PACKAGES) -> Path:
    """Write an environment; gives its folder of packages."""
    (root / ".venv").mkdir(parents=True)
    (root / ".venv/pyvenv.cfg").write_text("home = /usr/bin\n")
    packages = root / ".venv/lib/python3.12/site-packages"
    for name, text in files.items():
        path = packages / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return packages


@pytest.fixture
def read(tmp_path: Path) -> Project:
    environment(tmp_path)
    return read_project(project(tmp_path, FILES))


def test_fields_of_an_abstract_base_are_known(read: Project) -> None:
    order = read.model("orders.Order")
    assert order is not None
    assert [each.name for each in order.fields] == ["id", "home", "code", "depot"]


def test_a_relation_names_its_target_by_the_label_of_the_package(read: Project) -> None:
    order = read.model("orders.Order")
    assert order is not None
    targets = {each.relation.to for each in order.fields if each.relation}
    assert targets == {"post.Depot"}


def test_models_and_apps_of_packages_are_not_the_projects_own(read: Project) -> None:
    assert [each.label for each in read.models] == ["orders.Order"]
    assert [each.label for each in read.apps] == ["orders"]


def test_included_patterns_are_read(read: Project) -> None:
    assert [(each.route, each.view, each.app) for each in read.endpoints] == [
        ("parcels/track/", "parcels.views.track", None)
    ]


def test_what_fails_in_a_package_is_no_news_of_the_project(read: Project) -> None:
    assert not read.problems


def test_without_the_packages_the_same_is_listed_as_unknown(tmp_path: Path) -> None:
    read = read_project(project(tmp_path, FILES), packages=[])
    assert any("parcels.urls is not at hand" in each.message for each in read.problems)


@pytest.mark.parametrize(
    ("settings", "label"),
    [
        pytest.param("try:\n    import loud.gone\n", "orders", id="an opaque package has all"),
        pytest.param("try:\n    import parcels.gone\n", "other", id="a package that is read"),
        pytest.param("try:\n    import nobody\n", "other", id="no such package"),
        pytest.param("try:\n    import tomllib\n", "orders", id="the standard library"),
        pytest.param("try:\n    import parcels.views\n", "orders", id="a module that is there"),
    ],
)
def test_an_import_fails_where_it_would(tmp_path: Path, settings: str, label: str) -> None:
    environment(tmp_path)
    text = f"""{settings}
    INSTALLED_APPS = ["orders"]
except ImportError:
    INSTALLED_APPS = ["other"]
"""
    files = {"shop/settings.py": text, "other/__init__.py": "", "other/models.py": ""}
    read = read_project(project(tmp_path, files))
    assert [each.label for each in read.apps] == [label]


def test_the_version_of_django_is_the_installed_one(tmp_path: Path) -> None:
    environment(tmp_path)
    text = """import django
INSTALLED_APPS = ["orders"] if django.VERSION[:2] == (4, 2) else []
"""
    read = read_project(project(tmp_path, {"shop/settings.py": text}))
    assert [each.label for each in read.apps] == ["orders"]


def test_only_what_has_to_do_with_django_is_read(tmp_path: Path) -> None:
    installed = Installed([environment(tmp_path)])
    assert installed.find("parcels.models") is not None
    assert installed.find("loud") is None


def test_links_elsewhere_leave_it_open_what_is_missing(tmp_path: Path) -> None:
    installed = Installed([environment(tmp_path, {**PACKAGES, "more.pth": "/srv/more\n"})])
    assert not installed.lacks("nobody")


@pytest.mark.parametrize("inside", ["", "bin/python"])
def test_an_environment_is_found_by_its_folder_or_its_interpreter(
    tmp_path: Path, inside: str
) -> None:
    packages = environment(tmp_path)
    assert site_packages(tmp_path / ".venv" / inside) == (packages.resolve(),)


def test_there_is_no_environment_in_any_other_folder(tmp_path: Path) -> None:
    assert site_packages(tmp_path) == ()
