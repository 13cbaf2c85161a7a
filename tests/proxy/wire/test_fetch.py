"""The proxy's own requests, over the pool the clients' requests use."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from decompose_core.exchange import Observation
from decompose_core.route import MONOLITH
from decompose_proxy.request_head import RequestFields, RequestHead
from decompose_proxy.tap import Capture
from decompose_proxy.wire.errors import Fault
from decompose_proxy.wire.fetch import Fetched, FetchError, fetch
from decompose_proxy.wire.repeat import Repeater
from tests.proxy.wire.rig import OK, Rig


def ask(rig: Rig, *answers: Callable[[Rig], None], limit: int = 100) -> Fetched:
    async def main() -> Fetched:
        head = RequestHead("GET", b"/a", "/a", RequestFields())
        asked = asyncio.ensure_future(fetch(rig.pool, MONOLITH, head, limit=limit))
        for each in answers:
            await asyncio.sleep(0)
            each(rig)
            await asyncio.sleep(0)
        return await asked

    return asyncio.run(main())


def test_an_answer_is_read_whole_and_the_connection_kept() -> None:
    rig = Rig()
    fetched = ask(rig, lambda rig: rig.answer(OK, by_byte=True))
    assert (fetched.head.status, fetched.body) == (200, b"ok")
    assert rig.upstream().written == b"GET /a HTTP/1.1\r\nHost: monolith:8001\r\n\r\n"
    ask(rig, lambda rig: rig.answer(OK))
    assert rig.asked == ["monolith"]
    assert rig.pool.targets["monolith"][0].in_flight == 0


def test_a_stale_connection_is_replaced_once() -> None:
    rig = Rig()
    ask(rig, lambda rig: rig.answer(OK))
    fetched = ask(rig, lambda rig: rig.break_upstream(), lambda rig: rig.answer(OK))
    assert fetched.body == b"ok"
    assert rig.asked == ["monolith", "monolith"]


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        pytest.param(lambda rig: rig.break_upstream(), Fault.CLOSED_EARLY, id="closed"),
        pytest.param(lambda rig: rig.answer(b"HELO\r\n"), Fault.GARBAGE, id="garbage"),
        pytest.param(
            lambda rig: rig.answer(b"HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n" + b"a" * 101),
            Fault.CUT_SHORT,
            id="too long",
        ),
    ],
)
def test_what_is_no_answer_says_why(answer: Callable[[Rig], None], fault: Fault) -> None:
    rig = Rig()
    with pytest.raises(FetchError) as caught:
        ask(rig, answer)
    assert caught.value.fault is fault
    assert rig.pool.targets["monolith"][0].in_flight == 0


def test_a_backend_that_takes_no_connection_says_so() -> None:
    rig = Rig()
    rig.pool.refuse = {"monolith"}
    with pytest.raises(FetchError, match="monolith:8001"):
        ask(rig)


CAPTURE = Capture(
    id="a-1",
    route=None,
    sampled=True,
    method="GET",
    target="/orders/3/?a=b",
    headers=(
        (b"Host", b"shop.example"),
        (b"Accept", b"*/*"),
        (b"Cookie", b"sessionid=secret; csrftoken=c"),
        (b"Authorization", b"Basic YQ=="),
    ),
    body=b"",
    answered_by="monolith",
    status=200,
    answer_headers=(),
    answer_body=b"",
    seconds=0.1,
    at=0.0,
)


def repeat(rig: Rig, target: str) -> Observation:
    async def main() -> Observation:
        asked = asyncio.ensure_future(Repeater(rig.plane, seconds=1).send(CAPTURE, target))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        if rig.pool.opened:
            rig.answer(b"HTTP/1.1 201 Made\r\nX-A: 1\r\nContent-Length: 2\r\n\r\n\xff\xfe")
        return await asked

    return asyncio.run(main())


def test_a_service_is_asked_as_the_user_and_never_gets_the_session() -> None:
    rig = Rig()
    seen = repeat(rig, "orders")
    written = rig.upstream().written
    assert written.startswith(b"GET /orders/3/?a=b HTTP/1.1\r\nHost: shop.example\r\n")
    assert b"Cookie: csrftoken=c\r\n" in written
    assert b"Authorization: Bearer token-of-secret\r\n" in written
    assert b"sessionid" not in written
    assert (seen.status, seen.body_encoding, seen.failure) == (201, "base64", "")
    assert seen.header("x-a") == "1"


def test_the_monolith_is_asked_as_it_was() -> None:
    rig = Rig()
    repeat(rig, "monolith")
    assert b"Cookie: sessionid=secret; csrftoken=c\r\n" in rig.upstream().written
    assert b"Authorization: Basic YQ==\r\n" in rig.upstream().written


@pytest.mark.parametrize(
    ("prepare", "failure"),
    [
        pytest.param(
            lambda rig: rig.pool.refuse.add("orders"), "connect_refused: ", id="no connection"
        ),
        pytest.param(
            lambda rig: setattr(rig.identity, "down", True), "identity: ", id="no identity"
        ),
    ],
)
def test_trouble_is_a_value(prepare: Callable[[Rig], None], failure: str) -> None:
    rig = Rig()
    prepare(rig)
    assert repeat(rig, "orders").failure.startswith(failure)
