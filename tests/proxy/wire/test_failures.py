"""Whatever a backend does, the client gets one clean answer, and no write is sent twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from decompose_proxy.wire.errors import Fault
from decompose_proxy.wire.limits import Limits
from tests.proxy.wire.rig import OK, TABLE, Rig

HOST = b"Host: shop.example\r\n"
READ = b"GET /orders/3/ HTTP/1.1\r\n" + HOST + b"\r\n"
SEARCH = b"POST /search/ HTTP/1.1\r\n" + HOST + b"Content-Length: 1\r\n\r\nq"
WRITE = b"POST /orders/ HTTP/1.1\r\n" + HOST + b"Content-Length: 1\r\n\r\nx"
OTHER = b"GET /other/ HTTP/1.1\r\n" + HOST + b"\r\n"
OWNED = TABLE.replace("share = 100", 'share = 100\nowner = "orders"')

Failing = Callable[[Rig], None]


def hangs(rig: Rig) -> None:
    rig.plane.sweep(rig.plane.now + 3000)


def breaks(rig: Rig) -> None:
    rig.break_upstream(error=ConnectionResetError())


def closes(rig: Rig) -> None:
    rig.pool.opened[-1][1].eof_received()
    rig.break_upstream()


FAILURES = [
    pytest.param(hangs, Fault.ANSWER_TIMEOUT, id="hangs"),
    pytest.param(breaks, Fault.CLOSED_EARLY, id="resets"),
    pytest.param(closes, Fault.CLOSED_EARLY, id="closes"),
    pytest.param(lambda rig: rig.answer(b"HELO\r\n"), Fault.GARBAGE, id="is no web server"),
    pytest.param(lambda rig: rig.answer(b"\x16\x03\x01"), Fault.GARBAGE, id="speaks TLS"),
    pytest.param(
        lambda rig: rig.answer(b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"),
        Fault.GARBAGE,
        id="sends a bad length",
    ),
    pytest.param(
        lambda rig: rig.answer(
            b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"
        ),
        Fault.GARBAGE,
        id="sends two framings",
    ),
    pytest.param(
        lambda rig: rig.answer(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n"),
        Fault.GARBAGE,
        id="sends an unknown coding",
    ),
    pytest.param(
        lambda rig: rig.answer(b"HTTP/1.1 200 OK\nContent-Length: 2\n\nok"),
        Fault.GARBAGE,
        id="ends lines by bare LF",
    ),
    pytest.param(
        lambda rig: rig.answer(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: a\r\n\r\n"),
        Fault.GARBAGE,
        id="switches unasked",
    ),
]
RAISES = pytest.param(
    lambda rig: rig.answer(b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n"),
    Fault.SERVER_ERROR,
    id="raises",
)


@pytest.mark.parametrize("method", [b"GET", b"HEAD"])
@pytest.mark.parametrize(("fail", "fault"), [*FAILURES, RAISES])
def test_the_control_answers_for_a_candidate_on_trial(
    fail: Failing, fault: Fault, method: bytes
) -> None:
    rig = Rig()
    rig.send(READ.replace(b"GET", method))
    assert rig.asked == ["orders"]
    fail(rig)
    assert rig.asked == ["orders", "monolith"]
    answer = OK.removesuffix(b"ok") if method == b"HEAD" else OK
    rig.answer(answer)
    assert rig.wire.take() == answer
    assert rig.plane.metrics.fallbacks == {("orders:0", fault.name.lower()): 1}
    rig.send(OTHER)
    rig.answer(OK)
    assert rig.wire.take() == OK


def test_the_control_is_told_what_the_client_sent_when_it_answers_instead() -> None:
    rig = Rig()
    rig.send(READ.replace(HOST, HOST + b"Cookie: sessionid=secret\r\n"))
    rig.break_upstream()
    assert b"Cookie: sessionid=secret\r\n" in rig.upstream().written
    assert b"Authorization" not in rig.upstream().written


@pytest.mark.parametrize(("fail", "fault"), FAILURES)
@pytest.mark.parametrize(
    ("table", "request_", "backend"),
    [
        pytest.param(TABLE, WRITE, "monolith", id="a write to the monolith"),
        pytest.param(OWNED, WRITE, "orders", id="a write to the service that owns"),
        pytest.param(TABLE, SEARCH, "orders", id="a reading POST"),
        pytest.param(TABLE, OTHER, "monolith", id="a read of the monolith"),
    ],
)
def test_elsewhere_a_failure_is_said_and_nothing_is_sent_twice(
    fail: Failing, fault: Fault, table: str, request_: bytes, backend: str
) -> None:
    rig = Rig(table)
    rig.send(request_)
    fail(rig)
    assert rig.asked == [backend]
    written = rig.wire.take()
    assert written.startswith(b"HTTP/1.1 %d " % fault.status)
    assert b"X-Decompose-Error: %b\r\n" % fault.name.lower().encode() in written
    assert rig.wire.is_closing()
    assert rig.log.entries[-1].fault == fault.name.lower()
    assert rig.upstream().closed


def test_a_server_error_of_the_owner_is_its_answer() -> None:
    rig = Rig(OWNED)
    rig.send(READ)
    answer = b"HTTP/1.1 500 Oops\r\nContent-Length: 2\r\n\r\nno"
    rig.answer(answer)
    assert rig.wire.take() == answer


@pytest.mark.parametrize(
    ("request_", "asked", "status"),
    [
        pytest.param(READ, ["monolith"], 200, id="a read falls back"),
        pytest.param(SEARCH, ["monolith"], 200, id="a reading POST too: nothing was sent"),
        pytest.param(WRITE, [], 502, id="a write does not"),
    ],
)
def test_a_service_that_takes_no_connection(request_: bytes, asked: list[str], status: int) -> None:
    rig = Rig(OWNED)
    rig.pool.refuse = {"orders"}
    rig.send(request_)
    assert rig.asked == asked
    if asked:
        rig.answer(OK)
    assert rig.wire.take().startswith(b"HTTP/1.1 %d " % status)


def test_a_monolith_that_takes_no_connection() -> None:
    rig = Rig()
    rig.pool.refuse = {"monolith"}
    rig.send(OTHER)
    assert rig.wire.take().startswith(b"HTTP/1.1 502 ")


@pytest.mark.parametrize(
    ("request_", "status"),
    [pytest.param(READ, 200, id="a read falls back"), pytest.param(WRITE, 503, id="a write waits")],
)
def test_a_monolith_that_can_not_say_who_asks(request_: bytes, status: int) -> None:
    rig = Rig(OWNED)
    rig.identity.down = True
    rig.send(request_)
    if status == 200:
        rig.answer(OK)
    assert rig.wire.take().startswith(b"HTTP/1.1 %d " % status)


def used(rig: Rig) -> None:
    """Leave a connection to the monolith idle."""
    rig.send(OTHER)
    rig.answer(OK)
    rig.wire.take()


@pytest.mark.parametrize("method", [b"GET", b"HEAD"])
def test_a_stale_connection_is_replaced_once(method: bytes) -> None:
    rig = Rig()
    used(rig)
    rig.send(OTHER.replace(b"GET", method))
    rig.break_upstream()
    assert rig.asked == ["monolith", "monolith"]
    rig.break_upstream()
    assert rig.asked == ["monolith", "monolith"]
    assert rig.wire.take().startswith(b"HTTP/1.1 502 ")
    assert rig.plane.metrics.retries == 1


def test_a_write_on_a_stale_connection_is_not_sent_twice() -> None:
    rig = Rig()
    used(rig)
    rig.send(WRITE)
    rig.break_upstream()
    assert rig.asked == ["monolith"]
    assert rig.wire.take().startswith(b"HTTP/1.1 502 ")


def test_a_write_takes_no_connection_that_has_been_idle_for_long() -> None:
    rig = Rig()
    used(rig)
    rig.plane.sweep(rig.plane.now + 2)
    rig.send(WRITE)
    assert rig.asked == ["monolith", "monolith"]


def test_a_read_is_not_sent_again_once_a_byte_came_back() -> None:
    rig = Rig(OWNED)
    used(rig)
    rig.send(OTHER)
    rig.answer(b"HTTP/1.1 200 OK\r\n")
    rig.break_upstream()
    assert rig.asked == ["monolith"]
    assert rig.wire.take().startswith(b"HTTP/1.1 502 ")


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", id="with a length"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n", id="in chunks"
        ),
    ],
)
@pytest.mark.parametrize("fail", [hangs, breaks, closes])
def test_an_answer_that_breaks_off_is_seen_to_break_off(fail: Failing, answer: bytes) -> None:
    rig = Rig()
    rig.send(READ)
    rig.answer(answer)
    fail(rig)
    assert rig.asked == ["orders"]
    assert rig.wire.is_closing()
    assert not rig.wire.take().endswith(b"0\r\n\r\n")


def test_the_next_instance_is_asked_when_one_takes_no_connection() -> None:
    rig = Rig(OWNED.replace('"http://orders:8002"', '"http://orders:8002", "http://spare:8002"'))
    rig.pool.refuse = {"orders"}
    rig.send(WRITE)
    assert rig.asked == ["spare"]


def test_a_client_that_goes_away_takes_its_request_along() -> None:
    rig = Rig()
    rig.send(READ)
    rig.client.connection_lost(None)
    assert rig.upstream().aborted
    assert rig.log.entries[-1].status == 499
    assert rig.pool.targets["orders"][0].in_flight == 0
    assert not rig.plane.connections


def test_a_client_that_goes_away_while_a_connection_is_made() -> None:
    rig = Rig()
    rig.pool.patient = True
    rig.send(READ)
    rig.client.connection_lost(None)
    rig.pool.waiting.pop()()
    assert rig.upstream().aborted
    assert rig.upstream().written == b""


def test_a_client_that_says_no_more_still_gets_its_answer() -> None:
    rig = Rig()
    rig.send(READ)
    assert rig.client.eof_received() is True
    rig.answer(OK)
    assert rig.wire.take() == OK
    assert rig.wire.is_closing()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        pytest.param(b"GET / HTTP/1.1\r\nHo", 408, id="a head"),
        pytest.param(WRITE.removesuffix(b"x"), 408, id="a body"),
        pytest.param(b"", 0, id="nothing"),
    ],
)
def test_a_client_that_stops_halfway_is_told_and_closed(sent: bytes, status: int) -> None:
    rig = Rig()
    rig.send(sent)
    rig.plane.sweep(rig.plane.now + 16)
    written = rig.wire.take()
    assert written.startswith(b"HTTP/1.1 408 ") if status else written == b""
    rig.plane.sweep(rig.plane.now + 3)
    assert rig.wire.is_closing()
    assert rig.asked == []


def test_an_idle_client_is_closed_after_a_while() -> None:
    rig = Rig()
    used(rig)
    rig.plane.sweep(rig.plane.now + 74)
    assert not rig.wire.is_closing()
    rig.plane.sweep(rig.plane.now + 2)
    assert rig.wire.is_closing()


def test_an_idle_connection_to_a_backend_is_closed_after_a_while() -> None:
    rig = Rig()
    used(rig)
    rig.plane.sweep(rig.plane.now + 31)
    assert rig.upstream().closed
    rig.send(OTHER)
    assert rig.asked == ["monolith", "monolith"]


def test_a_slow_client_stops_the_backend_and_not_the_next_request() -> None:
    rig = Rig()
    rig.send(READ)
    rig.client.pause_writing()
    rig.answer(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab")
    assert not rig.upstream().is_reading()
    rig.client.resume_writing()
    assert rig.upstream().is_reading()
    rig.client.pause_writing()
    rig.answer(b"cd")
    rig.client.resume_writing()
    rig.send(READ)
    assert rig.asked == ["orders"]
    assert rig.upstream().is_reading()


def test_a_slow_backend_stops_the_client() -> None:
    rig = Rig(limits=Limits(buffered_body=1))
    rig.send(b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 9\r\n\r\nabc")
    rig.pool.opened[-1][1].pause_writing()
    assert not rig.wire.is_reading()
    rig.pool.opened[-1][1].resume_writing()
    assert rig.wire.is_reading()


def test_a_long_body_waits_for_a_connection() -> None:
    rig = Rig(limits=Limits(buffered_body=4))
    rig.pool.patient = True
    rig.send(b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 10\r\n\r\n01234")
    assert not rig.wire.is_reading()
    rig.pool.waiting.pop()()
    assert rig.wire.is_reading()
    assert rig.upstream().written.endswith(b"01234")


def test_draining_finishes_what_is_under_way() -> None:
    rig = Rig()
    rig.send(READ)
    rig.plane.start_draining()
    rig.answer(OK)
    assert b"Connection: close\r\n" in rig.wire.take()
    assert rig.wire.is_closing()


def test_draining_answers_what_crossed_with_it_and_then_closes() -> None:
    rig = Rig()
    _, silent = rig.connect()
    rig.plane.start_draining()
    rig.send(READ)
    rig.answer(OK)
    assert b"Connection: close\r\n" in rig.wire.take()
    assert not silent.is_closing()
    rig.plane.sweep(rig.plane.now + 1.1)
    assert silent.is_closing()


def test_a_closed_gate_holds_writes_and_lets_reads_pass() -> None:
    rig = Rig()
    rig.plane.gates.close("orders", until=10.0)
    rig.send(READ)
    rig.answer(OK)
    assert rig.wire.take() == OK
    rig.send(WRITE)
    assert rig.asked == ["orders"]
    rig.plane.gates.open("orders")
    assert rig.asked == ["orders", "monolith"]
    assert rig.plane.gates.in_flight == {"orders": 1}
    rig.answer(OK)
    assert rig.wire.take().startswith(b"HTTP/1.1 200 OK\r\n")
    assert rig.plane.gates.in_flight == {"orders": 0}


def test_a_closed_gate_holds_the_writers_elsewhere() -> None:
    rig = Rig()
    rig.plane.gates.close("orders", until=10.0)
    rig.send(b"POST /checkout/ HTTP/1.1\r\n" + HOST + b"\r\n")
    assert rig.asked == []
    rig.plane.gates.open("orders")
    assert rig.asked == ["monolith"]


def test_a_write_is_not_held_for_ever() -> None:
    rig = Rig(limits=Limits(held_seconds=5))
    rig.plane.gates.close("orders", until=100.0)
    rig.send(WRITE)
    rig.plane.sweep(rig.plane.now + 6)
    assert rig.wire.take().startswith(b"HTTP/1.1 503 ")
    assert rig.plane.gates.closed["orders"].waiting == []


def test_a_gate_that_nobody_opens_opens_by_itself() -> None:
    rig = Rig()
    rig.plane.gates.close("orders", until=4.0)
    rig.send(WRITE)
    rig.plane.sweep(5.0)
    assert rig.asked == ["monolith"]


def test_only_so_many_writes_are_held() -> None:
    rig = Rig(limits=Limits(held=1))
    rig.plane.gates.close("orders", until=10.0)
    rig.send(WRITE)
    second, wire = rig.connect()
    second.data_received(WRITE)
    assert wire.take().startswith(b"HTTP/1.1 503 ")


def test_a_faulty_request_says_so_in_json_to_who_asks_for_it() -> None:
    rig = Rig()
    rig.pool.refuse = {"monolith"}
    rig.send(OTHER.replace(HOST, HOST + b"Accept: application/json\r\n"))
    assert b'"error": "connect_refused"' in rig.wire.take()
