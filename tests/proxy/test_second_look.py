from __future__ import annotations

import pytest

from decompose_core.exchange import Comparison, Observation, Outcome
from decompose_proxy.allowance import NOTHING_ALLOWED
from decompose_proxy.comparing import compare
from decompose_proxy.noise import Noise
from decompose_proxy.rule import Context
from decompose_proxy.second_look import judge
from tests.proxy.answers import json_answer


def looked_twice(first: tuple[str, str], again: tuple[Observation, Observation]) -> Comparison:
    control, candidate = map(json_answer, first)
    mismatch = compare(control, candidate)
    return judge((control, mismatch), again, Noise(), NOTHING_ALLOWED, Context())


@pytest.mark.parametrize(
    ("first", "again", "outcome", "paths"),
    [
        pytest.param(
            ('{"a": 1}', '{"a": 2}'),
            ('{"a": 1}', '{"a": 2}'),
            Outcome.MISMATCHED,
            ["body/a"],
            id="real",
        ),
        pytest.param(
            ('{"a": 2}', '{"a": 1}'), ('{"a": 2}', '{"a": 2}'), Outcome.RACED, [], id="caught up"
        ),
        pytest.param(
            ('{"a": 1}', '{"a": 2}'), ('{"a": 3}', '{"a": 4}'), Outcome.IGNORED, [], id="noise"
        ),
        pytest.param(
            ('{"a": 1, "b": 1}', '{"a": 2, "b": 2}'),
            ('{"a": 3, "b": 1}', '{"a": 4, "b": 2}'),
            Outcome.MISMATCHED,
            ["body/b"],
            id="noise beside a real mismatch",
        ),
    ],
)
def test_a_mismatch_is_judged_by_a_second_look(
    first: tuple[str, str], again: tuple[str, str], outcome: Outcome, paths: list[str]
) -> None:
    found = looked_twice(first, (json_answer(again[0]), json_answer(again[1])))

    assert found.outcome is outcome
    assert [each.path for each in found.diffs] == paths


def test_what_raced_is_kept() -> None:
    found = looked_twice(('{"a": 2}', '{"a": 1}'), (json_answer("{}"), json_answer("{}")))

    assert [each.path for each in found.ignored] == ["body/a"]


def test_a_side_that_fails_the_second_time_failed() -> None:
    found = looked_twice(
        ('{"a": 2}', '{"a": 1}'), (json_answer("{}"), Observation(failure="reset"))
    )

    assert found == Comparison(Outcome.FAILED, reason="candidate: reset")
