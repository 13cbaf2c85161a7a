"""What tests of a service run against: ends of methods, rows of migrations, filled registries."""

from __future__ import annotations

import ast

import pytest

from decompose_extractor.blueprint import draw
from decompose_extractor.cut import Cut
from decompose_extractor.emit import emit
from tests.extractor.tools import SETTINGS, project_from

PEOPLE = """
from django.db import models

from .journal import write_down


class PersonManager(models.Manager):
    def join(self, email):
        person = self.create(email=email)
        write_down(person)
        return person


class Person(models.Model):
    email = models.EmailField()

    objects = PersonManager()

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        Entry.objects.create(text=self.email)

    @property
    def account(self):
        return Entry.objects.create(text=self.email)


class Entry(models.Model):
    text = models.TextField()
"""
JOURNAL = """
def write_down(person):
    person.save()
"""
REGISTRY = """
class Registry:
    def __init__(self):
        self.rules = []

    def load(self):
        from importlib import import_module

        self.rules = [import_module(each) for each in RULES]


RULES = ["people.rules"]
registry = Registry()
"""
RULE = """
__all__ = ["other"]


def allowed(person):
    return bool(person.pk)


def other(person):
    return True
"""
CONFIG = """
from django.apps import AppConfig

from .registry import registry


class PeopleConfig(AppConfig):
    name = "people"

    def ready(self):
        registry.load()
        print("stays")
"""
OPERATIONS = """
from django.db.migrations import RunPython


class MakeEntry(RunPython):
    def __init__(self, text):
        super().__init__(make_entry(text))


def make_entry(text):
    def made(apps, _):
        apps.get_model("people", "Entry").objects.create(text=text)

    return made
"""
MIGRATION = """
from django.db import migrations

from ..operations import MakeEntry


class Migration(migrations.Migration):
    dependencies = [("people", "0009_before")]
    operations = [MakeEntry("first")]
"""
BEFORE = """
from django.db import migrations


def make(apps, schema_editor):
    apps.get_model("people", "Entry").objects.create(text="zero")


class Migration(migrations.Migration):
    operations = [migrations.RunPython(make)]
"""
ORDERS = """
from people.models import Entry, Person
from people.registry import registry


def order(email):
    person = Person.objects.join(email)
    person.save()
    return person.account, Entry.objects.first().text, registry.rules
"""
FILES = {
    "site_settings.py": SETTINGS.format(apps='"orders", "people"'),
    "people/models.py": PEOPLE,
    "people/journal.py": JOURNAL,
    "people/registry.py": REGISTRY,
    "people/rules.py": RULE,
    "people/apps.py": CONFIG,
    "people/operations.py": OPERATIONS,
    "people/migrations/__init__.py": "",
    "people/migrations/0001_rows.py": MIGRATION,
    "people/migrations/0009_before.py": BEFORE,
    "orders/models.py": "from django.db import models\n",
    "orders/services.py": ORDERS,
}


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    project = project_from(tmp_path_factory.mktemp("shop"), FILES)
    files = emit(draw("orders", Cut(project, frozenset({"orders"}))))
    made = {path: data.decode() for path, data in files.content.items() if path.endswith(".py")}
    for text in made.values():
        ast.parse(text)
    return made


def test_a_method_that_acts_is_held_for_tests_as_the_monolith_has_it(
    content: dict[str, str],
) -> None:
    ends = content["monolith_in_tests/people/models.py"]
    assert "class PersonEnds:" in ends and "class PersonManagerEnds:" in ends
    assert "super(Person, self).save(*args, **kwargs)" in ends
    assert "@property" not in ends
    assert "from people.models import Entry" in ends
    assert "from people.journal import write_down" in ends  # no longer relative
    assert "seam(" in content["people/models.py"]


def test_rows_of_a_projects_own_operation_are_made_in_the_order_of_migrations(
    content: dict[str, str],
) -> None:
    rows = content["monolith_in_tests/__init__.py"]
    assert rows.index("0009_before") < rows.index("0001_rows")
    made = content["monolith_in_tests/people/migrations/0001_rows.py"]
    assert "from people.operations import MakeEntry" in made
    assert "MakeEntry('first').code(apps, schema_editor)" in made
    assert "class MakeEntry(RunPython):" in content["people/operations.py"]


def test_a_registry_that_the_service_reads_is_filled_as_in_the_monolith(
    content: dict[str, str],
) -> None:
    config = content["people/apps.py"]
    assert "from people.registry import registry" in config and "registry.load()" in config
    assert "stays" not in config


def test_a_module_that_code_loads_by_name_comes_whole(content: dict[str, str]) -> None:
    assert "def allowed(person):" in content["people/rules.py"]
