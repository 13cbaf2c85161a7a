from __future__ import annotations

import pytest

from decompose_core.monolith import EndpointEffect
from decompose_core.route import Match, Route
from decompose_proxy.choose import Decision, Reason, choose, prepare, sampled

READ, WRITE = EndpointEffect.READ, EndpointEffect.WRITE


def route(effect: EndpointEffect, owner: str, share: float, shadow: float = 0) -> Route:
    return Route("orders:0", Match("a/"), effect, "orders", owner, share, shadow)


@pytest.mark.parametrize(
    ("effect", "owner", "share", "bucket", "target", "reason"),
    [
        pytest.param(READ, "monolith", 0, 0, "monolith", Reason.CONTROL, id="no share"),
        pytest.param(READ, "monolith", 25, 2499, "orders", Reason.SHARE, id="inside"),
        pytest.param(READ, "monolith", 25, 2500, "monolith", Reason.CONTROL, id="outside"),
        pytest.param(READ, "monolith", 0.01, 0, "orders", Reason.SHARE, id="the smallest share"),
        pytest.param(READ, "monolith", 100, 9999, "orders", Reason.CANDIDATE, id="all"),
        pytest.param(READ, "orders", 0, 0, "monolith", Reason.CONTROL, id="reads stay by share"),
        pytest.param(WRITE, "monolith", 100, 0, "monolith", Reason.OWNER, id="a write, all share"),
        pytest.param(WRITE, "orders", 0, 9999, "orders", Reason.OWNER, id="a write, no share"),
    ],
)
def test_who_answers(
    effect: EndpointEffect, owner: str, share: float, bucket: int, target: str, reason: Reason
) -> None:
    decision = choose(prepare(route(effect, owner, share)), lambda: bucket)
    assert (decision.target, decision.reason) == (target, reason)


@pytest.mark.parametrize("share", [0, 100])
def test_a_cohort_is_not_asked_for_where_it_does_not_matter(share: float) -> None:
    def never() -> int:
        raise AssertionError("asked")

    choose(prepare(route(READ, "monolith", share)), never)


@pytest.mark.parametrize(
    ("effect", "owner", "may_fall_back", "guarded"),
    [
        pytest.param(READ, "monolith", True, True, id="a read on trial"),
        pytest.param(READ, "orders", True, False, id="a read of the owner"),
        pytest.param(WRITE, "orders", False, False, id="a write of the owner"),
    ],
)
def test_what_may_be_answered_by_the_control_instead(
    effect: EndpointEffect, owner: str, may_fall_back: bool, guarded: bool
) -> None:
    candidate = prepare(route(effect, owner, 100)).candidate
    assert (candidate.may_fall_back, candidate.guarded) == (may_fall_back, guarded)


@pytest.mark.parametrize(
    ("method", "effect", "share", "percent", "drawn"),
    [
        pytest.param("GET", READ, 0, 4.9, True, id="drawn"),
        pytest.param("HEAD", READ, 0, 4.9, True, id="HEAD"),
        pytest.param("GET", READ, 0, 5.0, False, id="not drawn"),
        pytest.param("POST", READ, 0, 0.0, False, id="no safe method"),
        pytest.param("GET", WRITE, 0, 0.0, False, id="a GET that writes"),
        pytest.param("GET", READ, 100, 0.0, False, id="answered by the candidate"),
    ],
)
def test_what_is_mirrored(
    method: str, effect: EndpointEffect, share: float, percent: float, drawn: bool
) -> None:
    choice = prepare(route(effect, "monolith", share, shadow=5))
    decision = choose(choice, lambda: 0)
    assert isinstance(decision, Decision)
    assert sampled(choice, decision, method, percent) is drawn
