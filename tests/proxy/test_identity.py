from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Callable

import pytest

from decompose_proxy.cookies import digest_of
from decompose_proxy.identity import (
    NOBODY,
    Exchange,
    issuer_request,
    read_answer,
    subject_of,
)
from decompose_proxy.request_head import RequestFields, RequestHead
from decompose_proxy.response_head import ResponseHead
from decompose_proxy.wire.errors import Fault
from decompose_proxy.wire.fetch import Fetched, FetchError
from decompose_proxy.wire.seams import Credential


def token(subject: str) -> str:
    payload = base64.urlsafe_b64encode(json.dumps({"sub": subject}).encode()).rstrip(b"=")
    return f"e30.{payload.decode()}.c2ln"


def answer(document: object, status: int = 200) -> Fetched:
    head = ResponseHead(status, b"OK", keep_alive=True)
    return Fetched(head, json.dumps(document).encode())


class Issuer:
    """An issuer that answers when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.asked: list[RequestHead] = []
        self.answer: Callable[[], Fetched] = lambda: answer(
            {"token": token("7"), "expires": self.now + 60, "session": True}
        )
        self.gate = asyncio.Event()
        self.gate.set()

    async def ask(self, head: RequestHead) -> Fetched:
        self.asked.append(head)
        await self.gate.wait()
        return self.answer()


def request(authorization: bytes = b"") -> RequestHead:
    said = RequestFields(host=b"shop.example", authorization=authorization)
    return RequestHead("GET", b"/", "/", said)


def run(steps: Callable[[Issuer, Exchange], asyncio.Future[None] | object]) -> None:
    async def main() -> None:
        issuer = Issuer()
        exchange = Exchange(issuer.ask, clock=lambda: issuer.now)
        result = steps(issuer, exchange)
        if asyncio.iscoroutine(result):
            await result
        await exchange.close()

    asyncio.run(main())


async def get(
    exchange: Exchange, session: bytes = b"s", authorization: bytes = b""
) -> Credential | None:
    known = exchange.known(session, authorization)
    if known is not None:
        return known
    future: asyncio.Future[Credential | None] = asyncio.get_running_loop().create_future()
    exchange.ask(request(authorization), session, future.set_result)
    return await future


def test_who_shows_nothing_is_nobody_and_is_not_asked_for() -> None:
    def steps(issuer: Issuer, exchange: Exchange) -> None:
        assert exchange.known(b"", b"") == NOBODY
        assert issuer.asked == []

    run(steps)


@pytest.mark.parametrize(("lasts", "kept"), [(60, 10), (8, 3)], ids=["bounded", "ends soon"])
def test_a_token_is_kept_for_some_seconds_and_not_to_its_end(lasts: int, kept: int) -> None:
    async def steps(issuer: Issuer, exchange: Exchange) -> None:
        issuer.answer = lambda: answer({"token": token("7"), "expires": 1000 + lasts})
        first = await get(exchange)
        assert first is not None
        assert (first.token.decode(), first.subject) == (token("7"), "7")
        issuer.now += kept - 1
        assert await get(exchange) == first
        assert len(issuer.asked) == 1
        issuer.now += 1
        assert exchange.known(b"s", b"") is None

    run(steps)


def test_session_and_authorization_are_keys_of_their_own() -> None:
    async def steps(issuer: Issuer, exchange: Exchange) -> None:
        await get(exchange, b"s")
        await get(exchange, b"s", b"Token a")
        await get(exchange, b"", b"Token a")
        assert len(issuer.asked) == 3

    run(steps)


def test_requests_at_once_make_one_exchange() -> None:
    async def steps(issuer: Issuer, exchange: Exchange) -> None:
        issuer.gate.clear()
        waiting = [asyncio.ensure_future(get(exchange)) for _ in range(50)]
        await asyncio.sleep(0)
        issuer.gate.set()
        assert len(set(await asyncio.gather(*waiting))) == 1
        assert len(issuer.asked) == 1

    run(steps)


def test_a_session_that_ends_takes_its_tokens_along() -> None:
    async def steps(issuer: Issuer, exchange: Exchange) -> None:
        await get(exchange, b"s")
        await get(exchange, b"other")
        exchange.forget(digest_of(b"s"))
        assert exchange.known(b"s", b"") is None
        assert exchange.known(b"other", b"") is not None

    run(steps)


def test_an_exchange_that_was_overtaken_by_a_logout_is_not_kept() -> None:
    async def steps(issuer: Issuer, exchange: Exchange) -> None:
        issuer.gate.clear()
        waiting = asyncio.ensure_future(get(exchange))
        await asyncio.sleep(0)
        exchange.forget(digest_of(b"s"))
        issuer.gate.set()
        await waiting
        assert exchange.known(b"s", b"") is None

    run(steps)


def fails() -> Fetched:
    raise FetchError(Fault.CONNECT_REFUSED, "")


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param(fails, id="no connection"),
        pytest.param(lambda: answer({}, 500), id="an error"),
        pytest.param(lambda: answer({"token": "a"}, 302), id="a redirect"),
        pytest.param(lambda: answer({}), id="no token"),
        pytest.param(lambda: answer([]), id="a list"),
        pytest.param(lambda: answer({"token": 7, "expires": 9}), id="a number"),
        pytest.param(lambda: answer({"token": "a\r\nX: 1", "expires": 9}), id="a line break"),
        pytest.param(lambda: answer({"token": "a b", "expires": 9}), id="a space"),
        pytest.param(lambda: answer({"token": "a", "expires": "soon"}), id="no time"),
    ],
)
def test_an_issuer_that_fails_is_not_taken_for_nobody(bad: Callable[[], Fetched]) -> None:
    async def steps(issuer: Issuer, exchange: Exchange) -> None:
        issuer.answer = bad
        assert await get(exchange) is None
        assert exchange.known(b"s", b"") is None
        assert exchange.failed == 1

    run(steps)


def test_a_session_of_nobody_is_nobody_for_a_moment() -> None:
    credential, until = read_answer(answer({"token": None, "session": False}), 1000.0)
    assert credential == NOBODY
    assert 1000 < until < 1010


def test_a_token_that_ends_late_is_asked_for_again_soon() -> None:
    _, until = read_answer(answer({"token": token("7"), "expires": 9999}), 1000.0)
    assert until == 1010


def test_the_issuer_gets_the_credentials_and_nothing_else() -> None:
    head = request(b"Token a")
    head.said.cookie = b"sessionid=s"
    head.said.crossing = ((b"X-Secret", b"1"), (b"Accept", b"text/html"))
    asked = issuer_request(b"/.decompose/identity/", head)
    assert (asked.method, asked.target, asked.said.host) == (
        "GET",
        b"/.decompose/identity/",
        b"shop.example",
    )
    assert (asked.said.cookie, asked.said.authorization) == (b"sessionid=s", b"Token a")
    assert asked.said.crossing == ((b"Accept", b"application/json"),)


@pytest.mark.parametrize("text", ["", "a", "a.b", "a.!.c", "a.e30.c", "a.W10.c"])
def test_a_token_without_subject(text: str) -> None:
    assert subject_of(text) is None
