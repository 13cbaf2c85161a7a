from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from decompose_core.exchange import Observation, Outcome
from decompose_core.route import MONOLITH
from decompose_proxy import parity_store
from decompose_proxy.parity import Endpoint, Figures
from decompose_proxy.shadow import AT_ONCE, Shadow
from decompose_proxy.tap import Capture
from tests.proxy.answers import json_answer
from tests.proxy.fakes_shadow import ROUTE, HangingSides, Sides, capture, shadowing, until

ENDPOINT = Endpoint("orders", "api/orders/<int:pk>/", "GET")
SAME = '{"total": "10.00"}'
OTHER = '{"total": 10}'


def look(sides: Sides, state: Path, *captures: Capture) -> dict[Endpoint, Figures]:
    """Let a shadow look at captures one after the other; return the figures it wrote."""

    async def run() -> None:
        async with shadowing(sides.send, state) as (queue, shadow):
            for number, each in enumerate(captures, start=1):
                queue.offer(each)
                await until(partial(has_seen, shadow, state, number))

    asyncio.run(run())
    return parity_store.read(state)


def has_seen(shadow: Shadow, state: Path, wanted: int) -> bool:
    shadow.parity()
    figures = parity_store.read(state).values()
    return wanted == sum(sum((*each.counts.values(), *each.skipped.values())) for each in figures)


@pytest.mark.parametrize(
    ("monolith", "orders", "outcome", "paths"),
    [
        pytest.param([SAME], [SAME], Outcome.MATCHED, [], id="the same"),
        pytest.param([SAME], [OTHER], Outcome.MISMATCHED, ["body/total"], id="it differs"),
        pytest.param([OTHER], [OTHER], Outcome.RACED, [], id="the data moved and both have it now"),
        pytest.param([SAME], [OTHER, SAME], Outcome.RACED, [], id="the replica was behind"),
        pytest.param(
            ['{"total": "3.00"}'],
            [OTHER],
            Outcome.IGNORED,
            [],
            id="the control differs from itself",
        ),
        pytest.param(
            [SAME],
            [Observation(failure="timeout: no answer in 10 s")],
            Outcome.FAILED,
            [],
            id="no answer",
        ),
        pytest.param(
            [SAME],
            [Observation(503)],
            Outcome.MISMATCHED,
            ["status"],
            id="an error of the candidate",
        ),
        pytest.param(
            [SAME],
            [Observation(503, (("Retry-After", "1"),)), SAME],
            Outcome.RACED,
            [],
            id="the user's row was not there yet",
        ),
    ],
)
def test_an_exchange_comes_to_an_outcome(
    tmp_path: Path,
    monolith: list[Observation | str],
    orders: list[Observation | str],
    outcome: Outcome,
    paths: list[str],
) -> None:
    figures = look(Sides(monolith=monolith, orders=orders), tmp_path, capture())[ENDPOINT]

    assert figures.counts == {outcome: 1}
    found = {each.path for example in figures.examples for each in example.diffs}
    assert set(paths) <= found
    assert bool(found) == bool(paths)


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        pytest.param(capture(method="POST"), "it is no safe method", id="a write"),
        pytest.param(
            capture(answered_by="orders"), "the candidate answered the client", id="split"
        ),
        pytest.param(capture(status=304), "the client's own copy was still good", id="304"),
        pytest.param(
            capture(truncated=True), "the body is too long to keep a copy", id="a long body"
        ),
    ],
)
def test_what_can_not_be_compared_is_counted_and_never_sent(
    tmp_path: Path, one: Capture, reason: str
) -> None:
    sides = Sides()

    (figures,) = look(sides, tmp_path, one).values()

    assert sides.asked == []
    assert figures.skipped == {reason: 1}
    assert figures.counts == {}


def test_conditions_of_the_client_are_not_the_candidate_s(tmp_path: Path) -> None:
    sides = Sides(orders=[SAME])
    headers = ((b"Host", b"shop"), (b"If-None-Match", b'"x"'), (b"Accept", b"*/*"))

    look(sides, tmp_path, capture(headers=headers))

    assert sides.asked[0][1].headers == ((b"Host", b"shop"), (b"Accept", b"*/*"))


def test_an_identity_that_the_monolith_can_not_give_blames_nobody(tmp_path: Path) -> None:
    sides = Sides(orders=[Observation(failure="identity: the monolith could not say")])

    assert look(sides, tmp_path, capture())[ENDPOINT].counts == {}


def test_only_a_mismatch_is_asked_again(tmp_path: Path) -> None:
    sides = Sides(monolith=[SAME], orders=[SAME, OTHER])

    look(sides, tmp_path, capture(), capture(identifier="2"))

    assert [target for target, _ in sides.asked] == ["orders", "orders", MONOLITH, "orders"]


def test_examples_hold_no_personal_data(tmp_path: Path) -> None:
    control, candidate = '{"email": "ada@example.com"}', '{"email": "bob@example.com"}'

    look(Sides(monolith=[control], orders=[candidate]), tmp_path, capture(control))

    (file,) = tmp_path.rglob("*.jsonl")
    assert "example.com" not in file.read_text()
    assert "xxx@xxxxxxx.xxx" in file.read_text()


def test_a_bug_in_a_comparison_is_a_figure_and_the_shadow_goes_on(tmp_path: Path) -> None:
    class Broken(Sides):
        async def send(self, asked: Capture, target: str) -> Observation:
            if asked.id == "1":
                raise RuntimeError("oops")
            return await super().send(asked, target)

    figures = look(Broken(orders=[SAME]), tmp_path, capture(), capture(identifier="2"))[ENDPOINT]

    assert figures.counts == {Outcome.FAILED: 1, Outcome.MATCHED: 1}
    assert figures.examples[0].reason == "a bug of ours: RuntimeError('oops')"


def test_a_candidate_that_hangs_holds_a_bounded_number_of_exchanges(tmp_path: Path) -> None:
    async def run() -> tuple[int, int]:
        sides = HangingSides()
        async with shadowing(sides.send, tmp_path, capacity=10) as (queue, _):
            for number in range(1000):
                queue.offer(capture(identifier=str(number)))
                if sides.asked < AT_ONCE:
                    await asyncio.sleep(0)
            return sides.asked, queue.dropped

    asked, dropped = asyncio.run(run())

    assert asked <= AT_ONCE
    assert dropped >= 1000 - AT_ONCE - 10


def test_a_shadow_wants_what_was_drawn() -> None:
    assert Shadow.wants(ROUTE, True)
    assert not Shadow.wants(ROUTE, False)
    assert not Shadow.wants(None, True)


def test_rules_of_the_route_are_followed(tmp_path: Path) -> None:
    route = replace(ROUTE, rules=("decimal:/total",))

    figures = look(Sides(orders=[json_answer(OTHER)]), tmp_path, capture(route=route))[ENDPOINT]

    assert figures.counts == {Outcome.IGNORED: 1}
