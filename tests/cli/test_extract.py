from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from decompose.main import main
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
