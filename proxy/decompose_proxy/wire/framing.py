"""Write an answer for a client: a fresh head, the body in a framing that client understands."""

from __future__ import annotations

from enum import Enum, auto

from decompose_proxy.headers import Fields, field_lines, trailer_fields
from decompose_proxy.request_head import RequestHead
from decompose_proxy.response_head import ResponseHead


class Framing(Enum):
    """How a client finds the end of a body."""

    NONE = auto()
    LENGTH = auto()
    CHUNKED = auto()
    CLOSE = auto()


def framing_for(request: RequestHead, answer: ResponseHead) -> Framing:
    """Choose the framing of an answer."""
    if request.method == "HEAD" or answer.status in (204, 304):
        return Framing.NONE
    if answer.length is not None:
        return Framing.LENGTH
    return Framing.CLOSE if request.said.old else Framing.CHUNKED


def head_bytes(
    request: RequestHead, answer: ResponseHead, framing: Framing, *, keep_alive: bool, extra: bytes
) -> bytes:
    """Write an answer's head; `extra` are whole lines of our own."""
    if answer.written and keep_alive and not extra and not request.said.old:
        return answer.written  # never made for what is chunked
    if not keep_alive:
        extra = b"Connection: close\r\n" + extra
    elif request.said.old:
        extra = b"Connection: keep-alive\r\n" + extra
    if framing is Framing.CHUNKED:
        return _first_lines(answer) + b"Transfer-Encoding: chunked\r\n" + extra + b"\r\n"
    if not answer.written:
        length = b""
        if answer.length is not None and answer.status != 204:
            length = b"Content-Length: %d\r\n" % answer.length
        answer.written = _first_lines(answer) + length + b"\r\n"
    return answer.written[:-2] + extra + b"\r\n" if extra else answer.written


def _first_lines(answer: ResponseHead) -> bytes:
    return b"HTTP/1.1 %d %b\r\n%b" % (answer.status, answer.reason, field_lines(answer.fields))


def informational_bytes(answer: ResponseHead) -> bytes:
    """Write an informational answer, such as 100 or 103."""
    first = b"HTTP/1.1 %d %b\r\n" % (answer.status, answer.reason)
    return first + field_lines(answer.fields) + b"\r\n"


def switching_bytes(answer: ResponseHead) -> bytes:
    """Write the answer that turns a connection into a tunnel."""
    first = b"HTTP/1.1 101 %b\r\n%b" % (answer.reason, field_lines(answer.fields))
    return first + b"Connection: Upgrade\r\nUpgrade: %b\r\n\r\n" % (answer.upgrade or b"websocket")


def chunk(data: bytes) -> bytes:
    """Write one chunk."""
    return b"%x\r\n%b\r\n" % (len(data), data)


def last_chunk(trailers: Fields) -> bytes:
    """Write the end of a chunked body."""
    if not trailers:
        return b"0\r\n\r\n"
    return b"0\r\n%b\r\n" % trailer_fields(trailers)
