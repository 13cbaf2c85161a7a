from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from decompose.commands import shift, status
from decompose_core.problem import Refused
from decompose_core.project_file import read

FILE = """\
[monolith]
url = "http://127.0.0.1:8001"

[services.orders]
path = "extracted/orders"
urls = ["http://127.0.0.1:8002"]
share = 10   # since Monday

[[services.orders.routes]]
pattern = "orders/"
effect = "read"

[[services.orders.routes]]
pattern = "orders/<int:pk>/"
effect = "read"

[services.carts]
path = "extracted/carts"

[proxy]
admin = "127.0.0.1:1"   # nobody listens there
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "decompose.toml"
    path.write_text(FILE)
    return path


def run(file: Path, *arguments: str) -> Result:
    command = status.command if not arguments or arguments[0] == "--format" else shift.command
    return CliRunner().invoke(command, [*arguments, "--config", str(file)], catch_exceptions=True)


@pytest.mark.parametrize("percent", [25, 0, 100, 2.5])
def test_a_share_is_written_and_the_comment_stays(file: Path, percent: float) -> None:
    result = run(file, "orders", str(percent))
    assert result.exit_code == 0
    assert f"orders: 10 % -> {percent:g} %" in result.output
    assert read(file).services["orders"].share == percent
    assert "# since Monday" in file.read_text()


def test_one_route_gets_a_share_of_its_own(file: Path) -> None:
    assert run(file, "orders", "50", "--route", "orders/<int:pk>/").exit_code == 0
    routes = read(file).services["orders"].routes
    assert [each.share for each in routes] == [None, 50]


def test_json_says_what_changed(file: Path) -> None:
    document = json.loads(run(file, "orders", "25", "--format", "json").stdout)
    assert document == {
        "service": "orders",
        "route": None,
        "before": 10,
        "after": 25,
        "proxy": "not running",
    }


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["orders", "101"], "101 is no percentage", id="too much"),
        pytest.param(["shop", "10"], "no service 'shop'", id="an unknown service"),
        pytest.param(["orders", "10", "--route", "x/"], "no route 'x/'", id="an unknown route"),
        pytest.param(["carts", "10"], "has no address", id="a service that runs nowhere"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_written(
    file: Path, arguments: list[str], message: str
) -> None:
    result = run(file, *arguments)
    assert isinstance(result.exception, Refused)
    assert message in str(result.exception)
    assert file.read_text() == FILE


def test_a_table_that_no_proxy_takes_is_not_written(file: Path) -> None:
    broken = FILE.replace("<int:pk>", "<year:pk>")
    file.write_text(broken)
    result = run(file, "orders", "25")
    assert isinstance(result.exception, Refused)
    assert "decompose.toml:14:1" in str(result.exception)
    assert file.read_text() == broken


def test_status_names_the_next_safe_step(file: Path) -> None:
    document = json.loads(run(file, "--format", "json").stdout)
    assert document["proxy"]["running"] is False
    assert {each["name"]: each["next"] for each in document["services"]} == {
        "carts": "decompose extract carts",
        "orders": "decompose proxy",
    }


def test_status_reads_well(file: Path) -> None:
    lines = run(file).output.splitlines()
    assert lines[0] == "proxy     does not run at 127.0.0.1:1"
    assert "orders    owner monolith, share 10 %, shadow 0 %, 2 routes" in lines
