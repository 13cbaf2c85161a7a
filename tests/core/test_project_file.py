from __future__ import annotations

from pathlib import Path

import pytest

from decompose_core import project_file
from decompose_core.monolith import EndpointEffect
from decompose_core.problem import Refused
from decompose_core.route import Mode

PATH = Path("/shop/decompose.toml")
GOOD = """\
[monolith]
path = "sample"   # relative
url = "http://127.0.0.1:8001"

[boundaries.orders]
apps = ["orders"]
seams = { "accounts.User" = "replica", "payments.services.charge" = "api" }

[services.orders]
path = "extracted/orders"
urls = ["http://127.0.0.1:8002"]
share = 10

[[services.orders.routes]]
pattern = "api/orders/<int:pk>/"
methods = ["GET"]
effect = "read"

[[services.orders.routes]]
pattern = "api/orders/"
methods = ["POST"]
effect = "write"
share = 50
"""


def test_relative_paths_start_at_the_file() -> None:
    """Paths in decompose.toml mean the same from every folder."""
    project = project_file.parse(GOOD, PATH)
    assert project.monolith_root == Path("/shop/sample")
    assert project.service_root("orders") == Path("/shop/extracted/orders")


def test_a_route_takes_the_share_of_its_service_unless_it_has_its_own() -> None:
    """The wanted share of a service holds for each of its routes."""
    table = project_file.route_table(project_file.parse(GOOD, PATH))
    assert [route.share for route in table.routes] == [10, 50]
    assert table.upstreams == {
        "monolith": ("http://127.0.0.1:8001",),
        "orders": ("http://127.0.0.1:8002",),
    }


def test_a_write_stays_with_its_owner_whatever_the_share() -> None:
    """Writes are never split."""
    read, write = project_file.route_table(project_file.parse(GOOD, PATH)).routes
    assert (read.effect, read.mode) == (EndpointEffect.READ, Mode.SPLIT)
    assert (write.effect, write.mode) == (EndpointEffect.WRITE, Mode.CONTROL)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param(
            "share = 10",
            "shar = 10",
            "decompose.toml:12:1: services.orders.shar: unknown key; known here: ",
            id="misspelt key",
        ),
        pytest.param(
            "share = 50",
            "share = 101",
            "decompose.toml:23:1: services.orders.routes[1].share: 101.0 is no percentage",
            id="share over 100",
        ),
        pytest.param(
            'effect = "read"',
            'effect = "look"',
            "decompose.toml:17:1: services.orders.routes[0].effect: 'look' is none of: read, write",
            id="unknown effect",
        ),
        pytest.param(
            'path = "extracted/orders"\n',
            "",
            "decompose.toml:9:1: services.orders.path: is missing",
            id="missing key",
        ),
        pytest.param(
            '"replica"',
            '"magic"',
            "decompose.toml:7:1: boundaries.orders.seams.accounts.User: not one of",
            id="unknown strategy in an inline table",
        ),
        pytest.param(
            "share = 10",
            'share = 10\nowner = "catalog"',
            "decompose.toml:13:1: services.orders.owner: neither 'monolith' nor 'orders'",
            id="owner that is no side",
        ),
        pytest.param("[monolith]", "[monolith", "decompose.toml:1:10: no valid TOML", id="no TOML"),
        pytest.param(
            "[monolith]",
            "[monolit]",
            "decompose.toml:1:1: monolit: unknown key",
            id="unknown section",
        ),
    ],
)
def test_a_broken_file_is_refused_with_its_line(old: str, new: str, message: str) -> None:
    """One message: where, what, and what is known there."""
    with pytest.raises(Refused) as caught:
        project_file.parse(GOOD.replace(old, new, 1), PATH)
    assert str(caught.value).startswith(message)


def test_a_missing_file_says_what_to_run(tmp_path: Path) -> None:
    """The remedy stands in the message."""
    with pytest.raises(Refused, match="run `decompose analyze PATH` first"):
        project_file.read(tmp_path / "decompose.toml")


def test_the_nearest_file_above_is_found(tmp_path: Path) -> None:
    """Commands work from any folder of the project."""
    (tmp_path / "decompose.toml").touch()
    (tmp_path / "a" / "b").mkdir(parents=True)
    assert project_file.find(tmp_path / "a" / "b") == (tmp_path / "decompose.toml").resolve()
