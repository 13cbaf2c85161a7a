"""What can go wrong with a request, and on whose side: a closed list.

client      the request can't be accepted, or its sender went away
upstream    the backend did not answer as it should
proxy       we will not or can't pass it on
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum, StrEnum

PHRASES = {
    400: "Bad Request",
    404: "Not Found",
    405: "Method Not Allowed",
    408: "Request Timeout",
    413: "Content Too Large",
    414: "URI Too Long",
    431: "Request Header Fields Too Large",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
    505: "HTTP Version Not Supported",
}


class Side(StrEnum):
    """Whose fault it is."""

    CLIENT = "client"
    UPSTREAM = "upstream"
    PROXY = "proxy"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fault: the status to answer with (0: nobody reads it) and one line of why."""

    side: Side
    status: int
    reason: str


class Fault(Enum):
    """Every fault there is."""

    BAD_REQUEST = Kind(Side.CLIENT, 400, "the request is not well-formed")
    METHOD_REFUSED = Kind(Side.CLIENT, 405, "this method is not passed on")
    HEAD_TIMEOUT = Kind(Side.CLIENT, 408, "the request did not arrive in time")
    BODY_TOO_LARGE = Kind(Side.CLIENT, 413, "the body is longer than allowed")
    URI_TOO_LONG = Kind(Side.CLIENT, 414, "the address is longer than allowed")
    HEAD_TOO_LARGE = Kind(Side.CLIENT, 431, "the header fields are longer or more than allowed")
    VERSION_UNKNOWN = Kind(Side.CLIENT, 505, "only HTTP/1.0 and HTTP/1.1 are spoken here")
    CLIENT_GONE = Kind(Side.CLIENT, 0, "the client went away")
    INTERNAL_PATH = Kind(Side.PROXY, 404, "there is nothing here")
    HELD_TOO_LONG = Kind(Side.PROXY, 503, "writes are held while the data moves; try again")
    NO_BACKEND = Kind(Side.PROXY, 503, "no address is configured for this target")
    BUG = Kind(Side.PROXY, 500, "the proxy itself failed; its own output says how")
    NO_IDENTITY = Kind(Side.UPSTREAM, 503, "the monolith could not say who is asking")
    EJECTED = Kind(Side.UPSTREAM, 502, "the backend failed a moment ago and is not asked for now")
    CONNECT_REFUSED = Kind(Side.UPSTREAM, 502, "the backend takes no connection")
    CONNECT_TIMEOUT = Kind(Side.UPSTREAM, 504, "the backend took no connection in time")
    ANSWER_TIMEOUT = Kind(Side.UPSTREAM, 504, "the backend did not answer in time")
    CLOSED_EARLY = Kind(Side.UPSTREAM, 502, "the backend closed the connection without an answer")
    GARBAGE = Kind(Side.UPSTREAM, 502, "the backend's answer is not well-formed")
    CUT_SHORT = Kind(Side.UPSTREAM, 502, "the backend's answer broke off")
    SERVER_ERROR = Kind(Side.UPSTREAM, 502, "the candidate answered with a server error")

    @property
    def side(self) -> Side:
        """Return whose fault it is."""
        return self.value.side

    @property
    def status(self) -> int:
        """Return the status to answer with."""
        return self.value.status


def answer(fault: Fault, detail: str = "", *, json_wanted: bool, head_only: bool) -> bytes:
    """Write the whole answer for a fault; it always closes the connection."""
    status = fault.status
    reason = f"{fault.value.reason} ({detail})" if detail else fault.value.reason
    if json_wanted:
        kind = "application/json"
        document = {"error": fault.name.lower(), "reason": reason, "side": fault.side.value}
        body = (json.dumps(document) + "\n").encode()
    else:
        kind = "text/plain; charset=utf-8"
        body = f"{status} {PHRASES[status]}: {reason}\n".encode()
    retry = "Retry-After: 1\r\n" if status == 503 else ""
    allow = "Allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS\r\n" if status == 405 else ""
    head = (
        f"HTTP/1.1 {status} {PHRASES[status]}\r\nContent-Type: {kind}\r\n"
        f"Content-Length: {len(body)}\r\n{retry}{allow}X-Decompose-Error: {fault.name.lower()}\r\n"
        "Connection: close\r\n\r\n"
    ).encode()
    return head if head_only else head + body
