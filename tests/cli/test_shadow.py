from __future__ import annotations

import json
from pathlib import Path

import pytest

from decompose_core import project_file
from decompose_core.problem import Refused
from tests.cli.comparing import FILE, make_project, run


@pytest.mark.parametrize(
    ("arguments", "after"),
    [
        pytest.param(("orders",), 100, id="all by default"),
        pytest.param(("orders", "2.5"), 2.5, id="a part"),
        pytest.param(("orders", "--off"), 0, id="nothing"),
    ],
)
def test_the_percentage_is_written(
    tmp_path: Path, arguments: tuple[str, ...], after: float
) -> None:
    config = make_project(tmp_path)

    result = run(config, "shadow", *arguments)

    assert result.stdout == f"orders: shadow 0 % -> {after:g} %\n"
    assert project_file.read(config).services["orders"].shadow == after


def test_what_keeps_a_route_from_it_is_said(tmp_path: Path) -> None:
    result = run(make_project(tmp_path), "shadow", "orders", "10")

    assert result.stderr == (
        "api/orders/<int:pk>/ keeps the shadow of its own route\nthen: decompose parity orders\n"
    )


def test_json_says_before_and_after(tmp_path: Path) -> None:
    result = run(make_project(tmp_path), "shadow", "orders", "10", "--format", "json")

    assert json.loads(result.stdout) == {"service": "orders", "before": 0.0, "after": 10.0}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(("orders", "101"), "101 is no percentage", id="too much"),
        pytest.param(("orders", "5", "--off"), "contradict", id="off and on"),
        pytest.param(("payments", "5"), "service 'payments' has no address", id="no address"),
        pytest.param(("nobody", "5"), "no service 'nobody'", id="no service"),
    ],
)
def test_what_makes_no_sense_changes_nothing(
    tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    config = make_project(tmp_path)

    with pytest.raises(Refused, match=message):
        run(config, "shadow", *arguments)

    assert config.read_text() == FILE


def test_a_table_that_no_proxy_takes_is_refused(tmp_path: Path) -> None:
    config = make_project(tmp_path)
    config.write_text(FILE.replace("shadow = 50", 'rules = ["forget:/a"]'))

    with pytest.raises(Refused, match=r"decompose.toml:16.*'forget:/a' is no rule"):
        run(config, "shadow", "orders", "5")
