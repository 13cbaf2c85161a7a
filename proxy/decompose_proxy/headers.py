"""What fields mean on their way through a proxy: which of them cross, and which frame a message.

Nothing here is parsed by hand that llhttp parses: it gets the fields one by one, already checked
for their grammar.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto

Fields = Sequence[tuple[bytes, bytes]]

# RFC 9110 7.6.1, and those that older software still treats so.
HOP_BY_HOP = frozenset(
    {b"connection", b"keep-alive", b"proxy-connection", b"te", b"transfer-encoding", b"upgrade"}
    | {b"proxy-authenticate", b"proxy-authorization", b"http2-settings"}
)
# What only a trusted peer may say about the client; ours to write.
FORWARDED = frozenset(
    {b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-forwarded-proto", b"x-real-ip"}
    | {b"x-forwarded-port", b"x-forwarded-prefix", b"x-forwarded-server", b"x-forwarded-ssl"}
    | {b"x-forwarded-scheme", b"x-forwarded-by", b"x-request-id", b"x-url-scheme", b"x-scheme"}
    | {b"x-original-url", b"x-rewrite-url"}
)
# A trailer may not pretend to be a field that the head alone may hold (RFC 9110 6.5.1).
_NO_TRAILER = (
    HOP_BY_HOP
    | FORWARDED
    | {b"host", b"content-length", b"cookie", b"authorization", b"trailer", b"content-type"}
    | {b"content-encoding", b"content-range", b"expect", b"set-cookie", b"cache-control"}
    | {b"range", b"max-forwards"}
)
_OF_THE_CONNECTION = frozenset({b"close", b"keep-alive", b"upgrade", b"te", b""})


class Refusal(Enum):
    """Why a head can't be passed on; each is one kind of fault."""

    BAD = auto()
    METHOD = auto()
    VERSION = auto()


class HeadError(ValueError):
    """A head can't be passed on; the message says why."""

    def __init__(self, refusal: Refusal, message: str) -> None:
        super().__init__(message)
        self.refusal = refusal


def field_lines(fields: Fields) -> bytes:
    """Write fields as lines."""
    return b"\r\n".join([*map(b": ".join, fields), b""])


def size_of(fields: Fields) -> int:
    """Return how many bytes fields take as lines."""
    return sum(len(name) + len(value) + 4 for name, value in fields)


def check_trailers(fields: Fields) -> None:
    """Refuse trailers that would frame the message once more.

    Raises:
        HeadError: there is one.
    """
    if any(name.lower() in (b"content-length", b"transfer-encoding") for name, _ in fields):
        raise HeadError(Refusal.BAD, "a trailer that frames the message")


def trailer_fields(fields: Fields) -> bytes:
    """Write the trailers that may cross."""
    return b"".join(
        b"%b: %b\r\n" % (name, value)
        for name, value in fields
        if name.lower() not in _NO_TRAILER and b"_" not in name
    )


def check_coding(value: bytes, *, old: bool) -> None:
    """Refuse a Transfer-Encoding that is not plainly `chunked`.

    Raises:
        HeadError: it is not.
    """
    if old:
        raise HeadError(Refusal.BAD, "Transfer-Encoding in HTTP/1.0")
    if value.strip(b" \t").lower() != b"chunked":
        raise HeadError(Refusal.BAD, "Transfer-Encoding other than chunked")


def tokens(value: bytes) -> list[bytes]:
    """Split a list such as Connection's, in lower case."""
    return [each.strip(b" \t").lower() for each in value.split(b",")]


def keeps_alive(nominated: list[bytes], *, old: bool) -> bool:
    """Say whether a connection goes on, by what its Connection field names."""
    return b"close" not in nominated and (not old or b"keep-alive" in nominated)


def without(fields: Fields, nominated: list[bytes]) -> Fields:
    """Leave out the fields that Connection names."""
    names = set(nominated)
    if names <= _OF_THE_CONNECTION:
        return fields
    return [each for each in fields if each[0].lower() not in names]
