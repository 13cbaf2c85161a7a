"""The SQL of some of the shop's own tests: recorded twice, the same bytes, read by the analyzer."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from decompose_analyzer import recorded_sql
from decompose_analyzer.analyze import analyze
from decompose_analyzer.evidence import Sources
from decompose_core.boundary import Origin, Together
from tests.sample.couplings import SAMPLE

pytestmark = pytest.mark.end_to_end


def record(path: Path, hash_seed: str) -> bytes:
    plugins = ["-p", "pytest_django.plugin", "-p", "decompose_analyzer.pytest_plugin"]
    options = ["-q", "-c", os.devnull, "--rootdir", ".", "-p", "no:cacheprovider"]
    options += ["--ds", "shop.settings.test", "--record-sql", str(path)]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *plugins, *options, "orders/tests/test_checkout.py"],
        cwd=SAMPLE,
        env={
            **os.environ,
            "DATABASE_URL": "sqlite://:memory:",
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONHASHSEED": hash_seed,
        },
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return path.read_bytes()


def test_the_shops_checkout_is_recorded_and_read(tmp_path: Path) -> None:
    path = tmp_path / "sql.json"
    assert record(path, "1") == record(tmp_path / "again.json", "2")
    recorded = recorded_sql.read(path)
    ways_in = {each.name: each for each in recorded.ways_in}
    placed = ways_in["orders.services.checkout.place_order"]
    wanted = {"orders.Order", "orders.OrderLine", "inventory.StockRecord"}
    assert any(wanted <= set(each) for each in placed.written)
    assert not any("tests" in name or name.startswith("core.testing") for name in ways_in)

    evidence = analyze(SAMPLE, sources=Sources(sql=path)).evidence
    assert {each.origin for each in evidence} == {Origin.SQL}
    (piece,) = (
        each
        for each in evidence
        if each.how is Together.WRITTEN
        and {each.source, each.target} == {"orders.Order", "inventory.StockRecord"}
    )
    assert "orders.services.checkout.place_order" in piece.places
