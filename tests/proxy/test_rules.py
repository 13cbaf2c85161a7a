from __future__ import annotations

from pathlib import Path

import pytest

from decompose_core import project_file
from decompose_core.problem import Refused
from decompose_proxy.rules import parse_rule, rules_by_route, words

FILE = """\
[monolith]
path = "shop"

[services.orders]
path = "extracted/orders"

[[services.orders.routes]]
pattern = "orders/"
rules = ["ignore:/a", "unordered:/results"]

[[services.orders.routes]]
pattern = "orders/<int:pk>/"
rules = ["{rule}", "bind:/id"]
"""


@pytest.mark.parametrize(
    ("text", "again"),
    [
        pytest.param("ignore:/results/*/seen", "ignore:/results/*/seen", id="a path"),
        pytest.param("ignore:headers/ETag", "ignore:headers/etag", id="a header"),
        pytest.param("ignore:/", "ignore:/", id="the whole body"),
        pytest.param("bind:/id=order", "bind:/id=order", id="an argument"),
        pytest.param("skew:/at", "skew:/at", id="its default"),
        pytest.param("ignore:/a=b", "ignore:/a=b", id="a word without argument"),
    ],
)
def test_a_rule_is_read_as_it_is_written(text: str, again: str) -> None:
    assert str(parse_rule(text)) == again


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            "forget:/a",
            "'forget:/a' is no rule: 'forget' is none of bind, clear, decimal, ignore, skew, "
            "unordered\n  write WORD:PATH, for example ignore:/results/*/updated_at",
            id="unknown word",
        ),
        pytest.param("/a", "'/a' is no rule: '/a' is none of", id="no word"),
        pytest.param(
            "ignore:a", "the path 'a' begins neither with / nor with one of status", id="no path"
        ),
        pytest.param("skew:/a=soon", "'soon' is no number of seconds", id="no number"),
        pytest.param("skew:/a=-1", "'-1' is no number of seconds", id="less than nothing"),
    ],
)
def test_a_rule_without_meaning_is_refused(text: str, message: str) -> None:
    with pytest.raises(Refused) as caught:
        parse_rule(text)

    assert message in str(caught.value)


def test_a_project_s_rules_are_read_by_route(tmp_path: Path) -> None:
    rules = rules_by_route(project(tmp_path, "decimal:/total"))

    assert {route: list(map(str, each.allowances)) for route, each in rules.items()} == {
        "orders:0": ["ignore:/a", "unordered:/results"],
        "orders:1": ["decimal:/total", "bind:/id"],
    }


def test_a_wrong_rule_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"13.*'oops' is no rule"):
        rules_by_route(project(tmp_path, "oops"))


def test_every_word_says_what_it_allows() -> None:
    assert all(each.summary.endswith(".") for each in words().values())


def project(folder: Path, rule: str) -> project_file.ProjectFile:
    path = folder / "decompose.toml"
    path.write_text(FILE.format(rule=rule))
    return project_file.read(path)
