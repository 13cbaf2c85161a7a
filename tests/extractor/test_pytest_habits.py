"""Tests that pytest runs: their fixtures come along, and so do the project's options."""

from __future__ import annotations

from pathlib import Path

import pytest

from decompose_extractor.blueprint import draw
from decompose_extractor.cut import Cut
from decompose_extractor.generated import service_files
from decompose_extractor.pytest_habits import kept_options
from tests.extractor.tools import SETTINGS, project_from

CONFTEST = """
import pytest

from people.models import Person

pytest_plugins = ["shop.fixtures"]


@pytest.fixture
def person(email):
    return Person.objects.create(email=email)


@pytest.fixture
def unused(db):
    raise AssertionError


@pytest.fixture(autouse=True)
def quiet():
    pass


def pytest_configure(config):
    pass
"""
FIXTURES = """
import pytest


@pytest.fixture(name="email")
def make_email():
    return "a@example.com"


@pytest.fixture
def marked():
    pass
"""
TESTS = """
import pytest


@pytest.mark.usefixtures("marked")
def test_order(person):
    assert person.pk
"""
PEOPLE = """
from django.db import models


class Person(models.Model):
    email = models.EmailField()
"""
FILES = {
    "site_settings.py": SETTINGS.format(apps='"shop.orders", "people"'),
    "people/models.py": PEOPLE,
    "shop/conftest.py": CONFTEST,
    "shop/fixtures.py": FIXTURES,
    "shop/orders/__init__.py": "",
    "shop/orders/models.py": "from django.db import models\n",
    "shop/orders/tests/__init__.py": "",
    "shop/orders/tests/test_orders.py": TESTS,
}


def test_fixtures_that_tests_ask_for_come_along(tmp_path: Path) -> None:
    drawn = draw("orders", Cut(project_from(tmp_path, FILES), frozenset({"orders"})))
    kept = drawn.closure.kept
    assert {"person", "quiet", "pytest_configure"} <= kept["shop.conftest"]
    assert "unused" not in kept["shop.conftest"]
    assert {"make_email", "marked"} <= kept["shop.fixtures"]
    assert "people.Person" in drawn.closure.replicas
    assert "shop.conftest" not in drawn.production.kept


def test_a_service_of_a_project_with_pytest_has_its_options(tmp_path: Path) -> None:
    options = "[tool:pytest]\naddopts = --cov\npython_files = check_*.py\n"
    project = project_from(tmp_path, {**FILES, "setup.cfg": options})
    written = dict(service_files(draw("orders", Cut(project, frozenset({"orders"})))))
    assert "python_files = check_*.py" in written["pytest.ini"]
    assert "--cov" not in written["pytest.ini"]
    assert "decompose_service/pytest_plugin.py" in written
    assert "pytest-django" in written["requirements.txt"]


def test_a_service_of_a_project_without_pytest_has_none(tmp_path: Path) -> None:
    plain = {name: text for name, text in FILES.items() if "test" not in name}
    project = project_from(tmp_path, plain)
    written = dict(service_files(draw("orders", Cut(project, frozenset({"orders"})))))
    assert "pytest.ini" not in written and "decompose_service/pytest_plugin.py" not in written


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("pytest.ini", "[pytest]\ntestpaths = x\npython_files = a.py\n", id="own file"),
        pytest.param("tox.ini", "[pytest]\npython_files = a.py\n", id="tox"),
        pytest.param(
            "pyproject.toml",
            '[tool.pytest.ini_options]\nDJANGO_SETTINGS_MODULE = "x"\npython_files = "a.py"\n',
            id="pyproject",
        ),
    ],
)
def test_options_are_read_where_pytest_reads_them(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    assert kept_options(tmp_path) == {"python_files": "a.py"}
