"""The gate from outside: a project on disk, the command, its exit code."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from decompose.commands.analyze import command as analyze_command
from decompose.commands.baseline import command as baseline_command
from decompose.commands.check import command as check_command
from decompose_analyzer.gate_formats import names
from decompose_core.problem import Refused

FILES = {
    "decompose.toml": '[monolith]\npath = "shop"\n\n[boundaries.orders]\napps = ["orders"]\n',
    "shop/manage.py": (
        'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_settings")\n'
    ),
    "shop/site_settings.py": 'INSTALLED_APPS = ["catalog", "orders"]\nROOT_URLCONF = "urls"\n',
    "shop/urls.py": "urlpatterns = []\n",
    "shop/catalog/__init__.py": "",
    "shop/catalog/models.py": (
        "from django.db import models\n\n\nclass Product(models.Model):\n"
        "    name = models.CharField(max_length=9)\n"
    ),
    "shop/orders/__init__.py": "",
    "shop/orders/models.py": (
        "from django.db import models\n\n\nclass Order(models.Model):\n"
        '    product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT)\n'
    ),
    "shop/orders/views.py": "",
}
PLANTED = """\
from catalog.models import Product


def index(request):
    return Product.objects.count()
"""
WHY = ["--reason", "as it was when the gate came"]


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write a small project and go there."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def accepted(shop: Path) -> Path:
    """Accept what crosses in the small project."""
    assert baseline(*WHY).exit_code == 0
    return shop


def check(*arguments: str) -> Result:
    return CliRunner().invoke(check_command, arguments)


def baseline(*arguments: str) -> Result:
    return CliRunner().invoke(baseline_command, arguments)


def plant(shop: Path) -> None:
    (shop / "shop/orders/views.py").write_text(PLANTED)


def remove(shop: Path) -> None:
    path = shop / "shop/orders/models.py"
    path.write_text(path.read_text().partition("    ")[0] + "    pass\n")


def expire(shop: Path) -> None:
    path = shop / "decompose-baseline.toml"
    path.write_text(path.read_text().replace("crossings =", "expires = 2020-01-01\ncrossings ="))


def test_crossings_that_nobody_accepted_fail(shop: Path) -> None:
    result = check()
    assert result.exit_code == 1
    assert "shop/orders/models.py:5:15: crossing/foreign_key" in result.output


def test_a_project_is_clean_with_its_baseline(accepted: Path) -> None:
    result = check()
    assert (result.exit_code, result.output.split(":")[0]) == (0, "clean")


def test_a_planted_crossing_fails_with_a_message_that_teaches(accepted: Path) -> None:
    plant(accepted)
    result = check()
    assert result.exit_code == 1
    text = re.sub(r"\s+", " ", result.output)
    assert "shop/orders/views.py:5:12: crossing/model_query" in text
    assert "orders.views.index leans on catalog.Product across the boundary orders" in text
    assert "known by: reads catalog.Product by Product.objects" in text
    assert "to do: ask the other side for it" in text


def test_a_removed_crossing_makes_its_entry_stale_until_the_baseline_is_written(
    accepted: Path,
) -> None:
    remove(accepted)
    assert "baseline/stale" in check().output
    assert baseline().output.strip().endswith("0 accepted in decompose-baseline.toml")
    assert check().exit_code == 0


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("shop/orders/views.py", 1),
        ("shop/orders", 1),
        (".", 1),
        ("shop/catalog/models.py", 0),
        ("shop/catalog", 0),
        ("decompose.toml", 0),
    ],
)
def test_a_run_over_some_files_judges_only_these(accepted: Path, name: str, expected: int) -> None:
    plant(accepted)
    remove(accepted)
    result = check(name)
    assert result.exit_code == expected
    assert "stale" not in result.output


def test_a_file_that_is_not_there_is_refused(accepted: Path) -> None:
    result = check("shop/orders/view.py")
    assert result.exit_code == 2
    assert "'shop/orders/view.py' does not exist" in result.output


def test_a_day_that_is_over_is_refused(shop: Path) -> None:
    result = baseline(*WHY, "--expires", "2020-01-01")
    assert isinstance(result.exception, Refused)
    assert str(result.exception).startswith("2020-01-01 is over")
    assert not (shop / "decompose-baseline.toml").exists()


def test_a_renamed_file_needs_no_new_reason(accepted: Path) -> None:
    plant(accepted)
    assert baseline("--reason", "the planted one", "--expires", "2999-12-31").exit_code == 0
    (accepted / "shop/orders/views.py").rename(accepted / "shop/orders/pages.py")
    assert check().exit_code == 1
    result = baseline()
    assert result.output.startswith("0 added, 0 dropped, ")
    assert re.search(r", \d moved, ", result.output)
    assert check().exit_code == 0
    text = (accepted / "decompose-baseline.toml").read_text()
    assert 'reason = "the planted one"\nexpires = 2999-12-31' in text
    assert "orders/views.py" not in text


@pytest.mark.parametrize(
    ("change", "kept"),
    [
        pytest.param(lambda data: data.replace(b"\n", b"\r\n"), b"\r\n", id="CRLF"),
        pytest.param(lambda data: b"\xef\xbb\xbf" + data, b"", id="byte order mark"),
    ],
)
def test_a_baseline_from_another_system_is_read(
    accepted: Path, change: Callable[[bytes], bytes], kept: bytes
) -> None:
    path = accepted / "decompose-baseline.toml"
    path.write_bytes(change(path.read_bytes()))
    assert check().exit_code == 0
    assert baseline().exit_code == 0
    data = path.read_bytes()
    assert data.count(b"\n") == data.count(b"\r\n") if kept else b"\r" not in data
    assert check().exit_code == 0


def test_an_expired_entry_fails(accepted: Path) -> None:
    expire(accepted)
    result = check()
    assert result.exit_code == 1
    assert "baseline/expired" in result.output


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize("state", ["clean", "new", "stale", "expired"])
@pytest.mark.parametrize("to_file", [False, True], ids=["printed", "in a file"])
def test_the_exit_code_is_the_same_in_every_format(
    accepted: Path, name: str, state: str, to_file: bool
) -> None:
    states = {"clean": lambda _: None, "new": plant, "stale": remove, "expired": expire}
    states[state](accepted)
    target = ["--output-file", "result.out"] if to_file else []
    result = check("--format", name, *target)
    assert result.exit_code == (0 if state == "clean" else 1)
    assert (accepted / "result.out").exists() == to_file
    assert bool(result.stdout) != to_file


@pytest.mark.parametrize("name", names())
def test_a_mistake_in_the_baseline_is_one_message_in_every_format(
    accepted: Path, name: str
) -> None:
    (accepted / "decompose-baseline.toml").write_text("accepted = 3\n")
    result = check("--format", name, "--output-file", "result.out")
    assert isinstance(result.exception, Refused)
    assert result.exception.exit_code == 2
    assert result.stdout == ""
    assert not (accepted / "result.out").exists()


def test_the_baseline_asks_for_a_reason_and_writes_nothing_without(shop: Path) -> None:
    result = baseline()
    assert isinstance(result.exception, Refused)
    assert "each accepted one needs a reason" in str(result.exception)
    assert not (shop / "decompose-baseline.toml").exists()


def test_the_same_baseline_is_written_twice(accepted: Path) -> None:
    before = (accepted / "decompose-baseline.toml").read_bytes()
    assert baseline().exit_code == 0
    assert (accepted / "decompose-baseline.toml").read_bytes() == before


def test_a_dry_run_of_the_baseline_writes_nothing(shop: Path) -> None:
    result = baseline("--dry-run", "--format", "json", *WHY)
    assert json.loads(result.output)["written"] is False
    assert not (shop / "decompose-baseline.toml").exists()


@pytest.mark.parametrize(
    ("declared", "message"),
    [
        pytest.param("", "decompose.toml: no boundary is declared", id="none"),
        pytest.param(
            '[boundaries.x]\napps = ["order"]\n',
            "decompose.toml:3:1: boundaries.x: there is no app 'order'\n  the apps: catalog",
            id="an unknown app",
        ),
        pytest.param(
            '[boundaries.x]\nmodels = ["orders.Oder"]\n',
            "decompose.toml:3:1: boundaries.x: there is no model 'orders.Oder'\n"
            "  the models: orders.Order",
            id="an unknown model",
        ),
        pytest.param("[boundaries.x]\n", "decompose.toml:2:1: boundaries.x: is empty", id="empty"),
        pytest.param(
            '[boundaries.a]\napps = ["orders"]\n[boundaries.b]\napps = ["orders"]\n',
            "decompose.toml:4:1: boundaries.b: orders is in the boundary 'a' already",
            id="twice",
        ),
    ],
)
def test_a_boundary_that_makes_no_sense_is_refused(shop: Path, declared: str, message: str) -> None:
    (shop / "decompose.toml").write_text('monolith.path = "shop"\n' + declared)
    result = check()
    assert isinstance(result.exception, Refused)
    assert str(result.exception).startswith(message)


def test_an_unreadable_file_is_named_and_its_entries_are_not_stale(accepted: Path) -> None:
    (accepted / "shop/orders/models.py").write_text("def broken(:\n")
    result = check()
    assert "stale" not in result.stdout
    assert "orders/models.py" in result.stderr


def test_a_baseline_drops_nothing_while_a_file_cannot_be_read(accepted: Path) -> None:
    before = (accepted / "decompose-baseline.toml").read_bytes()
    (accepted / "shop/orders/models.py").write_text("def broken(:\n")
    result = baseline()
    assert result.exit_code == 0
    assert "nothing was dropped, unreadable: orders/models.py" in result.stderr
    assert (accepted / "decompose-baseline.toml").read_bytes() == before


def test_an_analysis_refuses_a_boundary_around_an_unknown_app(shop: Path) -> None:
    text = 'monolith.path = "shop"\n[boundaries.x]\napps = ["order"]\n'
    (shop / "decompose.toml").write_text(text)
    result = CliRunner().invoke(analyze_command, ["shop"])
    assert isinstance(result.exception, Refused)
    assert str(result.exception).startswith(
        "decompose.toml:3:1: boundaries.x: there is no app 'order'"
    )
    assert not (shop / ".decompose").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["--cut", ","], "--cut names nothing", id="an empty cut"),
        pytest.param(
            ["--cut", "orders", "--seed", "orders.Order"],
            "--cut and --seed are two questions",
            id="two questions",
        ),
        pytest.param(["--stay", "orders.Order"], "--stay needs --seed", id="no seed"),
        pytest.param(
            ["--seed", "orders.Order", "--stay", "orders.Order"],
            "orders.Order can't both leave and stay",
            id="leaves and stays",
        ),
        pytest.param(
            ["--app", "orders", "--cut", "orders"], "--app beside --cut", id="two ways to look"
        ),
        pytest.param(["--cut", "ordes"], "there is no app or model 'ordes'", id="an unknown app"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(
    shop: Path, arguments: list[str], message: str
) -> None:
    result = CliRunner().invoke(analyze_command, ["shop", *arguments])
    assert isinstance(result.exception, Refused)
    assert str(result.exception).startswith(message)


def test_a_question_is_answered_with_every_place(shop: Path) -> None:
    result = CliRunner().invoke(analyze_command, ["shop", "--cut", "orders", "--quiet"])
    assert result.exit_code == 0
    assert "The cut around orders" in result.output
    assert "orders/models.py:5:15" in result.output
    assert max(map(len, result.output.splitlines())) <= 80
    assert not (shop / ".decompose" / "analysis.json").exists()


def test_an_unchanged_project_is_not_read_again(
    accepted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = CliRunner().invoke(check_command, [])
    with monkeypatch.context() as patch:
        patch.setattr("decompose_analyzer.analyze.read_project", None)  # reading would fail
        again = CliRunner().invoke(check_command, [])
    assert (again.exit_code, again.stdout) == (first.exit_code, first.stdout) == (0, first.stdout)
    (accepted / "shop/orders/views.py").write_text(PLANTED)
    assert CliRunner().invoke(check_command, []).exit_code == 1


def test_without_the_cache_it_is_read_again(accepted: Path) -> None:
    assert CliRunner().invoke(check_command, ["--no-cache"]).exit_code == 0
    CliRunner().invoke(check_command, ["--cache-dir", str(accepted / ".ci")])
    assert list((accepted / ".ci").iterdir())
