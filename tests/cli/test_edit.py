from __future__ import annotations

from pathlib import Path

import pytest

from decompose.edit import Key, Value, percentage, set_value
from decompose_core.problem import Refused

FILE = """\
# who decides what
[monolith]
path = "shop"   # the checkout

[services.orders]
path = "extracted/orders"
share = 10   # since Monday

# written by extract
[[services.orders.routes]]
pattern = "orders/"

[[services.orders.routes]]
pattern = "orders/<int:pk>/"

[proxy]
listen = "127.0.0.1:8080"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "decompose.toml"
    path.write_text(FILE)
    return path


@pytest.mark.parametrize(
    ("keys", "value", "before", "edit"),
    [
        pytest.param(
            ("services", "orders", "share"),
            25,
            10,
            ("share = 10   # since Monday", "share = 25   # since Monday"),
            id="a value keeps its comment",
        ),
        pytest.param(
            ("services", "orders", "shadow"),
            5,
            None,
            ("# since Monday\n", "# since Monday\nshadow = 5\n"),
            id="a new key stays before the sub-tables",
        ),
        pytest.param(
            ("services", "orders", "routes", 1, "share"),
            2.5,
            None,
            ('<int:pk>/"\n', '<int:pk>/"\nshare = 2.5\n'),
            id="an entry of an array of tables",
        ),
        pytest.param(("services", "orders", "share"), 10, 10, ("", ""), id="no change at all"),
    ],
)
def test_only_the_one_value_changes(
    file: Path, keys: tuple[Key, ...], value: Value, before: object, edit: tuple[str, str]
) -> None:
    assert set_value(file, keys, value) == before

    assert file.read_text() == FILE.replace(*edit, 1)


@pytest.mark.parametrize(
    ("keys", "value", "message"),
    [
        pytest.param(
            ("services", "orders", "share"),
            700,
            "services.orders.share: 700.0 is no percentage",
            id="no percentage",
        ),
        pytest.param(
            ("services", "payments", "share"), 7, "there is no services.payments", id="no table"
        ),
        pytest.param(
            ("services", "orders", "routes", 9, "share"),
            7,
            "there is no services.orders.routes.9",
            id="no such entry",
        ),
        pytest.param(("monolith", "path", "share"), 7, "monolith.path is no table", id="a value"),
        pytest.param(("proxy", "speed"), 7, "unknown key", id="a key without a meaning"),
    ],
)
def test_a_refused_edit_changes_nothing(
    file: Path, keys: tuple[Key, ...], value: Value, message: str
) -> None:
    with pytest.raises(Refused, match=message):
        set_value(file, keys, value)

    assert file.read_text() == FILE
    assert list(file.parent.iterdir()) == [file]


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="there is no decompose"):
        set_value(tmp_path / "decompose.toml", ("proxy", "listen"), "127.0.0.1:1")


@pytest.mark.parametrize(("value", "written"), [(25.0, "25"), (2.5, "2.5")], ids=["whole", "part"])
def test_percentages_are_written_as_people_write_them(value: float, written: str) -> None:
    assert str(percentage(value)) == written
