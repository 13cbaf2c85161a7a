from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from decompose_analyzer.baseline import Entry
from decompose_analyzer.boundaries import Cut
from decompose_analyzer.gate import Scope, judge
from decompose_core.coupling import Coupling
from decompose_core.location import Location
from tests.analyzer.gate_cases import (
    KNOWN,
    ORDERS,
    OUTSIDE,
    PLANTED,
    TODAY,
    coupling,
    entry,
    rules,
    verdict,
)

NEW = "crossing/model_query"
STALE = "baseline/stale"
EXPIRED = "baseline/expired"
AGAIN = replace(KNOWN, location=Location(KNOWN.location.path, 44))


@pytest.mark.parametrize(
    ("couplings", "entries", "expected"),
    [
        pytest.param([KNOWN], [entry(KNOWN)], [], id="an accepted crossing passes"),
        pytest.param([OUTSIDE], [], [], id="a coupling that crosses no boundary passes"),
        pytest.param([PLANTED, KNOWN], [entry(KNOWN)], [NEW], id="a new crossing fails"),
        pytest.param([], [entry(KNOWN)], [STALE], id="a crossing that is gone fails"),
        pytest.param([PLANTED], [entry(KNOWN)], [STALE, NEW], id="one does not stand for another"),
        pytest.param([KNOWN, AGAIN], [entry(KNOWN)], [NEW], id="a second place fails"),
        pytest.param([KNOWN, AGAIN], [entry(KNOWN, places=2)], [], id="two accepted places pass"),
        pytest.param([KNOWN], [entry(KNOWN, places=2)], [STALE], id="one of two places is gone"),
        pytest.param([AGAIN], [entry(KNOWN)], [], id="a moved line changes nothing"),
        pytest.param([KNOWN], [entry(KNOWN, expires=TODAY)], [], id="the last day still counts"),
        pytest.param(
            [KNOWN], [entry(KNOWN, expires=date(2026, 11, 21))], [EXPIRED], id="the time is over"
        ),
        pytest.param(
            [], [entry(KNOWN, expires=date(2020, 1, 1))], [STALE], id="gone counts before expired"
        ),
    ],
)
def test_the_gate_judges(
    couplings: list[Coupling], entries: list[Entry], expected: list[str]
) -> None:
    found = verdict(couplings, entries)
    assert rules(found) == expected
    assert found.passed == (not expected)


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        pytest.param(Scope(), [STALE, NEW], id="whole"),
        pytest.param(Scope(frozenset({PLANTED.location.path})), [NEW], id="the planted file"),
        pytest.param(Scope(frozenset({"cart/views.py"})), [], id="another file"),
        pytest.param(Scope(frozenset()), [], id="no file of the project"),
        pytest.param(
            Scope(unread=frozenset({"x.py"})),
            [NEW],
            id="an unreadable file",
        ),
    ],
)
def test_a_partial_run_judges_its_files_and_never_what_is_gone(
    scope: Scope, expected: list[str]
) -> None:
    assert rules(verdict([PLANTED], [entry(KNOWN)], scope)) == expected


def test_a_new_crossing_says_what_where_how_we_know_and_what_to_do() -> None:
    (finding,) = verdict([PLANTED], []).findings
    assert finding.message == (
        "orders.views.index leans on accounts.User across the boundary orders"
    )
    assert str(finding.location) == "orders/views.py:9:5"
    assert finding.evidence == (
        "reads accounts.User; [boundaries.orders] holds orders; it blocks the cut"
    )
    assert finding.remedy == (
        "ask the other side for it, or keep the value here; "
        "or accept it: decompose baseline --reason '...'"
    )


def test_a_further_place_says_which_there_are() -> None:
    (finding,) = verdict([KNOWN, AGAIN], [entry(KNOWN)]).findings
    assert "2 such places, lines 3, 44; 1 accepted" in finding.evidence


def test_a_stale_entry_says_why_it_was_accepted() -> None:
    (finding,) = verdict([], [entry(KNOWN)]).findings
    assert finding.message == (
        "the accepted crossing model_query orders.views.index -> catalog.Product is no more"
    )
    assert finding.evidence == "it is gone in orders/views.py; accepted because: known since spring"


def test_a_crossing_between_two_boundaries_names_both_and_counts_once() -> None:
    cuts = [Cut("accounts", frozenset({"accounts"})), ORDERS]
    found = judge(cuts, [PLANTED], [], today=TODAY)
    assert [each.boundaries for each in found.findings] == [("accounts", "orders")]
    assert found.crossings == 1


def test_a_single_model_can_be_a_boundary() -> None:
    cut = Cut("user", frozenset(), frozenset({"accounts.User"}))
    field = coupling("accounts.User.group", "auth.Group", "accounts/models.py")
    found = judge([cut], [PLANTED, field, KNOWN], [], today=TODAY)
    assert [each.location.path for each in found.findings] == [
        "accounts/models.py",
        "orders/views.py",
    ]


def test_a_fingerprint_stays_when_lines_move_and_differs_between_places() -> None:
    moved = replace(PLANTED, location=Location(PLANTED.location.path, 700))
    (before,), (after,) = verdict([PLANTED], []).findings, verdict([moved], []).findings
    assert before.fingerprint == after.fingerprint
    both = verdict([PLANTED, moved], []).findings
    assert len({each.fingerprint for each in both}) == 2
