"""Read and rebuild heads: what crosses is written anew, with one framing and no hop-by-hop field.

Nothing here is parsed by hand that llhttp parses: it gets the fields one by one, already checked
for their grammar.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from decompose_proxy.pins import position_of

Fields = Sequence[tuple[bytes, bytes]]

# A client sends the same fields, cookies and host with each request: what they mean is worked
# out once. Large heads are not kept, so what is remembered stays below some megabytes.
REMEMBERED = 4096
REMEMBERED_HEADS = 1024
SMALL_HEAD = 4096

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
# By these a backend tells this proxy alone how far the log of its database is (see pins.py).
_POSITION, _APPLIED = b"x-decompose-position", b"x-decompose-applied"
_READ_OF_ANSWERS = frozenset({b"content-length", b"set-cookie", _POSITION, _APPLIED})
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
    fields: Fields = ()
    length: int | None = None
    chunked: bool = False
    cookie: bytes = b""
    authorization: bytes = b""
    upgrade: bytes = b""
    expects_continue: bool = False
    forwarded: Fields = ()
    old: bool = False  # HTTP/1.0
    lines: bytes | None = None  # `fields` as they are written, where that is known already
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
    fields: Fields = ()
    length: int | None = None
    chunked: bool = False
    upgrade: bytes = b""
    sets_cookie: bool = False
    position: int = 0  # of a write in the owner's log
    applied: int = 0  # how much of that log a replica has


@dataclass(slots=True)
class _Said:
    """What the fields of a request say; the same fields always say the same."""

    host: bytes = b""
    keep_alive: bool = True
    fields: Fields = ()
    length: int | None = None
    chunked: bool = False
    cookie: bytes = b""
    authorization: bytes = b""
    upgrade: bytes = b""
    expects_continue: bool = False
    forwarded: list[tuple[bytes, bytes]] = field(default_factory=list["tuple[bytes, bytes]"])
    lines: bytes = b""


def read_request(
    method: str, target: bytes, version: str, fields: Fields, *, size: int = SMALL_HEAD + 1
) -> RequestHead:
    """Check what llhttp leaves to us, and sort the fields; a head of a small `size` is remembered.

    Raises:
        HeadError: it must not be passed on.
    """
    if version not in ("1.1", "1.0"):
        raise HeadError(Refusal.VERSION, f"HTTP/{version}")
    if method not in METHODS:
        raise HeadError(Refusal.METHOD, method)
    old = version == "1.0"
    said = (_sorted_again if size <= SMALL_HEAD else _sorted)(tuple(fields), old)
    if target[:1] != b"/" or b"#" in target:
        target = _path_of(target, method, said.host)
    raw_path = target.partition(b"?")[0]
    if b"%" in raw_path:
        path = unquote_to_bytes(raw_path).decode("utf-8", "replace")
    else:
        path = raw_path.decode("latin-1")
    return RequestHead(
        method,
        target,
        path,
        said.host,
        said.keep_alive,
        said.fields,
        said.length,
        said.chunked,
        said.cookie,
        said.authorization,
        said.upgrade,
        said.expects_continue,
        said.forwarded,
        old,
        said.lines,
    )


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
        key = _special_answer(pair[0])
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
            nominated += _tokens(value)
        elif key == b"transfer-encoding":
            _check_coding(value, old=version == "1.0")
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
        head.keep_alive = _keeps_alive(nominated, old=version != "1.1")
        head.fields = _without(head.fields, nominated)
    return head


def request_bytes(head: RequestHead, own: bytes, *, cookie: bytes, authorization: bytes) -> bytes:
    """Write the head for a backend; `own` are the fields this proxy adds, ready as bytes."""
    lines = head.lines
    if lines is None:
        lines = field_lines(head.fields)
    out = [head.method.encode(), b" ", head.target, b" HTTP/1.1\r\nHost: ", head.host, b"\r\n"]
    out.append(lines)
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
    if not (trusted and head.forwarded):
        about, identifier = _about(peer, scheme.encode(), head.host), fresh_id
    else:
        said = dict(reversed([(key.lower(), value) for key, value in head.forwarded]))
        chain = [value for key, value in head.forwarded if key.lower() == b"x-forwarded-for"]
        about = _about(
            b", ".join((*chain, peer.encode())).decode("latin-1"),
            said.get(b"x-forwarded-proto", scheme.encode()),
            said.get(b"x-forwarded-host", head.host),
        )
        identifier = said.get(b"x-request-id", b"")
        if not _REQUEST_ID.fullmatch(identifier):
            identifier = fresh_id
    return b"%bX-Request-ID: %b\r\nVia: 1.1 decompose\r\n" % (about, identifier)


@lru_cache(maxsize=REMEMBERED)
def _about(addresses: str, scheme: bytes, host: bytes) -> bytes:
    return b"X-Forwarded-For: %b\r\nX-Forwarded-Proto: %b\r\nX-Forwarded-Host: %b\r\n" % (
        addresses.encode("latin-1"),
        scheme,
        host,
    )


def field_lines(fields: Fields) -> bytes:
    """Write fields as lines."""
    return b"\r\n".join([*map(b": ".join, fields), b""])


def check_trailers(fields: Fields) -> None:
    """Refuse trailers that would frame the message once more.

    Raises:
        HeadError: there is one.
    """
    if any(name.lower() in (b"content-length", b"transfer-encoding") for name, _ in fields):
        raise HeadError(Refusal.BAD, "a trailer that frames the message")


def size_of(fields: Fields) -> int:
    """Return how many bytes fields take as lines."""
    return sum(len(name) + len(value) + 4 for name, value in fields)


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


def _sorted(fields: tuple[tuple[bytes, bytes], ...], old: bool) -> _Said:  # noqa: PLR0912
    """Go over the fields once; one branch a special field is the fastest there is."""
    said = _Said(keep_alive=not old)
    kept: list[tuple[bytes, bytes]] = []
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
            said.host = value.strip(b" \t")
        elif key == b"cookie":
            said.cookie = b"; ".join((said.cookie, value)) if said.cookie else value
        elif key == b"authorization":
            if said.authorization:
                raise HeadError(Refusal.BAD, "two Authorization fields")
            said.authorization = value
        elif key == b"content-length":
            said.length = int(value)
        elif key == b"expect":
            said.expects_continue |= value.strip(b" \t").lower() == b"100-continue" and not old
        elif key == b"connection":
            nominated += _tokens(value)
        elif key == b"transfer-encoding":
            _check_coding(value, old=old)
            said.chunked = True
        elif key == b"upgrade":
            said.upgrade = value.strip(b" \t")
        elif key in FORWARDED:
            said.forwarded.append(pair)
    if hosts > 1 or (hosts == 0 and not old):
        raise HeadError(Refusal.BAD, "two Host fields" if hosts else "no Host field")
    if not _is_host(said.host) and (hosts or not old):
        raise HeadError(Refusal.BAD, "the Host field is no host")
    said.fields = kept
    if nominated or old:
        _apply_connection(said, nominated, old=old)
    if said.upgrade and (b"upgrade" not in nominated or said.upgrade.lower() != b"websocket"):
        said.upgrade = b""  # an offer that may be passed over, as h2c always is
    said.lines = field_lines(said.fields)
    return said


_sorted_again = lru_cache(maxsize=REMEMBERED_HEADS)(_sorted)


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
    return key if key in HOP_BY_HOP or key in _READ_OF_ANSWERS else None


def _apply_connection(said: _Said, nominated: list[bytes], *, old: bool) -> None:
    if not _NOT_NOMINATED.isdisjoint(nominated):
        raise HeadError(Refusal.BAD, "Connection names a field that the message needs")
    said.keep_alive = _keeps_alive(nominated, old=old)
    said.fields = _without(said.fields, nominated)
    if b"cookie" in nominated:
        said.cookie = b""
    if b"authorization" in nominated:
        said.authorization = b""


def _check_coding(value: bytes, *, old: bool) -> None:
    if old:
        raise HeadError(Refusal.BAD, "Transfer-Encoding in HTTP/1.0")
    if value.strip(b" \t").lower() != b"chunked":
        raise HeadError(Refusal.BAD, "Transfer-Encoding other than chunked")


def _path_of(target: bytes, method: str, host: bytes) -> bytes:
    """Return the path of an address that is more than a path."""
    if b"#" in target:
        raise HeadError(Refusal.BAD, "a fragment in the address")
    absolute = _ABSOLUTE.fullmatch(target)
    if absolute:
        if absolute[1].lower() != host.lower():
            raise HeadError(Refusal.BAD, "the address names another host than the Host field")
        return absolute[2] if absolute[2].startswith(b"/") else b"/" + absolute[2]
    if target != b"*" or method != "OPTIONS":
        raise HeadError(Refusal.BAD, "the address is neither a path nor a URL of this host")
    return target


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
