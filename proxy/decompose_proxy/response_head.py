"""An answer's head: read once, and written anew for the client (`wire/framing.py`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from decompose_proxy.headers import (
    HOP_BY_HOP,
    Fields,
    HeadError,
    Refusal,
    check_coding,
    keeps_alive,
    tokens,
    without,
)
from decompose_proxy.pins import position_of

REMEMBERED = 4096
# By these a backend tells this proxy alone how far the log of its database is (see pins.py).
_POSITION, _APPLIED = b"x-decompose-position", b"x-decompose-applied"
_READ = frozenset({b"content-length", b"set-cookie", _POSITION, _APPLIED})


@dataclass(slots=True)
class ResponseHead:
    """An answer's head; `fields` are those that cross unchanged.

    Never changed once it is read, but for `written`, which remembers what most clients get.
    """

    status: int
    reason: bytes
    keep_alive: bool
    fields: Fields = ()
    length: int | None = None
    chunked: bool = False
    upgrade: bytes = b""
    sets_cookie: bool = False
    position: int = 0  # of a write in the owner's log
    applied: int = 0  # how much of that log a replica has
    written: bytes = b""


def read_response(status: int, reason: bytes, version: str, fields: Fields) -> ResponseHead:
    """Sort an answer's fields; llhttp has checked their grammar and most of the framing.

    Raises:
        HeadError: it is no answer of HTTP/1, or its body is coded in a way that nobody asked for.
    """
    if version not in ("1.1", "1.0") or status < 100:
        raise HeadError(Refusal.VERSION, f"HTTP/{version} with the status {status}")
    kept: list[tuple[bytes, bytes]] = []
    head = ResponseHead(status, reason, version == "1.1", kept)
    nominated: list[bytes] = []
    for pair in fields:
        key = _special(pair[0])
        if key is None:
            kept.append(pair)
            continue
        value = pair[1]
        if key == b"content-length":
            head.length = int(value)
        elif key == b"set-cookie":
            head.sets_cookie = True
            kept.append(pair)
        elif key == b"connection":
            nominated += tokens(value)
        elif key == b"transfer-encoding":
            check_coding(value, old=version == "1.0")
            if head.chunked:
                raise HeadError(Refusal.BAD, "chunked twice")
            head.chunked = True
        elif key == b"upgrade":
            head.upgrade = value
        elif key == _POSITION:
            head.position = position_of(value.decode("latin-1"))
        elif key == _APPLIED:
            head.applied = position_of(value.decode("latin-1"))
    if nominated:
        head.keep_alive = keeps_alive(nominated, old=version != "1.1")
        head.fields = without(head.fields, nominated)
    return head


@lru_cache(maxsize=REMEMBERED)
def _special(name: bytes) -> bytes | None:
    key = name.lower()
    return key if key in HOP_BY_HOP or key in _READ else None
