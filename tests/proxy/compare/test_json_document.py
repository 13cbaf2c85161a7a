from __future__ import annotations

import pytest

from decompose_core.exchange import Outcome
from tests.proxy.answers import Row, json_answer, rows, verdict


@pytest.mark.parametrize(
    ("control", "candidate", "differences"),
    [
        pytest.param('{"a": 1, "b": 2}', '{"b": 2,"a":1}', [], id="order of keys, spaces"),
        pytest.param('"\\u00e9"', '"é"', [], id="escapes"),
        pytest.param('{"a": 1}', "{}", [("missing", "body/a", "1", "")], id="a key is missing"),
        pytest.param("{}", '{"a": [1]}', [("extra", "body/a", "", "[1]")], id="a key too many"),
        pytest.param(
            '{"a": null}', "{}", [("missing", "body/a", "null", "")], id="null is a value"
        ),
        pytest.param('{"a": 10}', '{"a": 10.0}', [("value", "body/a", "10", "10.0")], id="number"),
        pytest.param(
            '{"a": 1.0}', '{"a": 1.00}', [("value", "body/a", "1.0", "1.00")], id="digits"
        ),
        pytest.param(
            '{"a": 10}',
            '{"a": "10.00"}',
            [("type", "body/a", "10", '"10.00"')],
            id="number, string",
        ),
        pytest.param(
            '[["10", 10]]', "[[10, 10]]", [("type", "body/0/0", '"10"', "10")], id="string, number"
        ),
        pytest.param("[true]", "[1]", [("type", "body/0", "true", "1")], id="boolean, number"),
        pytest.param("[null]", "[{}]", [("type", "body/0", "null", "{}")], id="null, object"),
        pytest.param(
            '{"r": [{"t": 1}, {"t": 2}]}',
            '{"r": [{"t": 1}, {"t": 3}]}',
            [("value", "body/r/1/t", "2", "3")],
            id="an item of a list",
        ),
        pytest.param(
            "[1, 2]",
            "[1]",
            [("size", "body", "2 items", "1 items"), ("missing", "body/1", "2", "")],
            id="a shorter list",
        ),
        pytest.param(
            "[1, 2, 3]", "[3, 1, 2]", [("order", "body", "[1, 2, 3]", "[3, 1, 2]")], id="order"
        ),
        pytest.param(
            '{"a/b": {"~": 1}}',
            '{"a/b": {"~": 2}}',
            [("value", "body/a~1b/~0", "1", "2")],
            id="names",
        ),
        pytest.param(
            "{]",
            "{}",
            [
                (
                    "type",
                    "body",
                    "no JSON: Expecting property name enclosed in double quotes: "
                    "line 1 column 2 (char 1)",
                    "JSON",
                )
            ],
            id="no JSON on one side",
        ),
        pytest.param("{]", "{[", [("value", "body", "{]", "{[")], id="no JSON on either side"),
        pytest.param("NaN", "NaN ", [], id="Python's NaN"),
    ],
)
def test_json_is_compared_by_path(control: str, candidate: str, differences: list[Row]) -> None:
    assert rows(verdict(json_answer(control), json_answer(candidate)).diffs) == differences


@pytest.mark.parametrize(
    ("rule", "control", "candidate", "outcome"),
    [
        pytest.param("ignore:/a", '{"a": 1}', '{"a": {"b": 2}}', Outcome.IGNORED, id="ignore"),
        pytest.param("ignore:/a", '{"a": 1}', "{}", Outcome.IGNORED, id="ignore what is missing"),
        pytest.param("ignore:/a", '{"ab": 1}', '{"ab": 2}', Outcome.MISMATCHED, id="whole names"),
        pytest.param("ignore:/*/a", '[{"a": 1}]', '[{"a": 2}]', Outcome.IGNORED, id="star"),
        pytest.param(
            "ignore:/**/a", '{"b": [{"a": 1}]}', '{"b": [{"a": 2}]}', Outcome.IGNORED, id="stars"
        ),
        pytest.param(
            "ignore:/*/a", '{"a": 1}', '{"a": 2}', Outcome.MISMATCHED, id="star is a step"
        ),
        pytest.param("unordered:/", "[1, 2]", "[2, 1]", Outcome.IGNORED, id="unordered"),
        pytest.param("unordered:/", "[1, 2]", "[2, 3]", Outcome.MISMATCHED, id="other items"),
        pytest.param("unordered:/", "[1, 1, 2]", "[1, 2, 2]", Outcome.MISMATCHED, id="counts"),
        pytest.param(
            "unordered:/r", '{"r": [[1, 2]]}', '{"r": [[2, 1]]}', Outcome.MISMATCHED, id="one level"
        ),
        pytest.param("decimal:/a", '{"a": 10}', '{"a": "10.00"}', Outcome.IGNORED, id="decimal"),
        pytest.param("decimal:/a", '{"a": 10}', '{"a": 10.01}', Outcome.MISMATCHED, id="another"),
        pytest.param("decimal:/a", '{"a": "x"}', '{"a": "y"}', Outcome.MISMATCHED, id="no number"),
        pytest.param("bind:/*", "[5, 5, 6]", "[7, 7, 8]", Outcome.IGNORED, id="bound"),
        pytest.param("bind:/*", "[5, 5]", "[7, 8]", Outcome.MISMATCHED, id="one to two"),
        pytest.param("bind:/*", "[5, 6]", "[7, 7]", Outcome.MISMATCHED, id="two to one"),
        pytest.param("bind:/*", "[5, 5]", "[5, 7]", Outcome.MISMATCHED, id="equal only once"),
        pytest.param("bind:/*", "[5]", '["5"]', Outcome.MISMATCHED, id="bound values have a type"),
        pytest.param(
            "skew:/a",
            '{"a": "2024-05-01T10:00:00Z"}',
            '{"a": "2024-05-01T10:00:04.5+00:00"}',
            Outcome.IGNORED,
            id="skew",
        ),
        pytest.param(
            "skew:/a=2",
            '{"a": "2024-05-01T10:00:00Z"}',
            '{"a": "2024-05-01T10:00:04Z"}',
            Outcome.MISMATCHED,
            id="too far apart",
        ),
        pytest.param(
            "skew:/a",
            '{"a": "2024-05-01T10:00:00Z"}',
            '{"a": "2024-05-01T10:00:00"}',
            Outcome.MISMATCHED,
            id="a zone and none",
        ),
        pytest.param(
            "skew:/a", '{"a": 1714557600}', '{"a": 1714557603}', Outcome.IGNORED, id="epoch"
        ),
    ],
)
def test_rules_of_a_route_excuse_and_keep_differences(
    rule: str, control: str, candidate: str, outcome: Outcome
) -> None:
    found = verdict(json_answer(control), json_answer(candidate), rule)

    assert found.outcome is outcome
    assert bool(found.ignored) == (outcome is Outcome.IGNORED) or found.diffs


def test_bound_values_of_one_name_agree_across_paths() -> None:
    rules = ("bind:/orders/*/id=order", "bind:/payments/*/order=order")
    control = json_answer('{"orders": [{"id": 1}], "payments": [{"order": 1}]}')
    agreeing = json_answer('{"orders": [{"id": 8}], "payments": [{"order": 8}]}')
    other = json_answer('{"orders": [{"id": 8}], "payments": [{"order": 9}]}')

    assert verdict(control, agreeing, *rules).outcome is Outcome.IGNORED
    assert verdict(control, other, *rules).outcome is Outcome.MISMATCHED


def test_items_are_recognised_without_what_may_differ() -> None:
    control = json_answer('[{"n": "a", "seen": 1}, {"n": "b", "seen": 2}]')
    candidate = json_answer('[{"n": "b", "seen": 3}, {"n": "a", "seen": 4}]')

    found = verdict(control, candidate, "unordered:/", "ignore:/*/seen")

    assert found.outcome is Outcome.IGNORED
    assert [each.path for each in found.ignored] == ["body", "body/0/seen", "body/1/seen"]


def test_unordered_items_pair_by_their_id() -> None:
    control = json_answer('[{"id": 1, "t": 1}, {"id": 2, "t": 1}, {"id": 3, "t": 1}]')
    candidate = json_answer('[{"id": 3, "t": 1}, {"id": 1, "t": 9}]')

    found = verdict(control, candidate, "unordered:/")

    assert rows(found.diffs) == [
        ("value", "body/0/t", "1", "9"),
        ("missing", "body/1", '{"id": 2, "t": 1}', ""),
    ]
