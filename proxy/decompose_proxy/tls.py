"""TLS on both sides: HTTP/1.1 only, TLS 1.2 at least, and never without checking a backend.

See https://docs.python.org/3/library/ssl.html.
"""

from __future__ import annotations

import os
import ssl
from pathlib import Path

from decompose_core.problem import refuse

Stamp = tuple[tuple[int, int, int], ...]


class Certificate:
    """The certificate that clients are shown; taken up again when its files change."""

    def __init__(self, certificate: Path, key: Path) -> None:
        """Load it.

        Raises:
            Refused: there is no such pair.
        """
        self._files = (certificate, key)
        self._stamp = self._look()
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_2
        self.context.set_alpn_protocols(["http/1.1"])
        self.context.options |= ssl.OP_NO_RENEGOTIATION | ssl.OP_NO_COMPRESSION
        problem = self._load()
        if problem:
            raise refuse(problem, hint="set `certificate` and `key` in [proxy] of decompose.toml")

    def refresh(self) -> str:
        """Take changed files up for handshakes from now on; say what is wrong with them."""
        stamp = self._look()
        if stamp == self._stamp:
            return ""
        self._stamp = stamp
        return self._load()

    def _load(self) -> str:
        """Try the pair on a context of its own first: half a pair must not be in force."""
        certificate, key = map(str, self._files)
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, _no_password)
            self.context.load_cert_chain(certificate, key, _no_password)
        except (OSError, ValueError) as error:
            return f"can't use the certificate {certificate} with the key {key}: {error}"
        return ""

    def _look(self) -> Stamp:
        return tuple(map(_stamp, self._files))


def client_context(authorities: Path | None) -> ssl.SSLContext:
    """Make the context for backends: those of the system, and of `authorities`, are trusted.

    Raises:
        Refused: the file holds no certificates.
    """
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    if authorities is not None:
        try:
            context.load_verify_locations(str(authorities))
        except (OSError, ValueError) as error:
            raise refuse(
                f"can't read the certificates in {authorities}: {error}",
                hint="`authorities` in [proxy] names a PEM file with those that signed a backend's",
            ) from None
    return context


def _no_password() -> str:
    """Refuse a key with a password: asking for it on a terminal would stop every connection."""
    raise ValueError("the key has a password")


def _stamp(path: Path) -> tuple[int, int, int]:
    try:
        found = os.stat(path)
    except OSError:
        return (0, 0, 0)
    return (found.st_mtime_ns, found.st_ino, found.st_size)
