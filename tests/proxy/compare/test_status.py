from __future__ import annotations

from decompose_core.exchange import Outcome
from tests.proxy.answers import answer, rows, verdict


def test_a_status_that_differs_is_found() -> None:
    found = verdict(answer(status=200), answer(status=404))

    assert rows(found.diffs) == [("value", "status", "200", "404")]


def test_a_status_can_be_ignored_by_rule() -> None:
    found = verdict(answer(status=200), answer(status=204), "ignore:status")

    assert found.outcome is Outcome.IGNORED
