from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from decompose.main import main
from decompose.refresh import refresh, table_of
from decompose.sections import with_service
from decompose_core.monolith import EndpointEffect
from decompose_core.plan import ExtractionPlan
from decompose_core.project_file import RouteEntry, WriterEntry
from tests.extractor.tools import write_project

SHOP = {
    "orders/models.py": """
        from django.db import models


        class Order(models.Model):
            person = models.ForeignKey("people.Person", on_delete=models.CASCADE)
    """,
    "people/models.py": """
        from django.db import models


        class Person(models.Model):
            email = models.EmailField()
    """,
}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    write_project(tmp_path / "shop", SHOP)
    return tmp_path


class Done:
    """What a run of the command has said, and its exit code."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.returncode, self.stdout, self.stderr = code, out, err


Run = Callable[..., Done]


@pytest.fixture
def run(shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(shop)

    def run(*arguments: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["decompose", "extract", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return Done(int(ended.value.code or 0), said.out, said.err)

    return run


def test_a_service_and_its_section_are_written_once(shop: Path, run: Run) -> None:
    first = run("orders", "--project", "shop")
    assert first.returncode == 0, first.stderr
    assert "[services.orders]" in first.stdout
    text = (shop / "decompose.toml").read_text()
    assert 'path = "shop"' in text and 'path = "extracted/orders"' in text
    second = run("orders")
    assert second.returncode == 0, second.stderr
    assert "0 changed" in second.stdout
    assert (shop / "decompose.toml").read_text() == text


def test_a_dry_run_prints_the_plan_and_writes_nothing(shop: Path, run: Run) -> None:
    before = sorted(shop.rglob("*"))
    done = run("orders", "--project", "shop", "--dry-run", "--format", "json")
    assert done.returncode == 0, done.stderr
    tables = {each["name"]: each["moved"] for each in json.loads(done.stdout)["tables"]}
    assert tables["orders_order"] is True and tables["people_person"] is False
    assert sorted(shop.rglob("*")) == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(("books", "--project", "shop"), "there is no app 'books'", id="unknown_app"),
        pytest.param(("auth", "--project", "shop"), "there is no app 'auth'", id="a_packages_app"),
        pytest.param(
            ("orders", "--project", "shop", "--python", "no/such/python"),
            "no/such/python",
            id="no_interpreter",
        ),
        pytest.param(("orders",), "there is no decompose.toml here", id="no_project"),
        pytest.param(
            ("orders", "--project", "shop/people"), "found no Django settings", id="no_settings"
        ),
        pytest.param(("orders", "--project", "no"), "no is no folder", id="no_folder"),
        pytest.param(("../x", "--project", "shop"), "is no name for a service", id="a_path"),
        pytest.param(
            ("orders", "--project", "shop", "--output", "shop"),
            "files that decompose did not write",
            id="other_peoples_folder",
        ),
    ],
)
def test_bad_input_is_one_message_and_nothing_is_written(
    shop: Path, run: Run, arguments: tuple[str, ...], message: str
) -> None:
    before = sorted(shop.rglob("*"))
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr and "Traceback" not in done.stderr
    assert sorted(shop.rglob("*")) == before


def test_a_file_that_cant_be_read_is_one_message_and_nothing_is_written(
    shop: Path, run: Run
) -> None:
    (shop / "shop" / "orders" / "services.py").write_text("def broken(:\n")
    before = sorted(shop.rglob("*"))
    done = run("orders", "--project", "shop")
    assert (done.returncode, done.stdout) == (2, "")
    assert "orders/services.py" in done.stderr and "can't parse this" in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(shop.rglob("*")) == before


def test_two_apps_that_lead_to_each_other_can_part_and_are_told_of(shop: Path, run: Run) -> None:
    people = shop / "shop" / "people" / "models.py"
    key = "    last = models.ForeignKey('orders.Order', null=True, on_delete=models.SET_NULL)\n"
    people.write_text(people.read_text() + key)
    done = run("orders", "--project", "shop")
    assert done.returncode == 0, done.stderr
    assert "orders and people hold keys to each other" in done.stdout
    assert "--app NAME --app NAME" in done.stdout


VIEWS = """
from django.http import HttpResponse


def {name}(request):
    return HttpResponse("")
"""
URLS = """
from django.urls import path

from orders import views

urlpatterns = [{patterns}]
"""


def _views(shop: Path, *names: str) -> None:
    head, *_ = VIEWS.partition("def ")
    bodies = [VIEWS.partition("def ")[2].format(name=each) for each in names]
    text = head + "".join(f"def {each}" for each in bodies)
    (shop / "shop" / "orders" / "views.py").write_text(text)
    patterns = ", ".join(f'path("{each}/", views.{each})' for each in names)
    (shop / "shop" / "site_urls.py").write_text(URLS.format(patterns=patterns))


def test_a_second_extraction_brings_routes_up_to_date_and_keeps_what_people_set(
    shop: Path, run: Run
) -> None:
    _views(shop, "first", "second", "third")
    assert run("orders", "--project", "shop").returncode == 0
    file = shop / "decompose.toml"
    text = file.read_text()
    assert 'health = "/readyz/"' in text
    text = text.replace('view = "orders.views.first"', 'view = "orders.views.first"\nshare = 5')
    text = text.replace('view = "orders.views.second"', 'view = "orders.views.second"\nshare = 7')
    file.write_text(f"# ours\n{text}".replace("share = 0", "share = 3  # carefully"))
    _views(shop, "first", "fourth")
    done = run("orders")
    assert done.returncode == 0, done.stderr
    after = file.read_text()
    assert after.startswith("# ours\n") and "share = 3  # carefully" in after
    routes = tomllib.loads(after)["services"]["orders"]["routes"]
    shares = {(each["pattern"], each.get("share")) for each in routes}
    assert shares == {("first/", 5), ("second/", 7), ("fourth/", None)}
    assert "orders.views.second" in done.stdout.partition("To look at")[2]
    assert run("orders").returncode == 0
    assert file.read_text() == after


@pytest.mark.parametrize(
    ("ours", "base", "theirs", "expected"),
    [
        pytest.param("read", "read", "write", "write", id="nobody_changed_it"),
        pytest.param("read", "write", "write", "read", id="somebody_did"),
        pytest.param("read", "write", "read", "read", id="both_alike"),
    ],
)
def test_a_value_that_nobody_changed_follows_the_plan(
    ours: str, base: str, theirs: str, expected: str
) -> None:
    def plan(effect: str) -> ExtractionPlan:
        route = RouteEntry("a/", effect=EndpointEffect(effect), view="v")
        return ExtractionPlan("orders", ("orders",), "s", routes=(route,))

    service = table_of({"path": "x"})
    refresh(service, None, plan(ours))
    refresh(service, plan(base), plan(theirs))
    assert service.unwrap()["routes"][0]["effect"] == expected


def test_a_route_of_ones_own_keeps_its_place() -> None:
    def plan(*patterns: str) -> ExtractionPlan:
        routes = tuple(RouteEntry(each, view=each) for each in patterns)
        return ExtractionPlan("orders", ("orders",), "s", routes=routes)

    service = table_of({"path": "x"})
    refresh(service, None, plan("a/", "mine/", "b/"))
    refresh(service, plan("a/", "b/"), plan("new/", "a/", "b/"))
    routes = [each["pattern"] for each in service.unwrap()["routes"]]
    assert routes == ["new/", "a/", "mine/", "b/"]


def test_new_writers_leave_the_others_where_and_as_they_stood() -> None:
    def plan(*tasks: str) -> ExtractionPlan:
        writers = tuple(WriterEntry(task=each) for each in tasks)
        return ExtractionPlan("orders", ("orders",), "s", writers=writers)

    before = (
        '[services.orders]\npath = "x"\n\n[[services.orders.writers]]\ntask = "b"\n\n'
        '[[services.orders.writers]]\ntask = "c"  # nightly\n\n[services.other]\npath = "y"\n'
    )
    after, _ = with_service(before, plan("a", "b", "c", "d"), "x", plan("b", "c"))
    assert "\n\n\n" not in after
    for block in ('task = "a"\n\n[[', 'task = "c"  # nightly\n\n[[', 'task = "d"\n\n['):
        assert block in after
    assert with_service(after, plan("a", "b", "c", "d"), "x", plan("a", "b", "c", "d"))[0] == after


@pytest.mark.parametrize("end", ["", "\n", "\n\n\n", "\r\n"])
def test_what_is_up_to_date_stays_to_the_byte(end: str) -> None:
    plan = ExtractionPlan("orders", ("orders",), "s", writers=(WriterEntry(task="b"),))
    text = (
        '[boundaries.orders]\napps = ["orders"]\n\n[services.orders]\npath = "x"\n\n'
        f'[[services.orders.writers]]\ntask = "b"{end}'
    )
    assert with_service(text, plan, "x", plan)[0] == text
