"""The gate on the sample: clean as it is, and what a team sees when that changes."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from decompose.commands.check import command
from tests.house.places import ROOT

PLANTED = """

def planted(order_id):
    from orders.models import Order

    return Order.objects.get(pk=order_id)
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the sample with its boundaries and its baseline."""
    folder = tmp_path_factory.mktemp("gate")
    shutil.copytree(
        ROOT / "sample_monolith",
        folder / "sample_monolith",
        ignore=shutil.ignore_patterns("__pycache__", "*.sqlite3", "media", "staticfiles"),
    )
    for name in ("decompose.toml", "decompose-baseline.toml"):
        shutil.copy(ROOT / name, folder)
    return folder


def check(folder: Path) -> Result:
    return CliRunner().invoke(command, ["--config", str(folder / "decompose.toml")])


def test_the_sample_is_clean_with_its_baseline() -> None:
    result = check(ROOT)
    assert result.exit_code == 0, "run `decompose check`, and `decompose baseline` if all is well"
    assert result.output.startswith("clean: boundary orders; ")


def test_a_planted_crossing_fails_and_a_removed_one_is_stale(copy: Path) -> None:
    path = copy / "sample_monolith" / "reviews" / "views.py"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + PLANTED, encoding="utf-8")
    track = copy / "sample_monolith" / "templates" / "_header.html"
    lines = track.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if "orders:track" not in line]
    assert len(kept) < len(lines)
    track.write_text("".join(kept), encoding="utf-8")

    result = check(copy)
    said = re.sub(r"\s+", " ", result.output)
    assert result.exit_code == 1
    assert "reviews.views.planted leans on orders.Order across the boundary orders" in said
    assert "known by: reads orders.Order by Order.objects.get" in said
    assert "crossing url_name templates._header.html -> orders.orders:track is no more" in said
    assert set(re.findall(r"^\S+: (\S+/\S+)$", result.output, re.M)) <= {
        "baseline/stale",
        "crossing/model_query",
        "crossing/imports",
    }
