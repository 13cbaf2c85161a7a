"""The monolith's public keys: given by the environment, or fetched and kept."""

from __future__ import annotations

import json
import threading
import time
import urllib.request

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.conf import settings

# An unknown key id may mean that the monolith has a new key; it must not let anyone hammer its
# endpoint.
SECONDS_BETWEEN_FETCHES = 5
# A key that the monolith no longer publishes is forgotten after so long.
REFRESH_SECONDS = 300
# So long the keys of the last fetch are good enough while the monolith can't be asked.
STALE_SECONDS = 3600
FETCH_TIMEOUT_SECONDS = 2
LARGEST_SET = 1 << 20
UNREADABLE = (OSError, ValueError, LookupError, TypeError, AttributeError, jwt.PyJWTError)


class KeyUnavailable(Exception):
    """No key can be had for a token."""


class KeySet:
    """Keys by their id; stale keys serve on, for a while, when the monolith can't be asked."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._keys: dict[str, RSAPublicKey] = {}
        self._asked_at = float("-inf")
        self._fetched_at = float("-inf")
        self._failure = ""
        self._lock = threading.Lock()

    def key(self, key_id: str) -> RSAPublicKey:
        """Return the key of that id; the set is fetched again when the id is unknown or the set is
        old, and the last try is a while ago."""
        if self._is_due(key_id):
            with self._lock:
                if self._is_due(key_id):
                    self._asked_at = time.monotonic()
                    self._fetch()
        if time.monotonic() - self._fetched_at > STALE_SECONDS:
            raise KeyUnavailable(f"can't fetch {self.url}: {self._failure}")
        try:
            return self._keys[key_id]
        except KeyError:
            raise KeyUnavailable(f"the monolith has no key {key_id[:64]!r}") from None

    def _is_due(self, key_id: str) -> bool:
        now = time.monotonic()
        wanted = key_id not in self._keys or now - self._fetched_at > REFRESH_SECONDS
        return wanted and now - self._asked_at > SECONDS_BETWEEN_FETCHES

    def _fetch(self) -> None:
        try:
            with urllib.request.urlopen(self.url, timeout=FETCH_TIMEOUT_SECONDS) as answer:
                document = json.loads(answer.read(LARGEST_SET))
            keys = {
                each["kid"]: _rsa_key(each) for each in document["keys"] if each.get("kty") == "RSA"
            }
            if not keys:
                raise ValueError("there is no RSA key in it")
            self._keys = keys
            self._fetched_at = time.monotonic()
        except UNREADABLE as error:
            self._failure = str(error)


def _rsa_key(each: dict[str, str]) -> RSAPublicKey:
    """Read a public key; a private or symmetric one has no place in a set that is published."""
    key = jwt.algorithms.RSAAlgorithm.from_jwk({name: each[name] for name in ("kty", "n", "e")})
    assert isinstance(key, RSAPublicKey)
    return key


_sets: dict[str, KeySet] = {}


def public_key(key_id: str) -> RSAPublicKey:
    """Return the key that a token must be signed with."""
    if settings.DECOMPOSE_PUBLIC_KEY:
        key = load_pem_public_key(settings.DECOMPOSE_PUBLIC_KEY.encode())
        assert isinstance(key, RSAPublicKey)
        return key
    if not settings.DECOMPOSE_JWKS_URL:
        raise KeyUnavailable("neither DECOMPOSE_PUBLIC_KEY nor DECOMPOSE_JWKS_URL is set")
    url = settings.DECOMPOSE_JWKS_URL
    keys = _sets.setdefault(url, KeySet(url))
    return keys.key(key_id)
