"""What crosses, and how it is framed on the other side."""

from __future__ import annotations

import pytest

from decompose_proxy.cookies import digest_of
from decompose_proxy.tap import Subscription
from decompose_proxy.wire.limits import Limits
from decompose_proxy.wire.seams import Credential
from tests.proxy.wire.rig import OK, TABLE, Rig, head_of

HOST = b"Host: shop.example\r\n"
GET = b"GET /a HTTP/1.1\r\n" + HOST + b"\r\n"
BOTH = pytest.mark.parametrize("by_byte", [False, True], ids=["whole", "byte by byte"])


def fields_of(rig: Rig) -> list[bytes]:
    return head_of(rig.upstream().written)[1]


@pytest.mark.parametrize(
    ("sent", "gone"),
    [
        pytest.param(b"Connection: X-Hop\r\nX-Hop: 1\r\n", b"x-hop", id="named in Connection"),
        pytest.param(b"Connection: a, X-Hop ,b\r\nx-hop: 1\r\n", b"x-hop", id="named in a list"),
        pytest.param(b"X-Hop: 1\r\nConnection: x-hop\r\n", b"x-hop", id="named afterwards"),
        pytest.param(b"Connection: Cookie\r\nCookie: a=b\r\n", b"cookie", id="Cookie, named"),
        pytest.param(b"Keep-Alive: timeout=5\r\n", b"keep-alive", id="Keep-Alive"),
        pytest.param(b"TE: trailers\r\n", b"te", id="TE"),
        pytest.param(b"Proxy-Authorization: Basic YQ==\r\n", b"proxy-authorization", id="for us"),
        pytest.param(b"Proxy-Connection: close\r\n", b"proxy-connection", id="Proxy-Connection"),
        pytest.param(b"Upgrade: h2c\r\nConnection: upgrade\r\n", b"upgrade", id="h2c"),
        pytest.param(b"X_User: root\r\n", b"x_user", id="an underscore"),
        pytest.param(b"Content_Length: 3\r\n", b"content_length", id="a length by underscore"),
        pytest.param(b"Forwarded: for=1.2.3.4\r\n", b"forwarded", id="Forwarded"),
        pytest.param(b"X-Original-URL: /admin/\r\n", b"x-original-url", id="X-Original-URL"),
        pytest.param(b"X-Real-IP: 10.0.0.1\r\n", b"x-real-ip", id="X-Real-IP"),
    ],
)
def test_a_field_of_one_hop_or_of_no_trust_does_not_cross(sent: bytes, gone: bytes) -> None:
    rig = Rig()
    rig.send(b"GET / HTTP/1.1\r\n" + HOST + sent + b"X-Kept: 1\r\n\r\n")
    names = [each.partition(b":")[0].lower() for each in fields_of(rig)]
    assert gone not in names
    assert b"x-kept" in names


def test_what_an_untrusted_client_says_of_itself_is_overwritten() -> None:
    rig = Rig()
    rig.send(
        b"GET / HTTP/1.1\r\n" + HOST + b"X-Forwarded-For: 10.0.0.1\r\nX-Forwarded-Proto: https\r\n"
        b"X-Request-ID: mine\r\n\r\n"
    )
    fields = fields_of(rig)
    assert b"X-Forwarded-For: 192.0.2.7" in fields
    assert b"X-Forwarded-Proto: http" in fields
    assert b"X-Request-ID: mine" not in fields


def test_a_trusted_peer_is_believed_and_added() -> None:
    rig = Rig()
    rig.plane.trusted = frozenset({"192.0.2.7"})
    rig.client, rig.wire = rig.connect()
    rig.send(
        b"GET / HTTP/1.1\r\n" + HOST + b"X-Forwarded-For: 10.0.0.1\r\nX-Forwarded-Proto: https\r\n"
        b"X-Request-ID: mine\r\n\r\n"
    )
    fields = fields_of(rig)
    assert b"X-Forwarded-For: 10.0.0.1, 192.0.2.7" in fields
    assert b"X-Forwarded-Proto: https" in fields
    assert b"X-Request-ID: mine" in fields


@BOTH
@pytest.mark.parametrize(
    ("answer", "passed"),
    [
        pytest.param(OK, OK, id="a length"),
        pytest.param(
            b"HTTP/1.1 404 Nope\r\nX-A: 1\r\nContent-Length: 0\r\nX-A: 2\r\n\r\n",
            b"HTTP/1.1 404 Nope\r\nX-A: 1\r\nX-A: 2\r\nContent-Length: 0\r\n\r\n",
            id="fields keep their order",
        ),
        pytest.param(
            b"HTTP/1.1 204 No Content\r\n\r\n", b"HTTP/1.1 204 No Content\r\n\r\n", id="204"
        ),
        pytest.param(
            b"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n",
            b"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n",
            id="304 with a length",
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nConnection: X-B\r\nX-B: 1\r\nKeep-Alive: a\r\n"
            b"Content-Length: 0\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
            id="fields of one hop",
        ),
        pytest.param(
            b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK,
            b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK,
            id="103 before",
        ),
        pytest.param(
            b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", OK, id="a backend of HTTP/1.0"
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
            OK,
            id="a backend that closes",
        ),
    ],
)
def test_an_answer_crosses(answer: bytes, passed: bytes, by_byte: bool) -> None:
    rig = Rig()
    rig.send(GET, by_byte=by_byte)
    rig.answer(answer, by_byte=by_byte)
    assert rig.wire.take() == passed
    rig.send(GET)  # and the connection goes on
    rig.answer(OK)
    assert rig.wire.take() == OK


def test_chunks_arrive_as_chunks_with_their_trailers() -> None:
    rig = Rig()
    rig.send(GET)
    rig.answer(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    rig.answer(b"3\r\nabc\r\n2\r\nde\r\n")
    assert rig.wire.take().endswith(b"Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n")
    rig.answer(b"0\r\nX-Sum: 9\r\nSet-Cookie: a=b\r\n\r\n")
    assert rig.wire.take() == b"0\r\nX-Sum: 9\r\n\r\n"
    assert not rig.wire.is_closing()


def test_an_event_stream_is_not_held_back() -> None:
    rig = Rig()
    rig.send(GET)
    rig.answer(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n")
    assert rig.wire.take().endswith(b"\r\n\r\n9\r\ndata: 1\n\n\r\n")
    rig.answer(b"data: 2\n\n")
    assert rig.wire.take() == b"9\r\ndata: 2\n\n\r\n"


def test_an_answer_that_ends_with_its_connection_is_chunked() -> None:
    rig = Rig()
    rig.send(GET)
    rig.answer(b"HTTP/1.1 200 OK\r\n\r\nall of it")
    rig.pool.opened[-1][1].eof_received()
    assert rig.wire.take().endswith(b"chunked\r\n\r\n9\r\nall of it\r\n0\r\n\r\n")
    assert not rig.wire.is_closing()


def test_a_client_of_http_1_0_gets_no_chunks() -> None:
    rig = Rig()
    rig.send(b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
    rig.answer(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n")
    assert rig.wire.take() == b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nok"
    assert rig.wire.is_closing()


def test_a_client_of_http_1_0_may_stay() -> None:
    rig = Rig()
    rig.send(b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
    rig.answer(OK)
    assert b"Connection: keep-alive\r\n" in rig.wire.take()
    assert not rig.wire.is_closing()


@BOTH
def test_an_answer_to_head_has_no_body(by_byte: bool) -> None:
    rig = Rig()
    rig.send(b"HEAD /a HTTP/1.1\r\n" + HOST + b"\r\n")
    rig.answer(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", by_byte=by_byte)
    assert rig.wire.take() == b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
    rig.send(GET)
    rig.answer(OK, by_byte=by_byte)  # over the same connection
    assert rig.wire.take() == OK
    assert rig.asked == ["monolith"]


def test_pipelined_requests_are_answered_in_order_one_at_a_time() -> None:
    rig = Rig()
    rig.send(b"".join(b"GET /%d HTTP/1.1\r\n%b\r\n" % (n, HOST) for n in range(3)))
    assert not rig.wire.is_reading()
    for number in range(3):
        assert head_of(rig.upstream().take())[0] == b"GET /%d HTTP/1.1" % number
        rig.answer(OK)
        assert rig.wire.take() == OK
    assert rig.wire.is_reading()
    assert rig.asked == ["monolith"]


@BOTH
def test_a_short_body_is_read_whole_before_a_backend_is_taken(by_byte: bool) -> None:
    rig = Rig()
    rig.send(b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 10\r\n\r\n")
    rig.send(b"01234")
    assert rig.asked == []
    rig.send(b"56789", by_byte=by_byte)
    assert rig.upstream().written.endswith(b"\r\n\r\n0123456789")


def test_a_long_body_is_streamed() -> None:
    rig = Rig(limits=Limits(buffered_body=4))
    rig.send(b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 10\r\n\r\n01234")
    assert rig.upstream().take().endswith(b"Content-Length: 10\r\n" + own_of(rig) + b"\r\n01234")
    rig.send(b"56789")
    assert rig.upstream().take() == b"56789"


def own_of(rig: Rig) -> bytes:
    return (
        b"X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Host: shop.example"
        b"\r\nVia: 1.1 decompose\r\nX-Request-ID: %b-0\r\n" % rig.plane.next_id().partition(b"-")[0]
    )


def test_a_chunked_body_is_streamed_with_its_trailers() -> None:
    rig = Rig(limits=Limits(buffered_body=2))
    rig.send(b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")
    assert rig.upstream().take().endswith(b"\r\n\r\n3\r\nabc\r\n")
    rig.send(b"1\r\nd\r\n0\r\nX-Sum: 4\r\nContent-Type: evil\r\n\r\n")
    assert rig.upstream().take() == b"1\r\nd\r\n0\r\nX-Sum: 4\r\n\r\n"


def test_who_expects_100_gets_it_from_the_backend() -> None:
    rig = Rig()
    rig.send(
        b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 2\r\nExpect: 100-continue\r\n\r\n",
    )
    assert b"Expect: 100-continue\r\n" in rig.upstream().take()
    rig.answer(b"HTTP/1.1 100 Continue\r\n\r\n")
    assert rig.wire.take() == b"HTTP/1.1 100 Continue\r\n\r\n"
    rig.send(b"hi")
    assert rig.upstream().take() == b"hi"
    rig.answer(OK)
    assert rig.wire.take() == OK


def test_who_is_refused_before_the_body_is_closed() -> None:
    rig = Rig()
    rig.send(
        b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 2\r\nExpect: 100-continue\r\n\r\n",
    )
    rig.answer(b"HTTP/1.1 417 No\r\nContent-Length: 0\r\n\r\n")
    assert b"Connection: close\r\n" in rig.wire.take()
    assert rig.upstream().aborted
    assert rig.wire.ended


WEBSOCKET = (
    b"GET /live HTTP/1.1\r\n" + HOST + b"Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Key: a\r\n\r\n"
)
SWITCHED = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n"


@BOTH
def test_a_websocket_becomes_a_tunnel(by_byte: bool) -> None:
    rig = Rig()
    rig.send(WEBSOCKET, by_byte=by_byte)
    rig.send(b"early")
    assert b"Connection: Upgrade\r\nUpgrade: websocket\r\n" in rig.upstream().take()
    rig.answer(SWITCHED + (b"" if by_byte else b"first"), by_byte=by_byte)
    head, _, rest = rig.wire.take().partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 101 ")
    assert rest == (b"" if by_byte else b"first")
    assert rig.upstream().take() == b"early"
    assert rig.wire.protocol is not None
    rig.wire.protocol.data_received(b"to the server")
    assert rig.upstream().take() == b"to the server"
    rig.wire.protocol.connection_lost(None)
    assert rig.upstream().closed
    assert not rig.plane.connections
    assert not rig.pool.targets["monolith"][0].open


def test_a_refused_websocket_stays_http() -> None:
    rig = Rig()
    rig.send(WEBSOCKET)
    rig.answer(OK)
    assert rig.wire.take() == OK
    rig.send(GET)
    rig.answer(OK)
    assert rig.wire.take() == OK


def test_a_backend_that_switches_unasked_is_not_believed() -> None:
    rig = Rig()
    rig.send(GET)
    rig.answer(SWITCHED)
    assert rig.wire.take().startswith(b"HTTP/1.1 502 ")
    assert rig.upstream().aborted


def test_bytes_after_an_answer_close_the_connection_and_reach_nobody() -> None:
    rig = Rig()
    rig.send(GET)
    rig.answer(OK + b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nother")
    assert rig.wire.take() == OK
    assert rig.upstream().aborted


def test_bytes_before_a_request_close_the_connection_and_reach_nobody() -> None:
    rig = Rig()
    rig.send(GET)
    rig.answer(OK)
    rig.answer(OK)
    assert rig.wire.take() == OK
    assert rig.upstream().aborted


def test_a_service_gets_the_token_and_not_the_session() -> None:
    rig = Rig()
    rig.send(
        b"GET /orders/3/ HTTP/1.1\r\n" + HOST + b"Cookie: a=1; sessionid=secret; csrftoken=2\r\n"
        b"Authorization: Basic YQ==\r\n\r\n"
    )
    assert rig.asked == ["orders"]
    fields = fields_of(rig)
    assert b"Authorization: Bearer token-of-secret" in fields
    assert b"Cookie: a=1; csrftoken=2" in fields


def test_the_monolith_gets_what_the_client_sent() -> None:
    rig = Rig()
    rig.send(
        b"GET /other/ HTTP/1.1\r\n" + HOST + b"Cookie: sessionid=secret\r\n"
        b"Authorization: Basic YQ==\r\n\r\n"
    )
    assert rig.asked == ["monolith"]
    assert b"Cookie: sessionid=secret" in fields_of(rig)
    assert b"Authorization: Basic YQ==" in fields_of(rig)


def test_an_answer_that_changes_the_session_forgets_its_token() -> None:
    rig = Rig()
    rig.send(b"POST /logout/ HTTP/1.1\r\n" + HOST + b"Cookie: sessionid=secret\r\n\r\n")
    rig.answer(
        b'HTTP/1.1 200 OK\r\nSet-Cookie: sessionid=""; Max-Age=0\r\nContent-Length: 0\r\n\r\n'
    )
    assert rig.identity.forgotten == [digest_of(b"secret")]


def test_a_new_cohort_gets_its_cookie_and_an_old_one_does_not() -> None:
    rig = Rig(TABLE.replace("share = 100", "share = 50"))
    rig.send(b"GET /orders/3/ HTTP/1.1\r\n" + HOST + b"\r\n")
    rig.answer(OK)
    head = rig.wire.take()
    assert b"Set-Cookie: decompose_cohort=" in head
    value = head.partition(b"decompose_cohort=")[2].partition(b";")[0]
    rig.send(
        b"GET /orders/3/ HTTP/1.1\r\n" + HOST + b"Cookie: decompose_cohort=" + value + b"\r\n\r\n"
    )
    rig.answer(OK)
    assert b"Set-Cookie" not in rig.wire.take()
    assert len(set(rig.asked)) == 1


def test_who_listens_at_the_tap_gets_request_and_answer() -> None:
    rig = Rig()
    queue = Subscription(lambda route, sampled: True)
    rig.plane.tap.add(queue)
    rig.send(b"POST /a?b=c HTTP/1.1\r\n" + HOST + b"Content-Length: 2\r\n\r\nhi")
    rig.answer(b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n")
    capture = queue.take_nowait()
    assert capture is not None
    exchange = capture.exchange()
    assert (exchange.request.method, exchange.request.target) == ("POST", "/a?b=c")
    assert (exchange.request.body, exchange.control.body) == ("hi", "ok")
    assert (exchange.control.status, capture.answered_by) == (201, "monolith")


def test_who_listens_is_told_what_the_backend_was_told_about_the_client() -> None:
    rig = Rig()
    queue = Subscription(lambda route, sampled: True)
    rig.plane.tap.add(queue)
    rig.send(GET)
    rig.answer(OK)
    capture = queue.take_nowait()
    assert capture is not None
    headers = dict(capture.headers)
    assert headers[b"X-Forwarded-Proto"] == b"http"
    assert b"X-Forwarded-For: " + headers[b"X-Forwarded-For"] + b"\r\n" in rig.upstream().written


def test_a_full_queue_drops_and_the_client_does_not_wait() -> None:
    rig = Rig()
    queue = Subscription(lambda route, sampled: True, capacity=1)
    rig.plane.tap.add(queue)
    for _ in range(3):
        rig.send(GET)
        rig.answer(OK)
        assert rig.wire.take() == OK
    assert (queue.offered, queue.dropped, len(queue)) == (3, 2, 1)


@pytest.mark.parametrize(
    "forged",
    [
        pytest.param(b"Bearer e30.e30.", id="unsigned"),
        pytest.param(b"Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.", id="alg none"),
        pytest.param(b"bearer " + b"a" * 9000, id="long"),
        pytest.param(b"Bearer a.b.c", id="junk"),
        pytest.param(b"Basic YTpi", id="no token"),
    ],
)
@pytest.mark.parametrize(
    "way", [b"Authorization: ", b"authorization:", b"AUTHORIZATION:\t"], ids=["usual", "low", "tab"]
)
def test_what_a_client_made_itself_never_reaches_a_service(forged: bytes, way: bytes) -> None:
    rig = Rig()
    rig.identity.known = lambda session, authorization: Credential()  # type: ignore[method-assign]
    rig.send(
        b"GET /orders/3/ HTTP/1.1\r\n" + HOST + way + forged + b"\r\nCookie: sessionid=stolen\r\n"
        b"Proxy-Authorization: " + forged + b"\r\nX_Authorization: " + forged + b"\r\n\r\n"
    )
    assert rig.asked == ["orders"]
    written = rig.upstream().written
    assert forged.partition(b" ")[2] not in written
    assert b"stolen" not in written
