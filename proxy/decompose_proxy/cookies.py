"""Read Cookie headers; a client sends the same one with each request, so it is read once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache

REMEMBERED = 4096


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


def digest_of(session: bytes) -> str:
    """Name a session without showing its cookie."""
    return hashlib.sha256(session).hexdigest()
