"""Read and rebuild heads: what crosses is written anew, with one framing and no hop-by-hop field.

Nothing here is parsed by hand that llhttp parses: it gets the fields one by one, already checked
for their grammar.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import lru_cache
from urllib.parse import unquote_to_bytes

Fields = list[tuple[bytes, bytes]]

# A client sends the same cookies, names and host with each request: what they mean is worked
# out once.
REMEMBERED = 4096

METHODS = frozenset(
    {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
    # WebDAV and its kin, which a Django project may serve
    | {"PROPFIND", "PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK", "UNLOCK", "REPORT", "SEARCH"}
)
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
# A field named in Connection is dropped, but these frame and name the message.
_NOT_NOMINATED = frozenset({b"host", b"content-length"})
# A trailer may not pretend to be a field that the head alone may hold (RFC 9110 6.5.1).
_NO_TRAILER = (
    HOP_BY_HOP
    | FORWARDED
    | {b"host", b"content-length", b"cookie", b"authorization", b"trailer", b"content-type"}
    | {b"content-encoding", b"content-range", b"expect", b"set-cookie", b"cache-control"}
    | {b"range", b"max-forwards"}
)
_READ = frozenset({b"host", b"cookie", b"authorization", b"content-length", b"expect"})

_HOST = re.compile(rb"(?:[A-Za-z0-9._~%!$&'()*+,;=-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{0,5})?")
_ABSOLUTE = re.compile(rb"https?://([^/?#]*)(.*)", re.IGNORECASE)
_REQUEST_ID = re.compile(rb"[A-Za-z0-9._:/+=-]{1,128}")


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


@dataclass(slots=True)
class RequestHead:
    """A request's head, read once; `fields` are those that cross unchanged.

    Not frozen because it is made for every request, and a frozen dataclass takes three times as
    long to make.
    """

    method: str
    target: bytes
    path: str  # decoded, as Django sees it
    host: bytes
    keep_alive: bool
    fields: Fields = field(default_factory=list["tuple[bytes, bytes]"])
    length: int | None = None
    chunked: bool = False
    cookie: bytes = b""
    authorization: bytes = b""
    upgrade: bytes = b""
    expects_continue: bool = False
    forwarded: Fields = field(default_factory=list["tuple[bytes, bytes]"])
    old: bool = False  # HTTP/1.0
    cookies: Mapping[str, str] | None = None  # read when first asked for
    own: bytes = b""  # what this proxy added about the client when it was sent

    def header(self, name: str) -> str | None:
        """Return the first value of a field; the name is in lower case."""
        if name == "cookie":
            return self.cookie.decode("latin-1") or None
        if name == "authorization":
            return self.authorization.decode("latin-1") or None
        if name == "host":
            return self.host.decode("latin-1")
        wanted = name.encode("latin-1", "replace")
        found = (value for key, value in self.fields if key.lower() == wanted)
        value = next(found, None)
        return None if value is None else value.decode("latin-1")

    def cookie_value(self, name: str) -> str | None:
        """Return the first value of a cookie."""
        if self.cookies is None:
            self.cookies = read_cookies(self.cookie)
        return self.cookies.get(name)

    @property
    def has_body(self) -> bool:
        """Say whether a body follows."""
        return self.chunked or bool(self.length)


@dataclass(slots=True)
class ResponseHead:
    """An answer's head, read once; `fields` are those that cross unchanged."""

    status: int
    reason: bytes
    keep_alive: bool
    fields: Fields = field(default_factory=list["tuple[bytes, bytes]"])
    length: int | None = None
    chunked: bool = False
    upgrade: bytes = b""
    sets_cookie: bool = False


def read_request(method: str, target: bytes, version: str, fields: Fields) -> RequestHead:
    """Check what llhttp leaves to us, and sort the fields.

    Raises:
        HeadError: it must not be passed on.
    """
    if version not in ("1.1", "1.0"):
        raise HeadError(Refusal.VERSION, f"HTTP/{version}")
    if method not in METHODS:
        raise HeadError(Refusal.METHOD, method)
    head = RequestHead(method, target, "", b"", version == "1.1", old=version == "1.0")
    _sort_request_fields(head, fields)
    _check_target(head)
    raw_path = head.target.partition(b"?")[0]
    if b"%" in raw_path:
        head.path = unquote_to_bytes(raw_path).decode("utf-8", "replace")
    else:
        head.path = raw_path.decode("latin-1")
    return head


def read_response(status: int, reason: bytes, version: str, fields: Fields) -> ResponseHead:
    """Sort an answer's fields; llhttp has checked their grammar and the framing.

    Raises:
        HeadError: the body is coded in a way that nobody asked for.
    """
    head = ResponseHead(status, reason, version == "1.1")
    nominated: list[bytes] = []
    for pair in fields:
        key = _special_answer(pair[0])
        if key is None:
            head.fields.append(pair)
            continue
        value = pair[1]
        if key == b"content-length":
            head.length = int(value)
        elif key == b"set-cookie":
            head.sets_cookie = True
            head.fields.append(pair)
        elif key == b"connection":
            nominated += _tokens(value)
        elif key == b"transfer-encoding":
            if value.strip(b" \t").lower() != b"chunked":
                raise HeadError(Refusal.BAD, "Transfer-Encoding other than chunked")
            head.chunked = True
        elif key == b"upgrade":
            head.upgrade = value
    if nominated:
        head.keep_alive = _keeps_alive(nominated, old=version != "1.1")
        head.fields = _without(head.fields, nominated)
    return head


def request_bytes(head: RequestHead, own: bytes, *, cookie: bytes, authorization: bytes) -> bytes:
    """Write the head for a backend; `own` are the fields this proxy adds, ready as bytes."""
    out = [head.method.encode(), b" ", head.target, b" HTTP/1.1\r\nHost: ", head.host, b"\r\n"]
    for name, value in head.fields:
        out += (name, b": ", value, b"\r\n")
    if cookie:
        out += (b"Cookie: ", cookie, b"\r\n")
    if authorization:
        out += (b"Authorization: ", authorization, b"\r\n")
    if head.chunked:
        out.append(b"Transfer-Encoding: chunked\r\n")
    elif head.length is not None:
        out.append(b"Content-Length: %d\r\n" % head.length)
    if head.upgrade:
        out += (b"Connection: Upgrade\r\nUpgrade: ", head.upgrade, b"\r\n")
    if head.expects_continue:
        out.append(b"Expect: 100-continue\r\n")
    out += (own, b"\r\n")
    return b"".join(out)


def own_fields(
    head: RequestHead, *, peer: str, scheme: str, trusted: bool, fresh_id: bytes
) -> bytes:
    """Write what a backend is told about the client; only a trusted peer is believed."""
    said = (
        dict(reversed([(key.lower(), value) for key, value in head.forwarded])) if trusted else {}
    )
    addresses = [
        value for key, value in head.forwarded if trusted and key.lower() == b"x-forwarded-for"
    ]
    addresses.append(peer.encode())
    identifier = said.get(b"x-request-id", b"")
    if not _REQUEST_ID.fullmatch(identifier):
        identifier = fresh_id
    return b"".join(
        (
            b"X-Forwarded-For: ",
            b", ".join(addresses),
            b"\r\nX-Forwarded-Proto: ",
            said.get(b"x-forwarded-proto", scheme.encode()),
            b"\r\nX-Forwarded-Host: ",
            said.get(b"x-forwarded-host", head.host),
            b"\r\nX-Request-ID: ",
            identifier,
            b"\r\nVia: 1.1 decompose\r\n",
        )
    )


def trailer_fields(fields: Fields) -> bytes:
    """Write the trailers that may cross."""
    return b"".join(
        b"%b: %b\r\n" % (name, value)
        for name, value in fields
        if name.lower() not in _NO_TRAILER and b"_" not in name
    )


@lru_cache(maxsize=REMEMBERED)
def read_cookies(cookie: bytes) -> Mapping[str, str]:
    """Return the cookies of a Cookie header; the first of a name counts."""
    cookies: dict[str, str] = {}
    for pair in cookie.decode("latin-1").split(";"):
        name, equals, value = pair.partition("=")
        if equals:
            cookies.setdefault(name.strip(), value.strip().strip('"'))
    return cookies


@lru_cache(maxsize=REMEMBERED)
def without_cookie(cookie: bytes, name: bytes) -> bytes:
    """Return a Cookie header's value without every cookie of that name."""
    if name not in cookie:
        return cookie
    kept = [pair.strip() for pair in cookie.split(b";") if pair.partition(b"=")[0].strip() != name]
    return b"; ".join(kept)


def _sort_request_fields(head: RequestHead, fields: Fields) -> None:  # noqa: PLR0912
    """Go over the fields once; one branch a special field is the fastest there is."""
    kept = head.fields
    nominated: list[bytes] = []
    hosts = 0
    for pair in fields:
        key = special(pair[0])
        if key is None:
            kept.append(pair)
            continue
        value = pair[1]
        if key == b"host":
            hosts += 1
            head.host = value.strip(b" \t")
        elif key == b"cookie":
            head.cookie = b"; ".join((head.cookie, value)) if head.cookie else value
        elif key == b"authorization":
            if head.authorization:
                raise HeadError(Refusal.BAD, "two Authorization fields")
            head.authorization = value
        elif key == b"content-length":
            head.length = int(value)
        elif key == b"expect":
            _read_expect(head, value)
        elif key == b"connection":
            nominated += _tokens(value)
        elif key == b"transfer-encoding":
            _read_coding(head, value)
        elif key == b"upgrade":
            head.upgrade = value.strip(b" \t")
        elif key in FORWARDED:
            head.forwarded.append(pair)
    if hosts > 1 or (hosts == 0 and not head.old):
        raise HeadError(Refusal.BAD, "two Host fields" if hosts else "no Host field")
    if nominated or head.old:
        _apply_connection(head, nominated)
    if head.upgrade and (b"upgrade" not in nominated or head.upgrade.lower() != b"websocket"):
        head.upgrade = b""  # an offer that may be passed over, as h2c always is


@lru_cache(maxsize=REMEMBERED)
def special(name: bytes) -> bytes | None:
    """Return a request field's name in lower case if it needs a look; None if it just crosses.

    A name with `_` never crosses: WSGI folds it onto `-`, so X_User would speak as X-User.
    """
    key = name.lower()
    looked_at = key in HOP_BY_HOP or key in FORWARDED or key in _READ or b"_" in key
    return key if looked_at else None


@lru_cache(maxsize=REMEMBERED)
def _special_answer(name: bytes) -> bytes | None:
    key = name.lower()
    return key if key in HOP_BY_HOP or key in (b"content-length", b"set-cookie") else None


def _apply_connection(head: RequestHead, nominated: list[bytes]) -> None:
    if not _NOT_NOMINATED.isdisjoint(nominated):
        raise HeadError(Refusal.BAD, "Connection names a field that the message needs")
    head.keep_alive = _keeps_alive(nominated, old=head.old)
    head.fields = _without(head.fields, nominated)
    if b"cookie" in nominated:
        head.cookie = b""
    if b"authorization" in nominated:
        head.authorization = b""


def _read_coding(head: RequestHead, value: bytes) -> None:
    if head.old:
        raise HeadError(Refusal.BAD, "Transfer-Encoding in HTTP/1.0")
    if value.strip(b" \t").lower() != b"chunked":
        raise HeadError(Refusal.BAD, "Transfer-Encoding other than chunked")
    head.chunked = True


def _read_expect(head: RequestHead, value: bytes) -> None:
    if value.strip(b" \t").lower() == b"100-continue":
        head.expects_continue = not head.old


def _check_target(head: RequestHead) -> None:
    target = head.target
    if b"#" in target:
        raise HeadError(Refusal.BAD, "a fragment in the address")
    if not target.startswith(b"/"):
        absolute = _ABSOLUTE.fullmatch(target)
        if absolute:
            if absolute[1].lower() != head.host.lower():
                raise HeadError(Refusal.BAD, "the address names another host than the Host field")
            head.target = absolute[2] if absolute[2].startswith(b"/") else b"/" + absolute[2]
        elif target != b"*" or head.method != "OPTIONS":
            raise HeadError(Refusal.BAD, "the address is neither a path nor a URL of this host")
    if not _is_host(head.host) and not (head.old and not head.host):
        raise HeadError(Refusal.BAD, "the Host field is no host")


@lru_cache(maxsize=REMEMBERED)
def _is_host(host: bytes) -> bool:
    return _HOST.fullmatch(host) is not None


def _tokens(value: bytes) -> list[bytes]:
    return [each.strip(b" \t").lower() for each in value.split(b",")]


def _keeps_alive(tokens: list[bytes], *, old: bool) -> bool:
    return b"close" not in tokens and (not old or b"keep-alive" in tokens)


def _without(fields: Fields, nominated: list[bytes]) -> Fields:
    names = set(nominated)
    if names <= {b"close", b"keep-alive", b"upgrade", b"te", b""}:
        return fields
    return [each for each in fields if each[0].lower() not in names]
