"""`decompose analyze` again: the same bytes as from scratch, whatever has changed since."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from decompose.main import cli
from decompose_core.problem import Failure
from tests.analyzer import small

AGAIN = "nothing had changed"
Change = Callable[[Path], object]


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return small.write(tmp_path / "shop_project")


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(
        cli, ["analyze", *map(str, arguments)], catch_exceptions=False, standalone_mode=False
    )


def test_a_second_run_finds_the_first_one_again(shop: Path) -> None:
    first, second = run(shop), run(shop)
    assert AGAIN not in first.stderr
    assert AGAIN in second.stderr
    assert second.stdout == first.stdout


def test_another_format_is_made_from_what_was_kept(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = run(shop, "--no-cache", "--format", "markdown").stdout
    run(shop)
    monkeypatch.setattr("decompose_analyzer.analyze.read_project", None)  # reading would fail
    assert run(shop, "--format", "markdown").stdout == expected


def test_without_a_cache_nothing_is_kept(shop: Path, tmp_path: Path) -> None:
    run(shop, "--no-cache")
    assert not (tmp_path / "cache").exists()
    assert AGAIN not in run(shop).stderr


@pytest.mark.parametrize(
    "options",
    [
        pytest.param(["--app", "orders"], id="app"),
        pytest.param(["--cut", "orders"], id="cut"),
        pytest.param(["--seed", "orders.Order"], id="seed"),
        pytest.param(["--settings", "shop.settings"], id="settings"),
    ],
)
def test_another_question_is_another_result(shop: Path, options: list[str]) -> None:
    run(shop)
    assert AGAIN not in run(shop, *options).stderr
    assert run(shop, *options).stdout == run(shop, "--no-cache", *options).stdout


def test_another_program_is_another_result(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(shop)
    monkeypatch.setattr("decompose_analyzer.kept.program", lambda: "another")
    assert AGAIN not in run(shop).stderr


def test_a_touched_file_changes_nothing(shop: Path) -> None:
    run(shop)
    os.utime(shop / "orders" / "models.py", (1, 1))
    assert AGAIN in run(shop).stderr


def test_an_edit_of_the_same_length_at_the_same_time_is_seen(shop: Path) -> None:
    path = shop / "orders" / "models.py"
    run(shop)
    before = path.stat()
    path.write_text(path.read_text().replace("Order", "0rder").replace("0rder", "Ordre"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert AGAIN not in run(shop).stderr


def test_another_release_of_a_package_is_seen(shop: Path) -> None:
    packages = shop / "env" / "lib" / "python3.12" / "site-packages"
    (packages / "django_thing-1.0.dist-info").mkdir(parents=True)
    (shop / "env" / "pyvenv.cfg").write_text("")
    metadata = packages / "django_thing-1.0.dist-info" / "METADATA"
    metadata.write_text("Name: django-thing\n")
    run(shop)
    assert AGAIN in run(shop).stderr
    metadata.write_text("Name: django-thing\nVersion: 2\n")
    assert AGAIN not in run(shop).stderr


def test_a_damaged_cache_is_no_error(shop: Path, tmp_path: Path) -> None:
    expected = run(shop).stdout
    for path in (tmp_path / "cache" / "decompose").iterdir():
        path.write_bytes(b"decompose 1\nrubbish")
    again = run(shop)
    assert (again.stdout, AGAIN in again.stderr) == (expected, False)


def _body(root: Path) -> None:
    with (root / "orders" / "views.py").open("a") as file:
        file.write("\n\ndef extra(request):\n    return request.user.orders.count()\n")


def _new_model(root: Path) -> None:
    with (root / "catalog" / "models.py").open("a") as file:
        file.write("\n\nclass Extra(models.Model):\n    name = models.CharField(max_length=9)\n")


def _renamed(root: Path) -> None:
    path = root / "orders" / "models.py"
    path.write_text(path.read_text().replace("class Order(", "class Purchase(", 1))


def _setting(root: Path) -> None:
    with (root / "shop" / "settings.py").open("a") as file:
        file.write("\nINSTALLED_APPS += ['django.contrib.sites']\n")


def _template(root: Path) -> None:
    path = root / "orders" / "templates" / "orders" / "page.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("{% url 'catalog:list' %}" + " " * len(list(path.parent.iterdir())))


def _deleted(root: Path) -> None:
    (root / "catalog" / "urls.py").unlink(missing_ok=True)


def _broken(root: Path) -> None:
    (root / "accounts" / "broken.py").write_text("def f(:\n")


def _fixture(root: Path) -> None:
    path = root / "orders" / "fixtures" / "start.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text('[{"model": "accounts.user", "pk": 1, "fields": {}}]')


CHANGES: tuple[Change, ...] = (
    _body, _new_model, _renamed, _setting, _template, _deleted, _broken, _fixture,
)  # fmt: skip


@pytest.mark.parametrize("seed", range(2))
def test_after_any_changes_the_bytes_are_those_of_a_run_from_scratch(shop: Path, seed: int) -> None:
    changes = list(CHANGES)
    random.Random(seed).shuffle(changes)
    for change in changes:
        run(shop)
        change(shop)
        expected = run(shop, "--no-cache", "--format", "json").stdout
        assert run(shop, "--format", "json").stdout == expected, change
        assert AGAIN in run(shop, "--format", "json").stderr


def test_results_go_where_they_are_told(shop: Path, tmp_path: Path) -> None:
    folder = tmp_path / "ci"
    run(shop, "--cache-dir", folder)
    assert AGAIN in run(shop, "--cache-dir", folder).stderr
    assert AGAIN not in run(shop).stderr
    assert list(folder.iterdir())


def test_a_hidden_folder_of_the_project_may_hold_them(shop: Path) -> None:
    folder = shop / ".cache" / "decompose"
    run(shop, "--cache-dir", folder)
    run(shop, "--cache-dir", folder)
    assert AGAIN in run(shop, "--cache-dir", folder).stderr


@pytest.mark.parametrize("mode", [0o777, 0o720])
def test_where_others_write_nothing_is_trusted(shop: Path, tmp_path: Path, mode: int) -> None:
    folder = tmp_path / "ci"
    folder.mkdir()
    folder.chmod(mode)
    with pytest.raises(Failure, match="others can write to the cache folder"):
        run(shop, "--cache-dir", folder)


def test_a_cache_is_no_part_of_the_project(shop: Path) -> None:
    with pytest.raises(Failure, match="lies in the project"):
        run(shop, "--cache-dir", shop / "cache")


def test_a_folder_that_cannot_be_written_to_is_no_error(shop: Path, tmp_path: Path) -> None:
    folder = tmp_path / "ci"
    run(shop, "--cache-dir", folder)
    folder.chmod(0o500)
    models = shop / "orders" / "models.py"
    models.write_text(models.read_text() + "\n# changed\n")
    found = run(shop, "--cache-dir", folder)
    assert found.stdout == run(shop, "--no-cache").stdout
