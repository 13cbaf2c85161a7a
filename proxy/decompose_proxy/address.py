"""Addresses to listen at and to connect to."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit


class AddressError(ValueError):
    """It is no address; the message says what one looks like."""


@dataclass(frozen=True, slots=True, order=True)
class Address:
    """A host and a port, and whether TLS is spoken there, to which name if not the host's."""

    host: str
    port: int
    tls: bool = False
    name: str = ""

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


def parse_url(url: str) -> Address:
    """Read a backend's URL.

    Raises:
        AddressError: it is none, or has a path.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise AddressError(f"{url!r} is no URL: {error}") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise AddressError(f"{url!r} is no URL like http://127.0.0.1:8001")
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise AddressError(
            f"{url!r} has a path; requests keep their own, so give host and port only"
        )
    if parts.username or parts.password:
        raise AddressError("a user or password in a URL is not used here")
    tls = parts.scheme == "https"
    return Address(parts.hostname, port or (443 if tls else 80), tls)


def parse_listen(text: str) -> Address:
    """Read HOST:PORT.

    Raises:
        AddressError: it is none.
    """
    host, colon, port = text.rpartition(":")
    if not colon or not port.isdigit() or int(port) > 65535:
        raise AddressError(f"{text!r} is no address like 127.0.0.1:8080")
    return Address(host.strip("[]") or "127.0.0.1", int(port))
