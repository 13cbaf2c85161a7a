"""Write an answer for a client: a fresh head, the body in a framing that client understands."""

from __future__ import annotations

from enum import Enum, auto

from decompose_proxy.headers import (
    Fields,
    RequestHead,
    ResponseHead,
    field_lines,
    trailer_fields,
)


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
    return Framing.CLOSE if request.old else Framing.CHUNKED


def head_bytes(
    request: RequestHead, answer: ResponseHead, framing: Framing, *, keep_alive: bool, extra: bytes
) -> bytes:
    """Write an answer's head; `extra` are whole lines of our own."""
    out = [b"HTTP/1.1 %d %b" % (answer.status, answer.reason), *map(b": ".join, answer.fields)]
    if framing is Framing.CHUNKED:
        out.append(b"Transfer-Encoding: chunked")
    elif answer.length is not None and answer.status != 204:
        out.append(b"Content-Length: %d" % answer.length)
    if not keep_alive:
        out.append(b"Connection: close")
    elif request.old:
        out.append(b"Connection: keep-alive")
    out.append(extra + b"\r\n")
    return b"\r\n".join(out)


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
