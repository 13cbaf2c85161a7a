from __future__ import annotations

from pathlib import Path

import pytest

from decompose_extractor.closure import gather
from decompose_extractor.cut import Cut
from decompose_extractor.pieces import Closure, How
from tests.extractor.tools import project_from

BASE = {
    "orders/models.py": """
        from django.db import models

        from people.models import Person


        class Order(models.Model):
            person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="orders")
    """,
    "people/models.py": """
        from django.db import models


        class Town(models.Model):
            name = models.CharField(max_length=9)


        class Person(models.Model):
            email = models.EmailField()
            town = models.ForeignKey(Town, on_delete=models.CASCADE)
            api_token = models.CharField(max_length=9)

            def __str__(self):
                return self.email

            def rename(self, email):
                self.email = email
                self.save()
    """,
}


def _closure(folder: Path, files: dict[str, str]) -> Closure:
    return gather(Cut(project_from(folder, {**BASE, **files}), frozenset({"orders"})))


def _hows(closure: Closure) -> dict[str, str]:
    return {f"{each.module}.{each.name}": each.how.value for each in closure.pieces}


@pytest.mark.parametrize(
    ("helper", "expected"),
    [
        pytest.param("return order.pk", "copied", id="pure"),
        pytest.param("return Person.objects.filter(pk=order.pk)", "copied", id="reads"),
        pytest.param("Person.objects.filter(pk=1).update(email='')", "seam", id="updates"),
        pytest.param("order.person.save()", "seam", id="saves"),
        pytest.param("deep(order)", "seam", id="calls_what_saves"),
        pytest.param("return {}.update(a=1)", "copied", id="updates_a_dict"),
        pytest.param("requests.post('https://x')", "seam", id="leaves_the_process"),
        pytest.param("cache.delete('key')", "copied", id="forgets_a_cache_entry"),
        pytest.param("return Person.objects.select_for_update()", "seam", id="locks"),
        pytest.param("connection.cursor().execute('SELECT 1')", "seam", id="raw_sql"),
    ],
)
def test_a_helper_that_acts_becomes_a_seam(tmp_path: Path, helper: str, expected: str) -> None:
    closure = _closure(
        tmp_path,
        {
            "orders/views.py": "from people.services import helper\n\nhelper(1)\n",
            "people/services.py": f"""
                import requests
                from django.core.cache import cache
                from django.db import connection

                from people.models import Person


                def deep(order):
                    order.save()


                def helper(order):
                    {helper}


                def unused():
                    pass
            """,
        },
    )
    hows = _hows(closure)
    assert hows["people.services.helper"] == expected
    assert "people.services.unused" not in hows
    assert ("people.services.deep" in hows) is (helper == "deep(order)" and expected == "copied")


def test_a_replica_has_the_members_that_are_used(tmp_path: Path) -> None:
    closure = _closure(
        tmp_path, {"orders/views.py": "def view(order):\n    return order.person.email\n"}
    )
    assert closure.replicas["people.Person"] == frozenset({"id", "email"})
    assert "people.Town" not in closure.replicas


@pytest.mark.parametrize(
    "use",
    [
        pytest.param("order.person.town", id="attribute"),
        pytest.param("Order.objects.filter(person__town__name='x')", id="lookup"),
        pytest.param("Order.objects.select_related('person__town')", id="string"),
        pytest.param("x.execute('SELECT town_id FROM people_person')", id="sql"),
    ],
)
def test_a_key_that_is_used_brings_its_model(tmp_path: Path, use: str) -> None:
    closure = _closure(
        tmp_path,
        {"orders/views.py": f"from orders.models import Order\n\norder = x = 1\n{use}\n"},
    )
    assert {"people.Person", "people.Town"} <= set(closure.replicas)


def test_a_secret_never_comes_along(tmp_path: Path) -> None:
    closure = _closure(tmp_path, {"orders/views.py": "def view(o):\n    return o.api_token\n"})
    assert "api_token" not in closure.replicas["people.Person"]


def test_a_method_that_acts_becomes_a_stub(tmp_path: Path) -> None:
    closure = _closure(tmp_path, {"orders/views.py": "def view(o):\n    o.person.rename('x')\n"})
    person = closure.piece("people.models.Person")
    assert person is not None and list(person.stubs) == ["rename"]


def test_a_reverse_accessor_brings_the_model_behind_it(tmp_path: Path) -> None:
    closure = _closure(
        tmp_path,
        {
            "orders/views.py": "def view(order):\n    return order.parcels.all()\n",
            "posts/models.py": """
                from django.db import models


                class Parcel(models.Model):
                    order = models.ForeignKey("orders.Order", models.CASCADE,
                    related_name="parcels")
                    weight = models.IntegerField()
            """,
        },
    )
    assert closure.replicas["posts.Parcel"] == frozenset({"id", "order"})


def test_re_exports_and_star_imports_are_followed(tmp_path: Path) -> None:
    closure = _closure(
        tmp_path,
        {
            "orders/views.py": "from people.api import helper, other\n",
            "people/api.py": "from people.deep import helper\nfrom people.star import *\n",
            "people/deep.py": "LIMIT = 3\n\n\ndef helper():\n    return LIMIT\n",
            "people/star.py": "def other():\n    pass\n",
        },
    )
    assert closure.kept["people.api"] == frozenset({"helper"})
    assert closure.stars["people.api"] == frozenset({"people.star"})
    assert closure.kept["people.deep"] == frozenset({"LIMIT", "helper"})
    assert closure.kept["people.star"] == frozenset({"other"})


def test_strings_that_name_code_are_followed(tmp_path: Path) -> None:
    closure = _closure(
        tmp_path,
        {
            "orders/views.py": 'CALLED = "people.deep.helper"\nMODEL = "people.Town"\n',
            "people/deep.py": "def helper():\n    pass\n",
        },
    )
    assert "people.deep.helper" in _hows(closure)
    assert "people.Town" in closure.replicas


def test_settings_are_noted_where_they_are_read(tmp_path: Path) -> None:
    closure = _closure(
        tmp_path,
        {
            "orders/views.py": "from django.conf import settings as s\n\nA = s.SHOP_NAME\n"
            'B = getattr(s, "SHOP_SIZE", 3)\n'
        },
    )
    assert set(closure.settings) == {"SHOP_NAME", "SHOP_SIZE"}


def test_a_name_that_cannot_be_found_is_reported(tmp_path: Path) -> None:
    closure = _closure(
        tmp_path,
        {
            "orders/views.py": "from people.magic import wand\n",
            "people/magic.py": "globals().update(wand=1)\n",
        },
    )
    assert [str(each.location) for each in closure.problems] == ["orders/views.py"]
    assert "wand" in closure.problems[0].message


def test_a_task_is_sent_and_not_copied(tmp_path: Path) -> None:
    closure = _closure(
        tmp_path,
        {
            "orders/views.py": "from people.tasks import greet\n\ngreet.delay(1)\n",
            "people/tasks.py": "import celery\n\n\n@celery.shared_task\ndef greet(pk):\n    pass\n",
        },
    )
    assert _hows(closure)["people.tasks.greet"] == How.TASK.value


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("from posts.models.tag import Tag", id="class"),
        pytest.param("from posts.models.tag import Tag as Label", id="other_name"),
        pytest.param("from posts.models import tag", id="module"),
        pytest.param("from posts.models.tag import *", id="star"),
    ],
)
def test_a_model_that_is_only_named_by_a_string_is_registered(tmp_path: Path, line: str) -> None:
    closure = _closure(
        tmp_path,
        {
            "orders/views.py": 'MODEL = "posts.Tag"\n',
            "posts/models/__init__.py": f"{line}\n",
            "posts/models/tag.py": """
                from django.db import models


                class Tag(models.Model):
                    pass
            """,
        },
    )
    assert "posts.Tag" in closure.replicas
    assert closure.kept["posts.models"] or closure.stars.get("posts.models")
