"""The headers say the same; what belongs to the connection, the clock or the server is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from decompose_proxy.answer import Answer, media_type
from decompose_proxy.finding import Finding, Kind
from decompose_proxy.rule import Rule, Sides

# Not compared at all, each with its reason.
LEFT_OUT: Mapping[str, str] = {
    "age": "the clock",
    "alt-svc": "the server in front",
    "connection": "this connection only (RFC 9110 7.6.1)",
    "content-length": "follows from the body, which is compared",
    "date": "the clock",
    "keep-alive": "this connection only",
    "location": "has a rule of its own",
    "proxy-authenticate": "this connection only",
    "proxy-connection": "this connection only",
    "server": "the server in front",
    "server-timing": "the clock",
    "set-cookie": "has a rule of its own",
    "te": "this connection only",
    "trailer": "this connection only",
    "transfer-encoding": "this connection only",
    "upgrade": "this connection only",
    "via": "the way it came",
    "x-correlation-id": "made anew for each request",
    "x-powered-by": "the server in front",
    "x-request-id": "made anew for each request",
    "x-response-time": "the clock",
    "x-runtime": "the clock",
}
# Present on both sides or on none; the value is derived from bytes or the clock.
PRESENCE: Mapping[str, str] = {
    "etag": "a hash of bytes that may hold a CSRF token",
    "expires": "counted from the clock",
}
_SETS = frozenset({"allow", "cache-control", "vary", "access-control-allow-methods"})
_NONCE = re.compile(r"'nonce-([^']+)'")


def _find(sides: Sides) -> Iterator[Finding]:
    control, candidate = _names(sides.control), _names(sides.candidate)
    for name in sorted(control | candidate):
        here = ", ".join(sides.control.fields(name))
        there = ", ".join(sides.candidate.fields(name))
        path = f"headers/{name}"
        if name not in candidate:
            yield Finding(path, Kind.MISSING, here, "")
        elif name not in control:
            yield Finding(path, Kind.EXTRA, "", there)
        elif _normal(name, here) != _normal(name, there):
            yield Finding(path, Kind.VALUE, here, there, PRESENCE.get(name, ""))
        elif here != there and _NONCE.search(here):
            yield from _nonces(sides, path, here, there)


def _names(answer: Answer) -> set[str]:
    """Name what is compared: neither the table above, nor what `Connection` names, nor our own."""
    connection = ",".join(answer.fields("connection")).lower()
    nominated = {each.strip() for each in connection.split(",")}
    names = {name.lower() for name, _ in answer.observation.headers}
    ours = {name for name in names if name.startswith("x-decompose-")}
    return names - nominated - ours - LEFT_OUT.keys()


def _normal(name: str, value: str) -> object:
    if name == "content-type":
        return media_type(value)
    if name in _SETS:
        return {each.strip().lower() for each in value.split(",") if each.strip()}
    return _NONCE.sub("'nonce'", value)


def _nonces(sides: Sides, path: str, here: str, there: str) -> Iterator[Finding]:
    """A nonce is fresh on each side, but the header and the page must name the same one."""
    pairs = list(zip(_NONCE.findall(here), _NONCE.findall(there), strict=True))
    for control, candidate in pairs:
        sides.bindings.add("nonce", control, candidate)
    yield Finding(path, Kind.VALUE, here, there, "nonce")


rule = Rule(_find, "Headers by name; lists without order, Content-Type by its parts.")
