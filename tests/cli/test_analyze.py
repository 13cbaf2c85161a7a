"""`decompose analyze`: what it prints and writes, and how it refuses what it can't read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from decompose.main import cli
from decompose_core import analysis as analyses
from decompose_core.problem import Refused
from tests.analyzer import small


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return small.write(tmp_path / "shop_project")


def run(*arguments: str | Path) -> Result:
    """Run the command; what it refuses is raised, as `main` would see it."""
    return CliRunner().invoke(
        cli, ["analyze", *map(str, arguments)], catch_exceptions=False, standalone_mode=False
    )


def files_in(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_text_is_the_default(shop: Path) -> None:
    result = run(shop)
    assert result.exit_code == 0
    assert result.stdout.startswith("3 apps, 6 models")
    assert result.stderr.startswith("analyzed in ")


def test_json_is_the_analysis_and_nothing_else(shop: Path) -> None:
    result = run(shop, "--format", "json")
    analysis = analyses.from_json(result.stdout)
    assert [each.label for each in analysis.apps] == ["accounts", "catalog", "orders"]
    assert analysis.stats.seconds == 0


def test_quiet_says_nothing_beside_the_result(shop: Path) -> None:
    assert run(shop, "--quiet").stderr == ""


def test_timing_puts_the_seconds_into_the_result(shop: Path) -> None:
    assert json.loads(run(shop, "--format", "json", "--timing").stdout)["stats"]["seconds"] > 0


def test_a_file_takes_the_result(shop: Path, tmp_path: Path) -> None:
    target = tmp_path / "reports" / "analysis.json"
    result = run(shop, "--format", "json", "--output-file", target)
    assert result.stdout == ""
    assert target.read_text(encoding="utf-8") == run(shop, "--format", "json").stdout


def test_an_app_shows_its_own_places_only(shop: Path) -> None:
    analysis = analyses.from_json(run(shop, "--format", "json", "--app", "catalog").stdout)
    assert [each.name for each in analysis.boundaries] == ["catalog"]
    assert all("catalog" in (each.source.app, each.target.app) for each in analysis.couplings)


def test_nothing_is_written_where_no_project_file_is(shop: Path) -> None:
    before = files_in(shop)
    run(shop)
    assert files_in(shop) == before


def test_the_last_analysis_is_kept_beside_the_project_file(shop: Path, tmp_path: Path) -> None:
    (tmp_path / "decompose.toml").write_text('[monolith]\npath = "shop_project"\n')
    result = run(shop, "--format", "json", "--app", "orders")
    kept = (tmp_path / ".decompose" / "analysis.json").read_text(encoding="utf-8")
    assert len(analyses.from_json(kept).boundaries) == 3
    assert len(analyses.from_json(result.stdout).boundaries) == 1


def test_another_projects_file_is_left_alone(shop: Path, tmp_path: Path) -> None:
    (tmp_path / "decompose.toml").write_text('[monolith]\npath = "elsewhere"\n')
    run(shop)
    assert not (tmp_path / ".decompose").exists()


def test_declared_boundaries_are_priced(shop: Path, tmp_path: Path) -> None:
    (tmp_path / "decompose.toml").write_text(
        '[monolith]\npath = "shop_project"\n[boundaries.trade]\napps = ["orders", "catalog"]\n'
    )
    analysis = analyses.from_json(run(shop, "--format", "json").stdout)
    (trade,) = [each for each in analysis.boundaries if each.name == "trade"]
    assert trade.apps == ("catalog", "orders")


def refused(*arguments: str | Path) -> str:
    with pytest.raises(Refused) as caught:
        run(*arguments)
    assert caught.value.exit_code == 2
    (problem,) = caught.value.problems
    assert problem.hint, "a refusal says what to do"
    return problem.message


def test_a_bad_path_is_refused(tmp_path: Path) -> None:
    assert "is no folder" in refused(tmp_path / "nowhere")


def test_a_folder_without_python_is_refused(tmp_path: Path) -> None:
    assert "there is no Python file" in refused(tmp_path)


def test_a_project_without_settings_is_refused(tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text("print('no Django here')\n")
    assert "found no Django settings" in refused(tmp_path)


def test_an_unknown_settings_module_is_refused(shop: Path) -> None:
    assert "there is no settings module shop.nowhere" in refused(shop, "--settings", "shop.nowhere")


def test_an_unknown_app_is_refused_and_nothing_is_written(shop: Path, tmp_path: Path) -> None:
    (tmp_path / "decompose.toml").write_text('[monolith]\npath = "shop_project"\n')
    target = tmp_path / "out.json"
    message = refused(shop, "--app", "basket", "--output-file", target)
    assert message == "there is no app 'basket' in this project"
    assert not target.exists()
    assert not (tmp_path / ".decompose").exists()


def test_a_file_that_cannot_be_written_is_refused(shop: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "can't write" in refused(shop, "--output-file", tmp_path / "file" / "x.json")


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1", "FORCE_COLOR": "1"}, {}])
def test_no_colour_without_a_terminal_or_against_the_users_wish(
    shop: Path, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]
) -> None:
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert "\x1b[" not in run(shop).stdout


def test_colour_can_be_forced(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in run(shop).stdout
