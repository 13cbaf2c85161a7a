"""What is recalled is what the parser would say: with and without it the same bytes go out."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import cast

import httptools
import pytest

from decompose_proxy.request_head import RequestFields
from decompose_proxy.wire import recall
from decompose_proxy.wire.plane import Plane
from decompose_proxy.wire.recall import AnswerRecall, RequestRecall
from tests.proxy.wire import rig as rigs
from tests.proxy.wire import test_answers
from tests.proxy.wire.raw_requests import PASSED, REFUSED, get
from tests.proxy.wire.rig import OK, TABLE, Rig
from tests.proxy.wire.test_mutations import mutated, pieces

REQUESTS = [cast("bytes", each.values[0]) for each in (*REFUSED, *PASSED)]
ANSWERS = [cast("bytes", each.values[0]) for each in (*test_answers.REFUSED, *test_answers.BROKEN)]
ANSWERS += [cast("bytes", each.values[1]) for each in test_answers.ONE_CLEAR]
ANSWERS += [OK, OK[:-1], OK + b"x", OK + OK, OK.replace(b"2\r\n\r\nok", b"0\r\n\r\n")]
HOST = b"Host: shop.example\r\n"
POST = b"POST /orders/ HTTP/1.1\r\n" + HOST + b"Content-Length: 2\r\n\r\nab"


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """One table, compiled once; and one id for every request, so that outputs can be compared."""
    compiled = rigs.snapshot(TABLE)
    monkeypatch.setattr(rigs, "snapshot", lambda _: compiled)
    monkeypatch.setattr(Plane, "next_id", lambda _: b"id")


class Pair:
    """Two data planes that get the same: one recalls, the other one parses everything."""

    def __init__(self) -> None:
        self.rigs = Rig(), Rig()
        self.recalled = 0

    def start(self) -> None:
        """Begin again with new connections; what was kept stays."""
        for each in self.rigs:
            each.client.connection_lost(None)
            for _, connection, wire in each.pool.opened:
                wire.closed = True
                connection.connection_lost(None)
            each.pool.opened.clear()
            each.client, each.wire = each.connect()

    def request(self, data: bytes) -> None:
        self.recalled += self.rigs[0].plane.recall.find(data) is not None
        self.rigs[1].plane.recall = RequestRecall()
        for each in self.rigs:
            each.send(data)

    def answer(self, data: bytes) -> None:
        for each in self.rigs:
            for number, (_, connection, wire) in enumerate(each.pool.opened):
                if connection.consumer is not None and not wire.closed and wire.protocol is None:
                    if each is self.rigs[0]:
                        self.recalled += each.pool.recall.find(data) is not None
                    else:
                        connection._recall = AnswerRecall()
                    each.answer(data, number=number)
                    break

    def check(self) -> None:
        first, second = ([*sides(each)] for each in self.rigs)
        assert first == second


def sides(rig: Rig) -> Iterator[object]:
    yield rig.wire.written, rig.wire.closed, rig.wire.ended, rig.wire.reading
    for host, connection, wire in rig.pool.opened:
        yield host, wire.written, wire.closed, connection.consumer is None


def test_every_raw_request_three_times() -> None:
    pair = Pair()
    for _ in range(3):
        for data in REQUESTS:
            pair.start()
            pair.request(data)
            pair.answer(OK)
            pair.request(get(target=b"/next"))
            pair.answer(OK)
            pair.check()
    assert pair.recalled > 300


def test_every_raw_answer_three_times() -> None:
    pair = Pair()
    for _ in range(3):
        for data in ANSWERS:
            for method in (b"GET", b"HEAD", b"POST"):
                pair.start()
                pair.request(method + b" /a HTTP/1.1\r\n" + HOST + b"\r\n")
                pair.answer(data)
                pair.request(get(target=b"/next"))
                pair.answer(OK)
                pair.check()
    assert pair.recalled > 300


@pytest.mark.parametrize("seed", range(6))
def test_mutated_in_pieces(seed: int) -> None:
    chance = random.Random(seed)
    pair = Pair()
    for _ in range(200):
        pair.start()
        for data in (chance.choice(REQUESTS), POST, mutated(chance, POST), get()):
            for piece in pieces(chance, data) if chance.random() < 0.3 else [data]:
                pair.request(piece)
            answer = mutated(chance, chance.choice(ANSWERS)) if chance.random() < 0.3 else OK
            for piece in pieces(chance, answer) if chance.random() < 0.3 else [answer]:
                pair.answer(piece)
        pair.check()
    assert pair.recalled > 100


def test_the_parser_is_not_asked_a_third_time(monkeypatch: pytest.MonkeyPatch) -> None:
    rig = Rig()
    for _ in range(2):
        rig.send(POST)
        rig.answer(OK)
    monkeypatch.setattr(rig.client, "_parser", None)
    monkeypatch.setattr(rig.pool.opened[0][1], "_parser", None)
    rig.wire.take()
    rig.send(POST.replace(b"/orders/", b"/other/?a=b%20c"))
    rig.answer(OK)
    assert rig.wire.take().endswith(b"\r\n\r\nok")


class Seen:
    """What llhttp says of a request."""

    def __init__(self) -> None:
        self.url = b""
        self.fields: list[tuple[bytes, bytes]] = []

    def on_url(self, url: bytes) -> None:
        self.url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self.fields.append((name, value))


@pytest.mark.parametrize("method", [b"GET", b"HEAD", b"POST", b"PUT", b"PATCH", b"DELETE", b"X"])
def test_a_request_line_is_read_as_the_parser_reads_it(method: bytes) -> None:
    known = RequestRecall()
    for _ in range(2):
        known.keep(get(), [(b"Host", b"shop.example")], heads_of(get()))
    for byte in range(256):
        target = b"/a%ba?b%bc" % (bytes([byte]), bytes([byte]))
        data = method + b" " + target + b" HTTP/1.1\r\nHost: shop.example\r\n\r\n"
        found = known.find(data)
        if found is not None:
            seen = Seen()
            parser = httptools.HttpRequestParser(seen)
            parser.feed_data(data)
            assert (parser.get_method(), seen.url) == (method, target)
            assert (found[0].method.encode(), found[0].target) == (method, target)
    assert (known.find(method + get().removeprefix(b"GET")) is None) is (method == b"X")


def heads_of(data: bytes) -> RequestFields:
    rig = Rig()
    for _ in range(2):
        rig.send(data)
        rig.answer(OK)
    found = rig.plane.recall.find(data)
    assert found is not None
    return found[0].said


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"GET / HTTP/1.0\r\n" + HOST + b"\r\n", id="HTTP/1.0"),
        pytest.param(b"GET / HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n", id="close"),
        pytest.param(b"GET / HTTP/1.1\r\n" + HOST + b"Upgrade: h2c\r\n\r\n", id="an offer"),
        pytest.param(b"GET / HTTP/1.1\r\nHost:shop.example\r\n\r\n", id="not as we write it"),
        pytest.param(b"GET / HTTP/1.1\r\nHost:  shop.example\r\n\r\n", id="more white space"),
        pytest.param(b"\r\nGET / HTTP/1.1\r\n" + HOST + b"\r\n", id="an empty line before it"),
        pytest.param(POST.replace(b"\r\n\r\n", b"\r\nExpect: 100-continue\r\n\r\n"), id="Expect"),
        pytest.param(POST[:-1], id="a part of it"),
        pytest.param(POST + b"GET", id="more than it"),
        pytest.param(
            b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            id="chunks",
        ),
        pytest.param(b"GET /" + b"a" * 300 + b" HTTP/1.1\r\n" + HOST + b"\r\n", id="a long target"),
        pytest.param(b"PURGE / HTTP/1.1\r\n" + HOST + b"\r\n", id="another method"),
    ],
)
def test_is_left_to_the_parser(data: bytes) -> None:
    rig = Rig()
    for _ in range(3):
        rig.client, rig.wire = rig.connect()
        rig.send(data)
    assert rig.plane.recall.find(data) is None


def test_what_never_comes_again_is_not_kept() -> None:
    rig = Rig()
    for number in range(recall.SEEN + 10):
        rig.send(request_of(number))
        rig.answer(answer_of(number))
    assert not rig.plane.recall._blocks
    assert not rig.pool.recall._blocks
    assert 0 < len(rig.plane.recall._blocks.once._hashes) <= recall.SEEN


def test_what_is_remembered_is_bounded() -> None:
    rig = Rig()
    last = recall.REMEMBERED + 9
    for number in range(last + 1):
        for _ in range(2):
            rig.send(request_of(number))
            rig.answer(answer_of(number))
    assert 0 < len(rig.plane.recall._blocks) <= recall.REMEMBERED
    assert 0 < len(rig.pool.recall._blocks) <= recall.REMEMBERED
    for number in range(recall.LINES + 10):
        rig.plane.recall.find(request_of(last).replace(b"/", b"/%d" % number, 1))
    assert 0 < len(rig.plane.recall._lines) <= recall.LINES


def request_of(number: int) -> bytes:
    return b"GET / HTTP/1.1\r\nHost: a%d\r\n\r\n" % number


def answer_of(number: int) -> bytes:
    return b"HTTP/1.1 200 OK\r\nX: %d\r\nContent-Length: 0\r\n\r\n" % number


def test_a_body_in_two_reads_with_more_behind_it() -> None:
    rig = Rig()
    for _ in range(3):
        rig.wire.take()
        rig.send(get())
        rig.answer(OK.replace(b"2\r\n\r\nok", b"4\r\n\r\nok"))
        rig.answer(b"ay" + OK)
        assert rig.wire.take().endswith(b"\r\n\r\nokay")
        assert rig.upstream().closed


def test_a_token_that_is_new_is_shown_at_once() -> None:
    """The bytes of a request are remembered as they were sent, but not who it was sent for."""
    rig = Rig()
    request = b"GET /orders/3/ HTTP/1.1\r\n" + HOST + b"Cookie: sessionid=s\r\n\r\n"
    for _ in range(3):
        rig.send(request)
        rig.answer(OK)
        assert b"Bearer token-of-s\r\n" in rig.upstream().take()
    assert rig.plane.recall.find(request) is not None
    rig.identity.name = b"other"
    rig.send(request)
    assert b"Bearer other-s\r\n" in rig.upstream().take()
