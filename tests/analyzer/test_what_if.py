"""What a cut costs, asked of small projects: ordinary, cyclic, one model, one giant app."""

from __future__ import annotations

from pathlib import Path

import pytest

from decompose_analyzer import decisions
from decompose_analyzer.analyze import analyze, only
from decompose_analyzer.what_if import Question
from decompose_core.analysis import Analysis
from decompose_core.problem import Refused
from tests.analyzer.tools import SHOP, files_of

GIANT = """
manage.py
    import os
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config")
config.py
    INSTALLED_APPS = ["erp"]
erp/__init__.py
erp/models/__init__.py
    from erp.models.sales import Order, Line
    from erp.models.staff import Person, Shift
erp/models/sales.py
    from django.db import models
    class Order(models.Model):
        seller = models.ForeignKey("erp.Person", on_delete=models.PROTECT)
    class Line(models.Model):
        order = models.ForeignKey(Order, on_delete=models.CASCADE)
erp/models/staff.py
    from django.db import models
    class Person(models.Model):
        name = models.CharField(max_length=9)
    class Shift(models.Model):
        person = models.ForeignKey(Person, on_delete=models.CASCADE)
erp/sales.py
    from erp.models.sales import Line, Order
    def total():
        return Order.objects.count() + Line.objects.count()
erp/bonus.py
    from erp.models.sales import Order
    from erp.models.staff import Person
    def bonus():
        return Order.objects.count() / Person.objects.count()
erp/staff.py
    from erp.models.staff import Person, Shift
    def plan():
        return Person.objects.count(), Shift.objects.count()
"""
ONE = """
manage.py
    import os
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config")
config.py
    INSTALLED_APPS = ["notes"]
notes/__init__.py
notes/models.py
    from django.db import models
    class Note(models.Model):
        text = models.TextField()
"""


def ask(root: Path, text: str, question: Question) -> Analysis:
    for name, content in files_of(text).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return only(analyze(root, what_if=question), [question.name])


def test_a_cut_through_apps_names_its_models_its_price_and_two_alternatives(
    tmp_path: Path,
) -> None:
    (boundary,) = ask(tmp_path, SHOP, Question(("orders",))).boundaries
    assert boundary.models == ("orders.Order", "orders.OrderLine")
    assert boundary.cost.places == sum(boundary.crossings.values())
    assert [each.change for each in boundary.alternatives] == ["with catalog", "with accounts"]
    assert boundary.trial is not None
    assert (boundary.trial.rounds, boundary.trial.seeds) == (10, ("orders.Order",))
    assert boundary.stability == boundary.trial.came["orders.OrderLine"] / 10


def test_seeds_find_their_app(tmp_path: Path) -> None:
    question = Question(seeds=("orders.Order",), stay=("accounts.User", "catalog.Product"))
    (boundary,) = ask(tmp_path, SHOP, question).boundaries
    assert boundary.apps == ("orders",)
    assert 0 < (boundary.stability or 0) <= 1


def test_a_cut_inside_a_giant_app_prices_its_relations_and_the_code_on_both_sides(
    tmp_path: Path,
) -> None:
    analysis = ask(tmp_path, GIANT, Question(seeds=("erp.Line",), stay=("erp.Shift",)))
    (boundary,) = analysis.boundaries
    assert boundary.models == ("erp.Line", "erp.Order")
    places = {(each.kind, each.location.path, each.detail) for each in analysis.couplings}
    assert (
        "split_relation",
        "erp/models/sales.py",
        "erp.Order.seller points to erp.Person, within one app",
    ) in places
    assert (
        "split_module",
        "erp/bonus.py",
        "uses erp.Order, which would leave, and erp.Person, which would stay",
    ) in places
    assert not any(each[1] in ("erp/sales.py", "erp/staff.py") for each in places)


def test_a_giant_app_is_divided_into_parts(tmp_path: Path) -> None:
    ask(tmp_path, GIANT, Question(("erp.Order",)))
    parts = analyze(tmp_path).suggestion
    assert {each.models for each in parts} == {
        ("erp.Line", "erp.Order"),
        ("erp.Person", "erp.Shift"),
    }


def test_a_project_of_one_model_has_nothing_to_cut_and_says_so(tmp_path: Path) -> None:
    analysis = ask(tmp_path, ONE, Question(("notes",)))
    (boundary,) = analysis.boundaries
    assert (boundary.models, boundary.cost.places) == (("notes.Note",), 0)
    assert boundary.alternatives == ()
    assert boundary.stability is None
    assert [each.app for each in analysis.order] == ["notes"]


@pytest.mark.parametrize(
    ("question", "message"),
    [
        pytest.param(
            Question(("ordes",)), "there is no app or model 'ordes' in this project", id="cut"
        ),
        pytest.param(
            Question(seeds=("orders.Ordr",)),
            "there is no model 'orders.Ordr'\n  models there: orders.Order, orders.OrderLine",
            id="seed",
        ),
        pytest.param(
            Question(seeds=("orders.Order",), stay=("x.Y",)),
            "there is no model 'x.Y' in this project",
            id="stay",
        ),
    ],
)
def test_an_unknown_name_is_refused(tmp_path: Path, question: Question, message: str) -> None:
    with pytest.raises(Refused) as refused:
        ask(tmp_path, SHOP, question)
    assert str(refused.value).startswith(message)


def test_every_place_of_the_price_is_written_within_eighty_columns(tmp_path: Path) -> None:
    analysis = ask(tmp_path, SHOP, Question(("orders",)))
    (boundary,) = analysis.boundaries
    lines = list(decisions.price(boundary, analysis.couplings, 80))
    assert max(map(len, lines)) <= 80
    for each in analysis.couplings:
        assert f"    {each.location}" in lines
    assert sum(line.startswith("    ") and line[4] != " " for line in lines) == boundary.cost.places


def test_the_same_question_has_the_same_answer(tmp_path: Path) -> None:
    question = Question(seeds=("orders.Order",))
    first = ask(tmp_path, SHOP, question)
    assert ask(tmp_path, SHOP, question) == first
