"""The key that identity tokens are signed with: from the environment or a file, made on the first
use in development."""

from __future__ import annotations

import base64
import hashlib
import os
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    RSAPublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


@cache
def signing_key() -> RSAPrivateKey:
    """Return the key of DECOMPOSE_SIGNING_KEY (PEM), or of the file that DECOMPOSE_SIGNING_KEY_FILE
    names."""
    pem = _setting("DECOMPOSE_SIGNING_KEY").encode() or _from_file()
    try:
        key = load_pem_private_key(pem, password=None)
    except ValueError as error:
        raise ImproperlyConfigured(
            f"DECOMPOSE_SIGNING_KEY is no PEM private key: {error}"
        ) from error
    if not isinstance(key, RSAPrivateKey):
        raise ImproperlyConfigured("DECOMPOSE_SIGNING_KEY must be an RSA key")
    return key


def published_keys() -> list[RSAPublicKey]:
    """Return the keys that services are to know: give the key before as DECOMPOSE_PREVIOUS_KEY (PEM)
    when it changes, until its last token has expired (a minute later)."""
    keys = [signing_key().public_key()]
    previous = _setting("DECOMPOSE_PREVIOUS_KEY").encode()
    if previous:
        try:
            key = load_pem_private_key(previous, password=None)
        except ValueError as error:
            raise ImproperlyConfigured(
                f"DECOMPOSE_PREVIOUS_KEY is no PEM private key: {error}"
            ) from error
        if isinstance(key, RSAPrivateKey):
            keys.append(key.public_key())
    return keys


def key_id(key: RSAPublicKey) -> str:
    """Name a key by its hash, so that a new key has a new name."""
    public = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.urlsafe_b64encode(hashlib.sha256(public).digest()[:12]).decode()


def _from_file() -> bytes:
    named = _setting("DECOMPOSE_SIGNING_KEY_FILE")
    if named and Path(named).is_file():
        return Path(named).read_bytes()
    if not named and not settings.DEBUG:
        raise ImproperlyConfigured("set DECOMPOSE_SIGNING_KEY or DECOMPOSE_SIGNING_KEY_FILE")
    pem = generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    if not named:
        return pem
    _write(Path(named), pem)
    return Path(named).read_bytes()


def _write(path: Path, pem: bytes) -> None:
    """Write a new key for nobody else to read; where another process was faster, its key wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
    try:
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        temporary.unlink()


def _setting(name: str) -> str:
    return str(getattr(settings, name, None) or os.environ.get(name, ""))
