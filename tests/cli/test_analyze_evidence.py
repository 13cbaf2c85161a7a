"""`decompose analyze --history` and `--sql`: evidence beside the couplings, in every format."""

from __future__ import annotations

from pathlib import Path

import pytest

from decompose_analyzer.recorded_sql import RecordedSql, WayIn
from decompose_core import analysis as analyses
from decompose_core import codec
from decompose_core.problem import Refused
from tests.analyzer import small
from tests.analyzer.test_history import commit, git
from tests.cli.test_analyze import run


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Lay down a project whose orders and catalog changed together twice."""
    folder = small.write(tmp_path / "shop_project")
    git(folder, "init", "-q", "-b", "main")
    commit(folder, "README")
    for _ in range(2):
        commit(folder, "orders/views.py", "catalog/templates/a.html")
    commit(folder, "accounts/notes.txt", "orders/notes.txt")
    return folder


def test_the_report_shows_evidence_with_its_origin_beside_the_couplings(shop: Path) -> None:
    output = run(shop, "--history").stdout
    assert "  catalog -> orders: 2 of the 2 commits to catalog changed orders too" in output
    assert "     origin: git; couplings in the code: 8" in output
    assert "accounts -> orders" not in output.partition("What goes together beside")[2]
    assert max(map(len, output.splitlines())) <= 80


def test_the_evidence_changes_no_price(shop: Path) -> None:
    without = analyses.from_json(run(shop, "--format", "json").stdout)
    given = analyses.from_json(run(shop, "--format", "json", "--history").stdout)
    assert without.evidence == ()
    assert [each.origin.value for each in given.evidence] == ["git"]
    assert given.boundaries == without.boundaries
    assert given.couplings == without.couplings


def test_the_same_history_gives_the_same_bytes(shop: Path) -> None:
    options = ("--history", "2024-01-01", "--cut", "orders", "--format", "json")
    assert run(shop, *options).stdout == run(shop, *options).stdout


def test_a_cut_shows_the_evidence_that_it_crosses(shop: Path) -> None:
    output = run(shop, "--cut", "accounts", "--history").stdout
    assert "catalog -> orders" not in output
    assert (
        "catalog -> orders: 2 of the 2 commits" in run(shop, "--cut", "orders", "--history").stdout
    )


def test_a_path_in_the_place_of_the_day_is_refused(shop: Path) -> None:
    with pytest.raises(Refused, match="is no day"):
        run("--history", shop)


@pytest.fixture
def recording(shop: Path) -> Path:
    """Write down what tests of the shop did."""
    both = ("accounts.User", "orders.Order")
    ways_in = (
        WayIn("GET orders/", 1, (both,), (), (both,)),
        WayIn("orders.services.place", 2, (), (both,), (both,)),
    )
    path = shop / "sql.json"
    path.write_text(codec.dumps(RecordedSql(3, ways_in)))
    return path


def test_recorded_sql_stands_beside_the_couplings(shop: Path, recording: Path) -> None:
    output = run(shop, "--sql", recording).stdout
    assert "  written in one transaction: 1 pair\n" in output
    assert "    accounts.User -> orders.Order: 1 of the 2 ways in that touch" in output
    assert "        origin: sql; couplings in the code: " in output
    assert "orders.services.place" in output
    assert max(map(len, output.splitlines())) <= 80


def test_recorded_sql_is_in_markdown_and_json(shop: Path, recording: Path) -> None:
    markdown = run(shop, "--sql", recording, "--format", "markdown").stdout
    assert "## What goes together beside the code" in markdown
    assert "| accounts.User | orders.Order | joined in one query | 1 of 2 | sql | " in markdown
    given = analyses.from_json(run(shop, "--sql", recording, "--format", "json").stdout)
    assert {(each.origin.value, each.how.value) for each in given.evidence} == {
        ("sql", "joined"),
        ("sql", "touched"),
        ("sql", "written"),
    }
    without = analyses.from_json(run(shop, "--format", "json").stdout)
    assert given.boundaries == without.boundaries


def test_both_sources_stand_side_by_side(shop: Path, recording: Path) -> None:
    both = analyses.from_json(run(shop, "--sql", recording, "--history", "--format", "json").stdout)
    assert {each.origin.value for each in both.evidence} == {"git", "sql"}


def test_what_is_no_recording_is_refused(shop: Path) -> None:
    with pytest.raises(Refused, match="this is no recording of SQL"):
        (shop / "other.json").write_text("{}")
        run(shop, "--sql", shop / "other.json")
