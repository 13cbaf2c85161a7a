"""What comes along though no moved line names it: backends, pages of rows, fixtures, attributes
that other apps add, secrets' columns; and what stands in for the monolith in tests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from decompose_extractor.blueprint import draw
from decompose_extractor.cut import Cut
from decompose_extractor.emit import emit
from tests.extractor.tools import SETTINGS, project_from

PEOPLE = """
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AbstractUser
from django.db import models


class Person(AbstractUser):
    token = models.CharField(max_length=20)
    nickname = models.CharField(max_length=20)
    city = models.CharField(max_length=20)

    def get_absolute_url(self):
        return f"/people/{self.pk}/"
"""
ORDERS = """
from django.db import models


class Order(models.Model):
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE)
    note = models.ForeignKey("notes.Note", on_delete=models.SET_NULL, null=True)
"""
NOTES = """
from django.db import models


class Note(models.Model):
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE)
    text = models.CharField(max_length=20)
"""
BASE = {"people/models.py": PEOPLE, "orders/models.py": ORDERS, "notes/models.py": NOTES}
BACKENDS = """
from django.contrib.auth.backends import ModelBackend


class ByEmail(ModelBackend):
    def authenticate(self, request, email=None):
        return None


class ByTeam(ModelBackend):
    def has_perm(self, user, perm, obj=None):
        return user.is_active
"""


def _service(
    folder: Path, files: Mapping[str, str], app: str = "orders", settings: str = ""
) -> dict[str, str]:
    text = SETTINGS.format(apps='"notes", "orders", "people"')
    text += f'AUTH_USER_MODEL = "people.Person"\n{settings}\n'
    project = project_from(folder, {"site_settings.py": text, **BASE, **files})
    made = emit(draw(app, Cut(project, frozenset({app}))))
    return {path: data.decode() for path, data in made.content.items()}


@pytest.mark.parametrize(
    ("app", "expected"),
    [
        pytest.param(
            "orders",
            ["django.contrib.auth.backends.ModelBackend", "people.auth.ByTeam"],
            id="only_what_decides",
        ),
        pytest.param("people", ["people.auth.ByEmail", "people.auth.ByTeam"], id="owner_of_users"),
    ],
)
def test_backends(tmp_path: Path, app: str, expected: list[str]) -> None:
    listed = 'AUTHENTICATION_BACKENDS = ["people.auth.ByEmail", "people.auth.ByTeam"]'
    made = _service(tmp_path, {"people/auth.py": BACKENDS}, app, listed)
    settings: dict[str, object] = {}
    lines = made["config/settings.py"].partition("AUTHENTICATION_BACKENDS")[2].partition("]")[0]
    exec(f"found{lines}]", settings)
    assert settings["found"] == expected
    assert "class ByTeam" in made["people/auth.py"]
    assert ("class ByEmail" in made["people/auth.py"]) == (app == "people")


@pytest.mark.parametrize(
    ("code", "kept"),
    [
        pytest.param("redirect(order.person)", True, id="a_row"),
        pytest.param('redirect("people:detail")', False, id="a_name"),
    ],
)
def test_a_row_that_is_redirected_to_keeps_its_page(tmp_path: Path, code: str, kept: bool) -> None:
    views = f"""
        from django.shortcuts import redirect


        def go(request, order):
            return {code}
    """
    made = _service(tmp_path, {"orders/views.py": views})
    assert ("get_absolute_url" in made["people/models.py"]) == kept


def test_a_fixture_that_a_test_loads_comes_along_with_the_rows_of_models_here(
    tmp_path: Path,
) -> None:
    rows = [
        {"model": "notes.note", "pk": 1, "fields": {"text": "x"}},
        {"model": "other.thing", "pk": 1, "fields": {}},
    ]
    tests = """
        from django.test import TestCase


        class OrderTests(TestCase):
            fixtures = ["first_notes"]
    """
    files = {"orders/tests.py": tests, "notes/fixtures/first_notes.json": json.dumps(rows)}
    made = _service(tmp_path, files)
    assert json.loads(made["notes/fixtures/first_notes.json"]) == rows[:1]
    assert "text = models.CharField" in made["notes/models.py"]


def test_what_another_app_adds_to_a_model_is_added_here_too(tmp_path: Path) -> None:
    extending = """
        from people.models import Person


        def initials(self):
            return self.nickname[:1]


        def extend():
            Person.add_to_class("initials", property(initials))
            Person.add_to_class("unused", 1)
    """
    config = """
        from django.apps import AppConfig


        class NotesConfig(AppConfig):
            name = "notes"

            def ready(self):
                from notes.extending import extend

                extend()
    """
    files = {"notes/extending.py": extending, "notes/apps.py": config}
    used = "def short(order):\n    return order.person.initials\n"
    made = _service(tmp_path / "used", {**files, "orders/names.py": used})
    assert "def extend():" in made["notes/extending.py"]
    assert "extend()" in made["notes/apps.py"]
    assert "nickname = models.CharField" in made["people/models.py"]
    assert "notes/extending.py" not in _service(tmp_path / "not", files)


@pytest.mark.parametrize(
    ("code", "token", "password"),
    [
        pytest.param("", "LeftOut", "password = Withheld()", id="secrets_stay"),
        pytest.param(
            'NAMES = ["username", "token", "password"]',
            "models.CharField(max_length=20)",
            "",
            id="columns_by_name",
        ),
    ],
)
def test_a_secret_has_a_column_only_where_code_fills_the_table_by_name(
    tmp_path: Path, code: str, token: str, password: str
) -> None:
    made = _service(tmp_path, {"orders/loading.py": f"{code}\n"})
    assert f"token = {token}" in made["people/models.py"]
    assert ("password = Withheld()" in made["people/models.py"]) == bool(password)
    unfilled = '{"people.Person": ["password", "token"]}' if code else "{}"
    written = made["config/settings.py"].replace("'", '"')
    assert f"DECOMPOSE_UNFILLED = {unfilled}" in written


def test_a_row_made_by_position_keeps_all_columns(tmp_path: Path) -> None:
    code = "from notes.models import Note\n\n\ndef make():\n    return Note(1, 2, 'x')\n"
    assert (
        "text = models.CharField" in _service(tmp_path, {"orders/make.py": code})["notes/models.py"]
    )


def test_tests_know_the_monoliths_pages_layout_and_deletes(tmp_path: Path) -> None:
    urls = """
        from django.urls import path

        from people.views import person, people

        urlpatterns = [path("people/", people), path("people/<int:pk>/", person)]
    """
    views = "def people(request):\n    pass\n\n\ndef person(request, pk):\n    pass\n"
    tests = """
        from django.test import TestCase


        class PageTests(TestCase):
            def test_page(self):
                self.client.get("/people/?page=2")
    """
    files = {
        "site_urls.py": urls,
        "people/views.py": views,
        "orders/tests.py": tests,
        "orders/templates/base.html": "{% block main %}{% endblock %}",
        "orders/templates/orders/list.html": '{% extends "base.html" %}',
        "orders/templates/orders/mail.html": "mail",
        "orders/notes.py": "def first(order):\n    return order.note.person.email\n",
    }
    known: dict[str, object] = {}
    exec(_service(tmp_path, files)["monolith_in_tests/__init__.py"], known)
    assert known["LAYOUT"] == "base.html"
    assert known["PAGES"] == [r"^people/(?P<pk>[0-9]+)/\Z", r"^people/\Z"]
    assert known["DELETES"] == [("notes.Note", "person", "CASCADE")]
