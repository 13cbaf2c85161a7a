"""A request's head: read once, and written anew for a backend, with one framing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from decompose_proxy.cookies import read_cookies
from decompose_proxy.headers import (
    FORWARDED,
    HOP_BY_HOP,
    Fields,
    HeadError,
    Refusal,
    check_coding,
    field_lines,
    keeps_alive,
    tokens,
    without,
)

REMEMBERED = 4096
METHODS = frozenset(
    {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
    # WebDAV and its kin, which a Django project may serve
    | {"PROPFIND", "PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK", "UNLOCK", "REPORT", "SEARCH"}
)
# A field named in Connection is dropped, but these frame and name the message.
_NOT_NOMINATED = frozenset({b"host", b"content-length"})
_READ = frozenset({b"host", b"cookie", b"authorization", b"content-length", b"expect"})

_HOST = re.compile(rb"(?:[A-Za-z0-9._~%!$&'()*+,;=-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{0,5})?")
_ABSOLUTE = re.compile(rb"https?://([^/?#]*)(.*)", re.IGNORECASE)
_REQUEST_ID = re.compile(rb"[A-Za-z0-9._:/+=-]{1,128}")


class Sender(NamedTuple):
    """Who sends a request, as a backend is to be told; only a trusted one is believed itself."""

    peer: str
    scheme: str
    trusted: bool = False


@dataclass(slots=True)
class RequestFields:
    """What the fields of a request say; requests with the same fields share it.

    Never changed once it is read, but for `written`, which remembers what was last made of it. (A
    frozen dataclass takes three times as long to make.)
    """

    host: bytes = b""
    keep_alive: bool = True
    crossing: Fields = ()  # as they came, those that cross unchanged
    length: int | None = None
    chunked: bool = False
    cookie: bytes = b""
    authorization: bytes = b""
    upgrade: bytes = b""
    expects_continue: bool = False
    forwarded: Fields = ()
    old: bool = False  # HTTP/1.0
    written: tuple[tuple[bytes, bytes, Sender | None], bytes] | None = None

    @property
    def has_body(self) -> bool:
        """Say whether a body follows."""
        return self.chunked or bool(self.length)


@dataclass(slots=True)
class RequestHead:
    """A request's head; `path` is decoded, as Django sees it."""

    method: str
    target: bytes
    path: str
    said: RequestFields

    def header(self, name: str) -> str | None:
        """Return the first value of a field; the name is in lower case."""
        said = self.said
        if name == "cookie":
            return said.cookie.decode("latin-1") or None
        if name == "authorization":
            return said.authorization.decode("latin-1") or None
        if name == "host":
            return said.host.decode("latin-1")
        wanted = name.encode("latin-1", "replace")
        found = (value for key, value in said.crossing if key.lower() == wanted)
        value = next(found, None)
        return None if value is None else value.decode("latin-1")

    def cookie_value(self, name: str) -> str | None:
        """Return the first value of a cookie."""
        return read_cookies(self.said.cookie).get(name)


def read_request(method: str, target: bytes, version: str, fields: Fields) -> RequestHead:
    """Check what llhttp leaves to us, and sort the fields.

    Raises:
        HeadError: it must not be passed on.
    """
    if version not in ("1.1", "1.0"):
        raise HeadError(Refusal.VERSION, f"HTTP/{version}")
    if method not in METHODS:
        raise HeadError(Refusal.METHOD, method)
    said = _sorted(fields, old=version == "1.0")
    if target[:1] != b"/" or b"#" in target:
        target = _path_of(target, method, said.host)
    return RequestHead(method, target, decoded_path(target), said)


def decoded_path(target: bytes) -> str:
    """Return the path of a target as Django sees it."""
    raw = target.partition(b"?")[0]
    if b"%" in raw:
        return unquote_to_bytes(raw).decode("utf-8", "replace")
    return raw.decode("latin-1")


def request_bytes(
    head: RequestHead,
    cookie: bytes,
    authorization: bytes,
    sender: Sender | None = None,
    identifier: bytes = b"",
) -> bytes:
    """Write the head for a backend, with what it is told of the sender and of the request's id.

    What the fields become is remembered: all but path and id is the same the next time.
    """
    said = head.said
    key = (cookie, authorization, sender)
    if said.written is not None and said.written[0] == key:
        lines = said.written[1]
    else:
        lines = _lines(said, cookie, authorization)
        if sender is not None:
            lines += about(said, sender)
        said.written = key, lines
    if identifier:
        lines = b"%bX-Request-ID: %b\r\n" % (lines, identifier)
    return b"%b %b HTTP/1.1\r\n%b\r\n" % (head.method.encode(), head.target, lines)


def about(said: RequestFields, sender: Sender) -> bytes:
    """Write what a backend is told about the client."""
    peer, scheme = sender.peer, sender.scheme.encode()
    if not (sender.trusted and said.forwarded):
        return _about(peer, scheme, said.host)
    claimed = _claimed(said)
    chain = [value for key, value in said.forwarded if key.lower() == b"x-forwarded-for"]
    return _about(
        b", ".join((*chain, peer.encode())).decode("latin-1"),
        claimed.get(b"x-forwarded-proto", scheme),
        claimed.get(b"x-forwarded-host", said.host),
    )


def identifier_for(said: RequestFields, sender: Sender, fresh: bytes) -> bytes:
    """Choose the request's id: a fresh one, or a trusted sender's."""
    if not (sender.trusted and said.forwarded):
        return fresh
    claimed = _claimed(said).get(b"x-request-id", b"")
    return claimed if _REQUEST_ID.fullmatch(claimed) else fresh


def _claimed(said: RequestFields) -> dict[bytes, bytes]:
    """Return the first value of each field in which a sender speaks of another one."""
    return dict(reversed([(key.lower(), value) for key, value in said.forwarded]))


def _lines(said: RequestFields, cookie: bytes, authorization: bytes) -> bytes:
    out = [b"Host: ", said.host, b"\r\n", field_lines(said.crossing)]
    if cookie:
        out += (b"Cookie: ", cookie, b"\r\n")
    if authorization:
        out += (b"Authorization: ", authorization, b"\r\n")
    if said.chunked:
        out.append(b"Transfer-Encoding: chunked\r\n")
    elif said.length is not None:
        out.append(b"Content-Length: %d\r\n" % said.length)
    if said.upgrade:
        out += (b"Connection: Upgrade\r\nUpgrade: ", said.upgrade, b"\r\n")
    if said.expects_continue:
        out.append(b"Expect: 100-continue\r\n")
    return b"".join(out)


@lru_cache(maxsize=REMEMBERED)
def _about(addresses: str, scheme: bytes, host: bytes) -> bytes:
    return (
        b"X-Forwarded-For: %b\r\nX-Forwarded-Proto: %b\r\nX-Forwarded-Host: %b\r\n"
        b"Via: 1.1 decompose\r\n"
    ) % (addresses.encode("latin-1"), scheme, host)


def _sorted(fields: Fields, *, old: bool) -> RequestFields:  # noqa: PLR0912
    """Go over the fields once; one branch a special field is the fastest there is."""
    kept: list[tuple[bytes, bytes]] = []
    forwarded: list[tuple[bytes, bytes]] = []
    said = RequestFields(keep_alive=not old, crossing=kept, forwarded=forwarded, old=old)
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
            nominated += tokens(value)
        elif key == b"transfer-encoding":
            check_coding(value, old=old)
            said.chunked = True
        elif key == b"upgrade":
            said.upgrade = value.strip(b" \t")
        elif key in FORWARDED:
            forwarded.append(pair)
    if hosts > 1 or (hosts == 0 and not old):
        raise HeadError(Refusal.BAD, "two Host fields" if hosts else "no Host field")
    if not _is_host(said.host) and (hosts or not old):
        raise HeadError(Refusal.BAD, "the Host field is no host")
    if nominated or old:
        _apply_connection(said, nominated)
    if said.upgrade and (b"upgrade" not in nominated or said.upgrade.lower() != b"websocket"):
        said.upgrade = b""  # an offer that may be passed over, as h2c always is
    return said


@lru_cache(maxsize=REMEMBERED)
def special(name: bytes) -> bytes | None:
    """Return a request field's name in lower case if it needs a look; None if it just crosses.

    A name with `_` never crosses: WSGI folds it onto `-`, so X_User would speak as X-User.
    """
    key = name.lower()
    looked_at = key in HOP_BY_HOP or key in FORWARDED or key in _READ or b"_" in key
    return key if looked_at else None


def _apply_connection(said: RequestFields, nominated: list[bytes]) -> None:
    if not _NOT_NOMINATED.isdisjoint(nominated):
        raise HeadError(Refusal.BAD, "Connection names a field that the message needs")
    said.keep_alive = keeps_alive(nominated, old=said.old)
    said.crossing = without(said.crossing, nominated)
    if b"cookie" in nominated:
        said.cookie = b""
    if b"authorization" in nominated:
        said.authorization = b""


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
