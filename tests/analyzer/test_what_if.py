"""What a cut costs, asked of small projects: ordinary, cyclic, one model, one giant app."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from decompose_analyzer import price as prices
from decompose_analyzer.alternatives import Priced, neighbours
from decompose_analyzer.analyze import analyze, only
from decompose_analyzer.boundaries import Cut, cost_of, crossings
from decompose_analyzer.finding import detectors
from decompose_analyzer.question import Question
from decompose_analyzer.report.text import render
from decompose_analyzer.reporting import Page
from decompose_analyzer.split import inside, split
from decompose_analyzer.what_if import cost_of_cut
from decompose_core.analysis import Analysis
from decompose_core.boundary import Boundary, Cost
from decompose_core.problem import Refused
from decompose_source.project import read_project
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
MORE = """
orders/both.py
    from catalog.models import Brand, Product
    from orders.models import Order, OrderLine
    def count():
        found = Order.objects.count() + OrderLine.objects.count()
        return found + Product.objects.count() + Brand.objects.count()
"""
TRANSACTION = """
catalog/services.py
    from accounts.models import Address
    from catalog.models import Product
    def restock(name):
        Product.objects.create(name=name)
        Address.objects.update(user=1)
orders/views.py
    from django.db import transaction
    from catalog.services import restock
    from orders.models import Order
    @transaction.atomic
    def index(request):
        Order.objects.update(number="1")
        restock("x")
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


def lay(root: Path, text: str) -> None:
    for name, content in files_of(text).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)


def ask(root: Path, text: str, question: Question) -> Analysis:
    lay(root, text)
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
    analysis = ask(tmp_path, SHOP + TRANSACTION, Question(("orders",)))
    (boundary,) = analysis.boundaries
    lines = list(prices.price(boundary, analysis.couplings, 80))
    assert max(map(len, lines)) <= 80
    places = [line.split()[0] for line in lines if re.match(r"    \S+:\d+:\d+(  |$)", line)]
    assert set(places) == {str(each.location) for each in analysis.couplings}
    text = " ".join(" ".join(lines).split())
    for each in analysis.couplings:
        assert (each.detail.rpartition("; ")[0] or each.detail) in text
    for kind, count in boundary.crossings.items():
        settled = detectors()[kind].settled
        assert re.search(rf" {kind} \(\d+\) becomes: {re.escape(settled)} ", text), kind
        found = re.findall(rf" {kind} \((\d+)\) becomes", text)
        assert sum(map(int, found)) == count
    assert text.count("all entered by") == 1


@pytest.mark.parametrize(
    ("apps", "models", "named"),
    [
        pytest.param(("a",), ("a.One",), [], id="a whole app"),
        pytest.param(("a",), ("a.One", "b.Two"), ["b"], id="half an app"),
    ],
)
def test_the_price_says_what_it_leaves_out(
    apps: tuple[str, ...], models: tuple[str, ...], named: list[str]
) -> None:
    text = " ".join(prices.price(Boundary("x", apps, models, Cost()), [], 80))
    found = re.findall(r"between the two +parts of (\w+):", re.sub(" +", " ", text))
    assert found == named


def test_a_cut_of_many_models_names_apps_that_leave_as_a_whole() -> None:
    labels = tuple(f"big.M{number}" for number in range(50))
    cut = Boundary("x", ("big", "empty"), (*labels, "other.One"), Cost())
    assert prices.taken(cut) == "big (50 models), other.One"
    assert prices.taken(replace(cut, apps=())).endswith("and 11 more: --format json has them all")
    assert prices.taken(replace(cut, models=labels[:2])) == "big.M0, big.M1"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(GIANT, "erp has all models: a cut goes through it", id="a giant app"),
        pytest.param(ONE, "notes.Note is the only model: there is nothing to cut", id="one model"),
    ],
)
def test_a_project_of_one_app_is_told_what_can_be_cut(tmp_path: Path, text: str, said: str) -> None:
    lay(tmp_path, text)
    shown = render(analyze(tmp_path), Page(80, colour=False))
    assert said in shown
    assert "What each cut costs" not in shown
    assert ("--seed erp." in shown) == (text == GIANT)
    assert "decompose extract" not in shown


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        pytest.param(("orders",), "decompose extract orders --dry-run", id="an app"),
        pytest.param(
            ("orders", "catalog"),
            "decompose extract NAME --app catalog --app orders --dry-run",
            id="two apps",
        ),
        pytest.param(("orders.Order",), "[boundaries.NAME] with these apps", id="half an app"),
    ],
)
def test_a_cut_says_how_to_go_on(tmp_path: Path, labels: tuple[str, ...], said: str) -> None:
    question = Question(labels)
    shown = render(ask(tmp_path, SHOP, question), Page(80, colour=False, focus=(question.name,)))
    assert said in shown


@pytest.mark.parametrize(
    ("text", "apps", "models", "moved"),
    [
        pytest.param(SHOP + MORE, {"orders"}, set[str](), {"accounts", "catalog"}, id="an app"),
        pytest.param(
            SHOP + MORE,
            {"accounts"},
            {"orders.Order", "catalog.Product"},
            {"accounts", "catalog", "orders", "orders.Order", "catalog.Product"},
            id="an app and parts of two",
        ),
        pytest.param(
            GIANT, set[str](), {"erp.Order"}, {"erp.Line", "erp.Person", "erp.Shift"}, id="a giant"
        ),
    ],
)
def test_a_neighbour_costs_what_it_would_cost_as_a_cut_of_its_own(
    tmp_path: Path, text: str, apps: set[str], models: set[str], moved: set[str]
) -> None:
    ask(tmp_path, text, Question((*apps, *models)))
    project = read_project(tmp_path)
    couplings = analyze(tmp_path).couplings
    cut, held = Cut("x", frozenset(apps), frozenset(models)), inside(project)
    own = cost_of(crossings(cut, (*couplings, *split(cut, held))))
    labels = [each.label for each in project.apps]
    found = list(neighbours(Priced(cut, own, couplings, held), labels))
    assert {change.partition(" ")[2] for change, _, _ in found} == moved
    for change, other, cost in found:
        assert cost == cost_of_cut([*other.apps, *other.models], project, couplings), change


def test_no_alternative_takes_the_whole_project(tmp_path: Path) -> None:
    analysis = ask(tmp_path, GIANT, Question(("erp.Order", "erp.Line", "erp.Person")))
    (boundary,) = analysis.boundaries
    assert [each.change for each in boundary.alternatives] == [
        "without erp.Person",
        "without erp.Line",
    ]


def test_the_same_question_has_the_same_answer(tmp_path: Path) -> None:
    question = Question(seeds=("orders.Order",))
    first = ask(tmp_path, SHOP, question)
    assert ask(tmp_path, SHOP, question) == first
