"""Raw answers of a backend: what reaches a client is one clear answer, and its own.

Whatever a backend sends, the client of the next request over the same connections must get the
answer to that request, and never a piece of what was hidden in the answer before.
"""

from __future__ import annotations

import h11
import pytest

from decompose_proxy.wire.limits import Limits
from tests.proxy.wire.rig import Rig

END = b"\r\n\r\n"
NEXT = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnext"
HIDDEN = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhidden"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
GET = b"GET /a HTTP/1.1\r\nHost: shop.example\r\n\r\n"


def ok(fields: bytes, body: bytes = b"") -> bytes:
    return b"HTTP/1.1 200 OK\r\n" + fields + b"\r\n" + body


REFUSED = [
    # how long is the body?
    pytest.param(ok(b"Content-Length: 2\r\n" + CHUNKED, b"0" + END), id="length and coding"),
    pytest.param(ok(CHUNKED + b"Content-Length: 2\r\n", b"0" + END), id="coding and length"),
    pytest.param(ok(b"Content-Length: 2\r\nContent-Length: 3\r\n", b"abc"), id="two lengths"),
    pytest.param(ok(b"Content-Length: 2\r\n" * 2, b"ab"), id="the same length twice"),
    pytest.param(ok(b"Content-Length: 2, 2\r\n", b"ab"), id="a list of lengths"),
    pytest.param(ok(b"Content-Length: +2\r\n", b"ab"), id="a length with a plus"),
    pytest.param(ok(b"Content-Length: -2\r\n", b"ab"), id="a negative length"),
    pytest.param(ok(b"Content-Length: 0x2\r\n", b"ab"), id="a length in hex"),
    pytest.param(ok(b"Content-Length:\r\n", b"ab"), id="an empty length"),
    pytest.param(ok(b"Content-Length: 99999999999999999999\r\n", b"ab"), id="over 64 bits"),
    pytest.param(ok(b"Transfer-Encoding: gzip\r\n", b"ab"), id="an unknown coding"),
    pytest.param(ok(b"Transfer-Encoding: xchunked\r\n", b"0" + END), id="xchunked"),
    pytest.param(ok(b"Transfer-Encoding: identity\r\n", b"ab"), id="identity"),
    pytest.param(ok(b"Transfer-Encoding: gzip, chunked\r\n", b"0" + END), id="gzip, chunked"),
    pytest.param(ok(b"Transfer-Encoding: chunked, gzip\r\n", b"0" + END), id="chunked, gzip"),
    pytest.param(ok(CHUNKED * 2, b"0" + END), id="chunked in two fields"),
    pytest.param(ok(b"Transfer-Encoding:\r\n", b"ab"), id="an empty coding"),
    pytest.param(b"HTTP/1.0 200 OK\r\n" + CHUNKED + b"\r\n0" + END, id="coding in HTTP/1.0"),
    # where does a line end?
    pytest.param(b"HTTP/1.1 200 OK\nContent-Length: 2\n\nab", id="bare LF"),
    pytest.param(ok(b"X: 1\r\n 2\r\nContent-Length: 2\r\n", b"ab"), id="a folded line"),
    pytest.param(ok(b"X: a\rb\r\nContent-Length: 2\r\n", b"ab"), id="bare CR"),
    pytest.param(ok(b"X: a\x00b\r\nContent-Length: 2\r\n", b"ab"), id="NUL"),
    pytest.param(ok(b"X: a\x01b\r\nContent-Length: 2\r\n", b"ab"), id="a control character"),
    pytest.param(ok(b"X\r\nContent-Length: 2\r\n", b"ab"), id="no colon"),
    pytest.param(ok(b": 1\r\nContent-Length: 2\r\n", b"ab"), id="no name"),
    pytest.param(ok(b"X Y: 1\r\nContent-Length: 2\r\n", b"ab"), id="a space in a name"),
    pytest.param(ok(b"Content-Length : 2\r\n", b"ab"), id="a space before the colon"),
    # what is it?
    pytest.param(b"HTTP/2.0 200 OK\r\nContent-Length: 2\r\n\r\nab", id="HTTP/2.0"),
    pytest.param(b"HTTP/0.9 200 OK\r\nContent-Length: 2\r\n\r\nab", id="HTTP/0.9"),
    pytest.param(b"http/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab", id="http in lower case"),
    pytest.param(b"HTTP/1.1 20 OK\r\nContent-Length: 2\r\n\r\nab", id="a short status"),
    pytest.param(b"HTTP/1.1 2000 OK\r\nContent-Length: 2\r\n\r\nab", id="a long status"),
    pytest.param(b"HTTP/1.1 099 OK\r\nContent-Length: 2\r\n\r\nab", id="status 099"),
    pytest.param(b"HTTP/1.1 OK\r\nContent-Length: 2\r\n\r\nab", id="no status"),
    pytest.param(b"<html>hello</html>", id="HTML alone"),
    pytest.param(b"\x16\x03\x01\x02\x00", id="TLS"),
    pytest.param(b"HTTP/1.1 101 Switching\r\nUpgrade: a\r\nConnection: upgrade\r\n\r\n", id="101"),
    pytest.param(ok(b"X: " + b"a" * 5000 + b"\r\n"), id="a long head"),
    pytest.param(ok(b"X: 1\r\n" * 1000), id="many fields"),
    pytest.param(b"HTTP/1.1 100 C\r\nX: 1\r\n\r\n" * 1000, id="informational answers for ever"),
]


@pytest.mark.parametrize("by_byte", [False, True], ids=["whole", "byte by byte"])
@pytest.mark.parametrize("raw", REFUSED)
def test_a_502_and_the_end_of_the_connection(raw: bytes, by_byte: bool) -> None:
    rig = Rig(limits=Limits(answer_head_bytes=4096))
    rig.send(GET)
    rig.answer(raw + HIDDEN, by_byte=by_byte)
    written = _without_informational(rig.wire.take())
    assert written.startswith(b"HTTP/1.1 502 ")
    assert written.count(END) == 1
    assert b"hidden" not in written
    assert rig.upstream().closed
    assert rig.wire.is_closing()


BROKEN = [
    pytest.param(ok(CHUNKED, b"fffffffffffffffff\r\nab"), id="a chunk size that overflows"),
    pytest.param(ok(CHUNKED, b"0x2\r\nab\r\n0" + END), id="a chunk size with 0x"),
    pytest.param(ok(CHUNKED, b"-2\r\nab\r\n0" + END), id="a negative chunk size"),
    pytest.param(ok(CHUNKED, b"2\nab\n0\n\n"), id="chunks ended by bare LF"),
    pytest.param(ok(CHUNKED, b"2\r\nabc\r\n0" + END), id="a chunk longer than its size"),
    pytest.param(ok(CHUNKED, b"2;\n\r\nab\r\n0" + END), id="LF in an extension"),
    pytest.param(ok(CHUNKED, b"2 \r\nab\r\n0" + END), id="a space after a size"),
    pytest.param(ok(CHUNKED, b"2\r\nab\r\n0\r\nX : 1" + END), id="a bad trailer"),
    pytest.param(ok(CHUNKED, b"2\r\nab\r\n0\r\nContent-Length: 9" + END), id="length, a trailer"),
    pytest.param(ok(CHUNKED, b"2\r\nab\r\n0\r\n" + CHUNKED + b"\r\n"), id="coding in a trailer"),
]


@pytest.mark.parametrize("by_byte", [False, True], ids=["whole", "byte by byte"])
@pytest.mark.parametrize("raw", BROKEN)
def test_an_answer_that_breaks_is_seen_to_break(raw: bytes, by_byte: bool) -> None:
    rig = Rig()
    rig.send(GET)
    rig.answer(raw + HIDDEN, by_byte=by_byte)
    written = rig.wire.take()
    assert not written.endswith(b"0\r\n\r\n")
    assert b"hidden" not in written
    assert rig.upstream().closed
    assert rig.wire.is_closing()


# (method, answer, what the client must read: status and body)
ONE_CLEAR = [
    pytest.param("GET", ok(b"Content-Length: 2\r\n", b"ab"), (200, b"ab"), id="a length"),
    pytest.param("GET", ok(b"Content-Length: 0\r\n"), (200, b""), id="no body"),
    pytest.param("GET", ok(b"Content-Length: 02\r\n", b"ab"), (200, b"ab"), id="a zero ahead"),
    pytest.param("GET", ok(CHUNKED, b"2\r\nab\r\n0" + END), (200, b"ab"), id="chunks"),
    pytest.param(
        "GET",
        ok(b"Content_Length: 9\r\nContent-Length: 2\r\n", b"ab"),
        (200, b"ab"),
        id="Content_Length",
    ),
    pytest.param(
        "GET",
        ok(CHUNKED, b"2\r\nab\r\n0\r\nX-Sum: 1\r\nSet-Cookie: a=b" + END),
        (200, b"ab"),
        id="trailers",
    ),
    pytest.param("GET", b"HTTP/1.1 204 No\r\n\r\n", (204, b""), id="204"),
    pytest.param(
        "GET", b"HTTP/1.1 204 No\r\nContent-Length: 6\r\n\r\n", (204, b""), id="204 with a length"
    ),
    pytest.param("GET", b"HTTP/1.1 204 No\r\n" + CHUNKED + b"\r\n", (204, b""), id="204 in chunks"),
    pytest.param("GET", b"HTTP/1.1 304 No\r\nContent-Length: 6\r\n\r\n", (304, b""), id="304"),
    pytest.param("GET", b"HTTP/1.1 304 No\r\n" + CHUNKED + b"\r\n", (304, b""), id="304 in chunks"),
    pytest.param("HEAD", ok(b"Content-Length: 6\r\n"), (200, b""), id="HEAD with a length"),
    pytest.param("HEAD", ok(CHUNKED), (200, b""), id="HEAD in chunks"),
    pytest.param("HEAD", ok(b""), (200, b""), id="HEAD without a length"),
    pytest.param(
        "HEAD", b"HTTP/1.1 404 No\r\nContent-Length: 6\r\n\r\n", (404, b""), id="HEAD, 404"
    ),
    pytest.param(
        "GET",
        b"HTTP/1.1 100 Continue\r\n\r\n" + ok(b"Content-Length: 2\r\n", b"ab"),
        (200, b"ab"),
        id="100 unasked",
    ),
    pytest.param(
        "GET",
        b"HTTP/1.1 102 P\r\n\r\nHTTP/1.1 103 E\r\nLink: </a>\r\n\r\n"
        + ok(b"Content-Length: 2\r\n", b"ab"),
        (200, b"ab"),
        id="102 and 103",
    ),
    pytest.param(
        "GET",
        b"HTTP/1.1 103 E\r\nLink: <a>\r\n\r\n" + ok(CHUNKED, b"2\r\nab\r\n0" + END),
        (200, b"ab"),
        id="103 before chunks",
    ),
]


@pytest.mark.parametrize("extra", [b"", HIDDEN, b"body!!", b"0" + END], ids=range(4))
@pytest.mark.parametrize("by_byte", [False, True], ids=["whole", "byte by byte"])
@pytest.mark.parametrize(("method", "raw", "meant"), ONE_CLEAR)
def test_the_client_reads_one_clear_answer_and_then_its_next(
    method: str, raw: bytes, meant: tuple[int, bytes], by_byte: bool, extra: bytes
) -> None:
    rig = Rig()
    rig.send(GET.replace(b"GET", method.encode()))
    rig.answer(raw + extra, by_byte=by_byte)
    rig.send(GET)
    if not rig.wire.closed:
        asked = [n for n, (_, each, _) in enumerate(rig.pool.opened) if each.consumer is not None]
        rig.answer(NEXT, number=asked[0])
    assert read_answers([method, "GET"], rig.wire.take()) == [meant, (200, b"next")]


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(ok(b"Content-Length: 9\r\n", b"half"), id="a length"),
        pytest.param(ok(CHUNKED, b"9\r\nhalf"), id="chunks"),
        pytest.param(ok(CHUNKED, b"4\r\nhalf\r\n"), id="chunks without the last"),
    ],
)
def test_an_answer_cut_short_is_not_made_whole(raw: bytes) -> None:
    rig = Rig()
    rig.send(GET)
    rig.answer(raw)
    rig.pool.opened[-1][1].eof_received()
    rig.break_upstream()
    with pytest.raises(h11.RemoteProtocolError):
        read_answers(["GET"], rig.wire.take(), ended=True)
    assert rig.wire.is_closing()


def test_an_early_answer_ends_both_connections() -> None:
    rig = Rig(limits=Limits(buffered_body=1))
    rig.send(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc")
    rig.answer(NEXT)
    assert read_answers(["POST"], rig.wire.take()) == [(200, b"next")]
    assert rig.upstream().closed
    assert rig.wire.ended or rig.wire.closed
    rig.send(b"def" + GET)
    assert len(rig.pool.opened) == 1


def test_an_answer_that_nobody_asked_for_reaches_nobody() -> None:
    rig = Rig()
    rig.send(GET)
    rig.answer(NEXT)
    rig.wire.take()
    rig.answer(HIDDEN)
    assert rig.upstream().closed
    rig.send(GET)
    rig.answer(NEXT)
    assert read_answers(["GET"], rig.wire.take()) == [(200, b"next")]


def test_there_are_enough() -> None:
    assert len(REFUSED) + len(BROKEN) + 4 * len(ONE_CLEAR) >= 100


def read_answers(
    methods: list[str], data: bytes, *, ended: bool = False
) -> list[tuple[int, bytes]]:
    """Read answers with h11, which shares no code with llhttp."""
    answers: list[tuple[int, bytes]] = []
    connection = h11.Connection(h11.CLIENT)
    rest = data
    for method in methods:
        connection.send(h11.Request(method=method, target="/a", headers=[("Host", "a")]))
        connection.send(h11.EndOfMessage())
        if rest:
            connection.receive_data(rest)
            rest = b""
        if ended:
            connection.receive_data(b"")
        answers.append(_next_answer(connection))
        if connection.our_state is not h11.MUST_CLOSE:
            connection.start_next_cycle()
    assert connection.trailing_data == (b"", ended)
    return answers


def _next_answer(connection: h11.Connection) -> tuple[int, bytes]:
    status, body = 0, b""
    while True:
        event = connection.next_event()
        if isinstance(event, h11.Response):
            status = event.status_code
        elif isinstance(event, h11.Data):
            body += event.data
        elif isinstance(event, h11.EndOfMessage):
            return status, body
        elif not isinstance(event, h11.InformationalResponse):
            raise AssertionError(f"no answer: {event}")


def _without_informational(data: bytes) -> bytes:
    while data.startswith(b"HTTP/1.1 1"):
        data = data.partition(END)[2]
    return data
