from __future__ import annotations

import os
from pathlib import Path

import pytest

from decompose_core.location import Location
from decompose_core.problem import Refused
from decompose_proxy.request_head import RequestFields, RequestHead
from decompose_proxy.table import TableFile, load

GOOD = """\
[monolith]
url = "http://127.0.0.1:8001"

[services.orders]
path = "extracted/orders"
urls = ["http://127.0.0.1:8002"]
share = 10

[[services.orders.routes]]
pattern = "orders/<int:pk>/"
effect = "read"

[[services.orders.routes]]
pattern = "orders/"
methods = ["POST"]

[[services.orders.writers]]
endpoint = "checkout/"

[proxy]
listen = "127.0.0.1:8080"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "decompose.toml"
    path.write_text(GOOD)
    return path


def place(table: TableFile) -> Location | None:
    return table.problem.location if table.problem else None


def write(path: Path, text: str) -> None:
    """Replace the file, as an editor does."""
    new = path.with_suffix(".new")
    new.write_text(text)
    os.replace(new, path)


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        pytest.param('pattern = "orders/"', 'patern = "orders/"', 14, "unknown key", id="a key"),
        pytest.param("share = 10", "share = 101", 7, "no percentage", id="a share"),
        pytest.param("share = 10", 'share = "10"', 7, "not a number", id="a type"),
        pytest.param("share = 10", 'owner = "shop"', 7, "neither", id="an owner"),
        pytest.param("<int:pk>", "<year:pk>", 10, "the converter 'year'", id="a converter"),
        pytest.param('"orders/<int', '"/orders/<int', 10, "no leading slash", id="a slash"),
        pytest.param('"orders/"', '"orders/<int:id>/"', 14, "never matches", id="an overlap"),
        pytest.param("http://127.0.0.1:8002", "127.0.0.1:8002", 6, "no URL", id="a URL"),
        pytest.param("0.1:8001", "0.1:8001/shop", 2, "has a path", id="a URL with a path"),
        pytest.param("127.0.0.1:8080", "8080", 21, "no address", id="an address"),
        pytest.param('urls = ["http://127.0.0.1:8002"]', "urls = []", 6, "no address", id="urls"),
        pytest.param('"checkout/"', '"<x:y>/"', 18, "the converter 'x'", id="a writer"),
        pytest.param("[proxy]", '[proxy]\nissuer = "x"', 21, "neither", id="an issuer"),
        pytest.param("[proxy]", '[proxy]\nkey = "k.pem"', 21, "TLS needs both", id="half of TLS"),
        pytest.param("[proxy]", "[proxy]\npin_seconds = -1", 21, "no time from", id="a time"),
        pytest.param("share = 10", 'health = "livez"', 7, "no path like", id="a health path"),
        pytest.param("[proxy]", '[proxy]\ncohort = ["ip"]', 21, "no source", id="a cohort"),
        pytest.param("share = 10", "share = = 10", 7, "no valid TOML", id="no TOML"),
        pytest.param('methods = ["POST"]', 'methods = ["FETCH"]', 15, "no method", id="a method"),
        pytest.param(
            '[proxy]\nlisten = "127.0.0.1:8080"\n', "[proxy]\nx", 21, "no valid TOML", id="cut off"
        ),
    ],
)
def test_a_bad_table_is_one_message_with_its_line(
    file: Path, old: str, new: str, line: int, message: str
) -> None:
    table = TableFile(file)
    write(file, GOOD.replace(old, new, 1))
    assert table.changed()
    assert not table.reload()
    assert message in str(table.problem)
    found = place(table)
    assert found is not None
    assert (found.path, found.line) == ("decompose.toml", line)
    assert table.snapshot.version == 1
    write(file, GOOD)
    assert table.changed()
    assert table.reload()
    assert place(table) is None
    assert table.snapshot.version == 2


def test_a_file_that_did_not_change_is_not_read_again(file: Path) -> None:
    assert not TableFile(file).changed()


def test_a_file_that_vanishes_leaves_the_table_in_force(file: Path) -> None:
    table = TableFile(file)
    file.unlink()
    assert table.changed()
    assert not table.reload()
    assert "there is no decompose.toml" in str(table.problem)
    assert table.snapshot.version == 1


def test_without_a_good_table_there_is_no_start(file: Path) -> None:
    file.write_text("[services]\norders = 1\n")
    with pytest.raises(Refused):
        TableFile(file)


def test_writers_of_two_services_may_be_the_same_endpoint(file: Path) -> None:
    file.write_text(
        GOOD
        + '\n[services.carts]\npath = "x"\n[[services.carts.writers]]\nendpoint = "checkout/"\n'
    )
    snapshot = load(file, 1)
    head = RequestHead("POST", b"", "", RequestFields())
    assert snapshot.matcher.match("POST", "/checkout/", head).writes == ("carts", "orders")
