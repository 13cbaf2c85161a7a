"""`decompose analyze --history`: evidence beside the couplings, in text and in JSON."""

from __future__ import annotations

from pathlib import Path

import pytest

from decompose_core import analysis as analyses
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
    assert "     origin: git; couplings in the code: 7" in output
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
