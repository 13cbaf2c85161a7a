from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from decompose_core.problem import Refused
from decompose_extractor.environment import cache_folder, clean_environment, installed
from decompose_extractor.extract import Boundary, extract
from decompose_extractor.subject import Subject
from decompose_extractor.verify import Verification, verify
from decompose_extractor.writing import write_service
from tests.extractor.tools import project_from, write_project

INITIAL = """
    from django.db import migrations, models


    class Migration(migrations.Migration):
        initial = True
        dependencies = {dependencies}
        operations = [
            migrations.CreateModel(
                "{name}",
                [
                    ("id", models.BigAutoField(primary_key=True, serialize=False)),
                    {field},
                ],
            ),
        ]
"""
SHOP = {
    "people/models.py": """
        from django.db import models


        class Person(models.Model):
            email = models.EmailField()
    """,
    "people/migrations/__init__.py": "",
    "people/migrations/0001_initial.py": INITIAL.format(
        dependencies="[]", name="Person", field='("email", models.EmailField())'
    ),
    "orders/models.py": """
        from django.db import models


        class Order(models.Model):
            person = models.ForeignKey("people.Person", on_delete=models.CASCADE)
    """,
    "orders/migrations/__init__.py": "",
    "orders/migrations/0001_initial.py": INITIAL.format(
        dependencies='[("people", "0001_initial")]',
        name="Order",
        field='("person", models.ForeignKey("people.Person", on_delete=models.CASCADE))',
    ),
    "orders/tests.py": """
        from django.test import TestCase

        from orders.models import Order
        from people.models import Person


        class OrderTests(TestCase):
            def test_order(self):
                person = Person.objects.create(email="a@example.com")
                self.assertEqual(Order.objects.create(person=person).person, person)
    """,
}


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    project = project_from(tmp_path_factory.mktemp("shop"), SHOP)
    return extract(project, Boundary("orders", ("orders",))).content


def _verified(
    folder: Path, content: Mapping[str, bytes], damage: Mapping[str, str]
) -> Verification:
    write_project(folder / "shop", SHOP)
    service = folder / "orders"
    write_service(service, content)
    for path, text in damage.items():
        (service / path).write_text((service / path).read_text() + text)
    own, theirs = (f"sqlite:///{folder}/{name}.sqlite3" for name in ("own", "theirs"))
    subject = Subject(
        "orders", service, folder / "shop", own, theirs, sys.executable, sys.executable
    )
    return verify(subject)


def test_a_service_as_it_was_extracted_stands(tmp_path: Path, content: Mapping[str, bytes]) -> None:
    found = _verified(tmp_path, content, {})
    assert {each.name: each.detail for each in found.checks if not each.passed} == {}
    assert found.passed
    # the shop's one test, and those of the contract that extract writes
    assert found.tests.collected == found.tests.passed > 1
    assert found.tests.edited == 0


def test_each_damage_is_found_and_the_others_are_still_looked_for(
    tmp_path: Path, content: Mapping[str, bytes]
) -> None:
    found = _verified(
        tmp_path,
        content,
        {
            "orders/tests.py": "\n    def test_no(self):\n        self.fail()\n",
            "orders/models.py": "    number = models.IntegerField(default=1)\n",
            "config/wsgi.py": "\n\ndef late():\n    import shop_of_the_monolith\n",
        },
    )
    wrong = {each.name for each in found.checks if not each.passed}
    assert {"imports", "makemigrations", "tests"} <= wrong
    assert "check" not in wrong and not found.passed


def test_a_folder_without_a_plan_is_refused(tmp_path: Path) -> None:
    subject = Subject("orders", tmp_path, tmp_path, "", "", sys.executable, sys.executable)
    with pytest.raises(Refused, match="there is no extracted service"):
        verify(subject)


def test_an_environment_is_made_once_for_the_same_requirements(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    made = clean_environment("", sys.executable)
    assert Path(made).is_relative_to(cache_folder())
    assert installed(made).version("Django") is None
    before = Path(made).lstat().st_mtime_ns
    assert clean_environment("\n", sys.executable) == made
    assert Path(made).lstat().st_mtime_ns == before


def test_the_packages_of_an_interpreter_are_told() -> None:
    found = installed(sys.executable)
    assert found.version("django") == found.version("Django") is not None
    assert "Django" in found.tops["django"]
