from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from decompose_core import codec
from decompose_core.plan import ExtractionPlan
from tests.migrator.shop import TABLES, Shop

pytestmark = pytest.mark.postgres


@pytest.fixture
def project(tmp_path: Path, shop: Shop) -> Path:
    """Write the project file and the plan of the shop's one service."""
    (tmp_path / "extracted").mkdir()
    plan = ExtractionPlan("orders", ("orders",), "shop.settings", tables=TABLES)
    (tmp_path / "extracted" / "plan.json").write_text(codec.dumps(plan))
    (tmp_path / "decompose.toml").write_text(
        f'[monolith]\ndatabase = "{shop.link.monolith}"\n'
        f'[services.orders]\npath = "extracted"\ndatabase = "{shop.link.target}"\n'
    )
    return tmp_path


def test_the_whole_life_of_a_replica(project: Path, shop: Shop) -> None:
    shop.fill(orders=20)
    assert run(project, "status", "orders").returncode == 1
    followed = run(project, "follow", "orders", "--wait", "30")
    assert (followed.returncode, followed.stdout) == (0, "orders: 4 tables follow the monolith's\n")
    again = run(project, "follow", "orders", "--wait", "30", "--quiet")
    assert again.stdout == "orders: 4 tables follow the monolith's; everything stood already\n"
    assert (again.returncode, again.stderr) == (0, "")
    status = json.loads(run(project, "status", "orders", "--format", "json").stdout)
    assert (status["state"], status["problems"], status["errors"]) == ("following", [], 0)
    assert {each["state"] for each in status["tables"]} == {"following"}
    assert run(project, "verify", "orders").returncode == 0
    assert run(project, "unfollow", "orders").returncode == 0
    assert run(project, "unfollow", "orders").returncode == 0


def test_damage_is_exit_code_1_in_every_format(project: Path, shop: Shop) -> None:
    shop.fill(orders=20)
    run(project, "follow", "orders", "--wait", "30")
    shop.service("DELETE FROM orders_order WHERE id = 7")
    text = run(project, "verify", "orders")
    document = run(project, "verify", "orders", "--format", "json")
    assert (text.returncode, document.returncode) == (1, 1)
    assert "  missing: 7\n" in text.stdout
    orders = {each["table"]: each for each in json.loads(document.stdout)["tables"]}
    assert orders["orders_order"]["missing"] == ["7"]


def test_a_table_that_can_not_follow_is_exit_code_2(project: Path, shop: Shop) -> None:
    shop.monolith("ALTER TABLE orders_order DROP CONSTRAINT orders_order_pkey")
    failed = run(project, "follow", "orders")
    assert (failed.returncode, failed.stdout) == (2, "")
    assert failed.stderr.startswith("decompose: orders_order has no primary key in the monolith")


def test_a_server_that_is_down_is_exit_code_3(project: Path) -> None:
    (project / "decompose.toml").write_text(
        '[monolith]\ndatabase = "postgresql://127.0.0.1:1/shop"\n'
        '[services.orders]\npath = "extracted"\ndatabase = "postgresql://127.0.0.1:1/orders"\n'
    )
    failed = run(project, "status", "orders")
    assert (failed.returncode, failed.stdout) == (3, "")
    assert failed.stderr.startswith("decompose: can't connect to the database of the monolith at")


def run(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `decompose data` in the project's folder."""
    command = [str(Path(sys.executable).parent / "decompose"), "data", *arguments]
    environment = {"PATH": os.environ["PATH"]}
    return subprocess.run(
        command, cwd=project, env=environment, capture_output=True, text=True, check=False
    )
