"""What decompose.toml says about seams is followed, or refused."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from decompose_core.problem import Refused
from decompose_core.project_file import Strategy
from decompose_extractor.closure import gather
from decompose_extractor.cut import Cut
from decompose_extractor.decided import check_seams
from tests.extractor.tools import project_from

FILES = {
    "orders/models.py": """
        from django.db import models


        class Order(models.Model):
            person = models.ForeignKey("people.Person", models.CASCADE)
    """,
    "people/models.py": """
        from django.db import models


        class Town(models.Model):
            name = models.CharField(max_length=9)


        class Person(models.Model):
            email = models.EmailField()
            phone = models.CharField(max_length=9)
            api_token = models.CharField(max_length=9)
            town = models.ForeignKey(Town, models.CASCADE)

            def wave(self):
                return self.town


        def greet():
            pass
    """,
}


def _cut(folder: Path, seams: Mapping[str, Strategy]) -> Cut:
    return Cut(project_from(folder, FILES), frozenset({"orders"}), seams)


@pytest.mark.parametrize(
    ("key", "columns"),
    [
        pytest.param("people.Person.phone", {"people.Person": {"id", "phone"}}, id="column"),
        pytest.param(
            "people.Person.town",
            {"people.Person": {"id", "town"}, "people.Town": {"id"}},
            id="key_with_its_model",
        ),
        pytest.param(
            "people.Town.name",
            {"people.Person": {"id"}, "people.Town": {"id", "name"}},
            id="column_of_a_model_nothing_uses",
        ),
        pytest.param(
            "people.Town",
            {"people.Person": {"id"}, "people.Town": {"id"}},
            id="model_nothing_uses",
        ),
    ],
)
def test_a_replica_that_is_asked_for_comes_along(
    tmp_path: Path, key: str, columns: Mapping[str, set[str]]
) -> None:
    cut = _cut(tmp_path, {key: "replica"})
    check_seams(cut)
    assert gather(cut).replicas == columns


@pytest.mark.parametrize(
    ("key", "strategy", "why"),
    [
        pytest.param(
            "people.Person.fax", "replica", "people.Person has no field 'fax'", id="field"
        ),
        pytest.param("people.Cat.name", "replica", "there is no model 'people.Cat'", id="model"),
        pytest.param("orders.Order.id", "replica", "orders.Order moves", id="moved_column"),
        pytest.param("people.Person.api_token", "replica", "a secret never", id="secret"),
        pytest.param("people.models.wave", "api", "no such function or class", id="function"),
        pytest.param("people.models.Person.wave", "copy", "whole of Person", id="method"),
        pytest.param("people.models.Town", "api", "a class has no other side", id="class_as_api"),
        pytest.param("people.models", "copy", "no such function or class", id="whole_module"),
        pytest.param("orders.models.Order", "copy", "it moves", id="moved_class"),
    ],
)
def test_a_decision_that_nothing_follows_is_refused(
    tmp_path: Path, key: str, strategy: Strategy, why: str
) -> None:
    with pytest.raises(Refused, match=why):
        check_seams(_cut(tmp_path, {key: strategy}))


def test_all_wrong_decisions_are_refused_in_one_message(tmp_path: Path) -> None:
    seams: dict[str, Strategy] = {"a.b": "copy", "people.models.greet": "api", "c.D.e": "replica"}
    with pytest.raises(Refused) as caught:
        check_seams(_cut(tmp_path, seams))
    assert '"a.b"' in str(caught.value) and '"c.D.e"' in str(caught.value)
    assert "greet" not in str(caught.value)
