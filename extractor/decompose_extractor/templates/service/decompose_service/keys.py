"""The monolith's public keys: given by the environment, or fetched and kept."""

from __future__ import annotations

import json
import threading
import time
import urllib.error
import urllib.request

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.conf import settings

# An unknown key id may mean that the monolith has a new key; it must not let anyone hammer its
# endpoint.
SECONDS_BETWEEN_FETCHES = 30
FETCH_TIMEOUT_SECONDS = 2


class KeyUnavailable(Exception):
    """No key can be had for a token."""


class KeySet:
    """Keys by their id; stale keys serve on while the monolith can't be asked."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._keys: dict[str, RSAPublicKey] = {}
        self._fetched_at = float("-inf")
        self._lock = threading.Lock()

    def key(self, key_id: str) -> RSAPublicKey:
        """Return the key of that id, fetching the set when it is unknown and the last fetch is a
        while ago."""
        if key_id not in self._keys:
            with self._lock:
                if time.monotonic() - self._fetched_at > SECONDS_BETWEEN_FETCHES:
                    self._fetched_at = time.monotonic()
                    self._fetch()
        try:
            return self._keys[key_id]
        except KeyError:
            raise KeyUnavailable(f"the monolith has no key {key_id!r}") from None

    def _fetch(self) -> None:
        try:
            with urllib.request.urlopen(self.url, timeout=FETCH_TIMEOUT_SECONDS) as answer:
                document = json.load(answer)
            self._keys = {
                each["kid"]: jwt.algorithms.RSAAlgorithm.from_jwk(each)
                for each in document["keys"]
                if each.get("kty") == "RSA"
            }
        except (OSError, urllib.error.URLError, ValueError, KeyError, TypeError) as error:
            if not self._keys:
                raise KeyUnavailable(f"can't fetch {self.url}: {error}") from error


_sets: dict[str, KeySet] = {}


def public_key(key_id: str) -> RSAPublicKey:
    """Return the key that a token must be signed with."""
    if settings.DECOMPOSE_PUBLIC_KEY:
        key = load_pem_public_key(settings.DECOMPOSE_PUBLIC_KEY.encode())
        assert isinstance(key, RSAPublicKey)
        return key
    if not settings.DECOMPOSE_JWKS_URL:
        raise KeyUnavailable("neither DECOMPOSE_PUBLIC_KEY nor DECOMPOSE_JWKS_URL is set")
    keys = _sets.setdefault(settings.DECOMPOSE_JWKS_URL, KeySet(settings.DECOMPOSE_JWKS_URL))
    return keys.key(key_id)
