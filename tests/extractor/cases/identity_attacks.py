"""Run every attack on identity tokens against the generated service's own code; print JSON.

A process of its own, because Django is set up once a process, with settings of its own.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import sys
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

TEMPLATES = Path(__file__).parents[3] / "extractor" / "decompose_extractor" / "templates"
sys.path[:0] = [str(TEMPLATES / "service"), str(TEMPLATES / "monolith")]

import django
from django.conf import settings

settings.configure(
    SECRET_KEY="s",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=[
        "django.contrib.contenttypes",
        "django.contrib.auth",
        "django.contrib.sessions",
    ],
    ALLOWED_HOSTS=["*"],
    DEBUG=True,
    DECOMPOSE_PUBLIC_KEY="",
    DECOMPOSE_JWKS_URL="",
    DECOMPOSE_USER_WAIT_SECONDS=0,
    DECOMPOSE_MONOLITH_AUTHENTICATION="",
)
django.setup()

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from decompose_monolith import views
from decompose_service import identity, keys
from decompose_service.rest import IdentityAuthentication
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import RequestFactory

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PUBLIC = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
HEADER = {"kid": "one", "typ": "at+jwt"}


def published(key: rsa.RSAPrivateKey, kid: str) -> dict[str, object]:
    """Write a key as JWKS has it."""
    numbers = key.public_key().public_numbers()
    modulus = numbers.n.to_bytes(256, "big")
    n = base64.urlsafe_b64encode(modulus).rstrip(b"=").decode()
    return {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid, "n": n, "e": "AQAB"}


class Publisher(BaseHTTPRequestHandler):
    """The monolith's key endpoint, and what an attacker would like to be taken for it."""

    asked: list[str] = []
    up = True
    document: dict[str, object] = {}

    def do_GET(self) -> None:
        self.asked.append(self.path)
        data = json.dumps(self.document).encode()
        self.send_response(200 if self.up else 503)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def claims(**changed: object) -> dict[str, object]:
    """Make good claims, with changes; None takes one away."""
    now = int(time.time())
    good: dict[str, object] = {
        "iss": "decompose:monolith",
        "aud": "decompose",
        "sub": "1",
        "via": "cookie",
        "iat": now,
        "exp": now + 60,
    }
    return {name: each for name, each in {**good, **changed}.items() if each is not None}


def signed(
    changed: dict[str, object] | None = None,
    *,
    key: rsa.RSAPrivateKey = KEY,
    header: dict[str, object] | None = None,
) -> str:
    """Sign claims with RS256."""
    return jwt.encode(
        claims(**(changed or {})), key, algorithm="RS256", headers={**HEADER, **(header or {})}
    )


def by_hand(header: dict[str, object], sign: Callable[[bytes], bytes]) -> str:
    """Write a token that no library would."""

    def part(data: bytes) -> bytes:
        return base64.urlsafe_b64encode(data).rstrip(b"=")

    text = part(json.dumps(header).encode()) + b"." + part(json.dumps(claims()).encode())
    return (text + b"." + part(sign(text))).decode()


def by_secret(secret: bytes) -> str:
    """Sign by HS256."""
    header = {**HEADER, "alg": "HS256"}
    return by_hand(header, lambda text: hmac.new(secret, text, hashlib.sha256).digest())


def attacks(address: str) -> dict[str, str]:
    """Write every forged token."""
    now = int(time.time())
    unsigned = {name: {**HEADER, "alg": name} for name in ("none", "None", "nOnE", "NONE", "")}
    jwk = published(OTHER, "one")
    return {
        **{f"alg {name!r}": by_hand(each, lambda _: b"") for name, each in unsigned.items()},
        "no alg": by_hand(HEADER, lambda _: b""),
        "HS256 keyed with the public key": by_secret(PUBLIC),
        "HS256 keyed with the public key, stripped": by_secret(PUBLIC.strip()),
        "HS256 keyed with nothing": by_secret(b""),
        "PS256": jwt.encode(claims(), KEY, algorithm="PS256", headers=HEADER),
        "RS512": jwt.encode(claims(), KEY, algorithm="RS512", headers=HEADER),
        "another key": signed(key=OTHER),
        "a signature of other claims": ".".join(
            (*signed({"sub": "2"}).split(".")[:2], signed().split(".")[2])
        ),
        "no signature": signed().rpartition(".")[0] + ".",
        "expired": signed({"exp": now - 10, "iat": now - 70}),
        "no exp": signed({"exp": None}),
        "exp is a text": signed({"exp": "soon"}),
        "no iat": signed({"iat": None}),
        "issued tomorrow": signed({"iat": now + 86400}),
        "not before tomorrow": signed({"nbf": now + 86400}),
        "another audience": signed({"aud": "elsewhere"}),
        "no audience": signed({"aud": None}),
        "another issuer": signed({"iss": "decompose:evil"}),
        "no issuer": signed({"iss": None}),
        "no subject": signed({"sub": None}),
        "a subject that is no text": by_number(),
        "unknown crit": signed(header={"crit": ["exp-in-future"], "exp-in-future": True}),
        "crit is empty": signed(header={"crit": []}),
        "an embedded jwk": signed(key=OTHER, header={"jwk": jwk}),
        "jku": signed(key=OTHER, header={"jku": f"{address}/evil.json"}),
        "x5u": signed(key=OTHER, header={"x5u": f"{address}/evil.pem"}),
        "x5c": signed(key=OTHER, header={"x5c": ["AAAA"]}),
        "kid is a path": signed(key=OTHER, header={"kid": "../../../dev/null"}),
        "kid is SQL": signed(key=OTHER, header={"kid": "one' UNION SELECT 'x"}),
        "kid is a URL": signed(key=OTHER, header={"kid": f"{address}/evil.json"}),
        "kid is of another key": signed(key=OTHER, header={"kid": "one"}),
        "kid is a list": by_hand({"alg": "RS256", "typ": "at+jwt", "kid": ["one"]}, bytes),
        "no kid": jwt.encode(claims(), OTHER, algorithm="RS256", headers={"typ": "at+jwt"}),
        "a refresh token": signed({"token_type": "refresh"}, header={"typ": "JWT"}),
        "an OpenID identity token": signed(header={"typ": "JWT"}),
        "no type": by_hand({"alg": "RS256", "kid": "one"}, bytes),
        "junk": "a.b.c",
        "two parts": signed().rpartition(".")[0],
        "four parts": signed() + ".e30",
        "an encrypted token": "a.b.c.d.e",
        "not ASCII": "\xe9.\xe9.\xe9",
        "10 MB": "a" * 10_000_000,
        "10 MB of claims": signed({"x": "a" * 10_000_000}),
        "a header that is a list": base64.urlsafe_b64encode(b"[]").decode() + ".e30.",
        "deep JSON": base64.urlsafe_b64encode(b"[" * 3000).decode().rstrip("=") + ".e30.",
    }


def by_number() -> str:
    """Sign a subject that is a number, which the library refuses to."""
    return jwt.PyJWS().encode(
        json.dumps(claims(sub=1)).encode(), KEY, algorithm="RS256", headers=HEADER
    )


def verdict(token: str) -> str:
    """Say what the service makes of a token."""
    try:
        found = identity.identify(f"Bearer {token}")
    except identity.IdentityRefused:
        return "refused"
    return f"user {found.user.pk} via {found.via}" if found else "nobody"


def key_set(address: str) -> dict[str, object]:
    """Play rotation, floods and a monolith that is down."""
    found: dict[str, object] = {}
    server = keys.KeySet(f"{address}/jwks.json")
    clock = [1000.0]
    keys.time = type("Clock", (), {"monotonic": staticmethod(lambda: clock[0])})

    def has(kid: str) -> bool:
        try:
            return bool(server.key(kid))
        except keys.KeyUnavailable:
            return False

    Publisher.document = {"keys": [published(KEY, "old")]}
    Publisher.asked.clear()
    found["first"] = has("old")
    for number in range(1000):
        has(f"unknown-{number}")
    found["asked in a flood"] = len(Publisher.asked)
    Publisher.document = {"keys": [published(OTHER, "new"), published(KEY, "old")]}
    clock[0] += 6
    found["overlap"] = [has("new"), has("old")]
    Publisher.document = {"keys": [published(OTHER, "new")]}
    clock[0] += 301
    found["withdrawn"] = [has("new"), has("old")]
    Publisher.up = False
    clock[0] += 3000
    found["down, stale"] = has("new")
    clock[0] += 1000
    found["down for too long"] = has("new")
    Publisher.up = True
    clock[0] += 6
    found["up again"] = has("new")
    for each in ({"keys": "x"}, [], {"keys": [{"kty": "RSA", "kid": "x"}]}, {"keys": [{"kty": 1}]}):
        Publisher.document = each
        clock[0] += 301
        has("new")
    found["nonsense is survived"] = has("new")
    secret = {**published(KEY, "s"), "kty": "oct", "k": "AAAA"}
    Publisher.document = {"keys": [secret]}
    clock[0] += 301
    found["a symmetric key"] = has("s")
    keys.time = time
    return found


def csrf() -> dict[str, object]:
    """Ask the API's authentication with tokens of both kinds."""
    from rest_framework.exceptions import PermissionDenied
    from rest_framework.parsers import JSONParser
    from rest_framework.request import Request

    def ask(via: str, **headers: str) -> str:
        request = RequestFactory().post("/", b"", "application/json", **headers)
        request._dont_enforce_csrf_checks = False
        token = signed({"via": via})
        request.decompose_identity = identity.identify(f"Bearer {token}")
        try:
            answer = IdentityAuthentication().authenticate(Request(request, parsers=[JSONParser()]))
        except PermissionDenied:
            return "refused"
        return "taken" if answer else "nobody"

    token = "a" * 32
    good = {"HTTP_COOKIE": f"csrftoken={token}", "HTTP_X_CSRFTOKEN": token}
    return {
        "by cookie, without": ask("cookie"),
        "by cookie, with": ask("cookie", **good),
        "by cookie, with another": ask("cookie", **{**good, "HTTP_X_CSRFTOKEN": "b" * 32}),
        "by header, without": ask("authorization"),
        "by something unknown, without": ask("other"),
    }


def issued() -> dict[str, object]:
    """Let the monolith's own view issue a token, and the service read it; then rotate."""
    private = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    settings.DECOMPOSE_SIGNING_KEY = OTHER.private_bytes(*private).decode()
    settings.DECOMPOSE_PREVIOUS_KEY = KEY.private_bytes(*private).decode()
    request = RequestFactory().get("/.decompose/identity/")
    request.user = get_user_model()._default_manager.get(pk=1)
    document = json.loads(views.identity(request).content)
    listed = json.loads(views.jwks(RequestFactory().get("/")).content)["keys"]
    Publisher.document = {"keys": listed}
    keys._sets.clear()
    text = json.dumps(listed)
    return {
        "verdict": verdict(document["token"]),
        "published": len(listed),
        "no private part": not any(f'"{name}"' in text for name in ("d", "p", "q", "dp", "qi")),
    }


def main() -> None:
    """Run all."""
    call_command("migrate", verbosity=0)
    get_user_model()._default_manager.create(pk=1, username="ada")
    get_user_model()._default_manager.create(pk=2, username="gone", is_active=False)
    server = HTTPServer(("127.0.0.1", 0), Publisher)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_address[1]}"
    found: dict[str, object] = {"key set": key_set(address)}
    settings.DECOMPOSE_JWKS_URL = f"{address}/jwks.json"
    Publisher.document = {"keys": [published(KEY, "one")]}
    Publisher.asked.clear()
    now = int(time.time())
    found["good"] = {
        "by cookie": verdict(signed()),
        "by header": verdict(signed({"via": "authorization"})),
        "an unknown via": verdict(signed({"via": "x"})),
        "two seconds over": verdict(signed({"exp": now - 2, "iat": now - 62})),
        "issued in three seconds": verdict(signed({"iat": now + 3})),
        "an inactive user": verdict(signed({"sub": "2"})),
    }
    start = time.perf_counter()
    found["attacks"] = {name: verdict(each) for name, each in attacks(address).items()}
    found["seconds"] = time.perf_counter() - start
    found["asked"] = sorted(set(Publisher.asked))
    found["csrf"] = csrf()
    settings.DECOMPOSE_PUBLIC_KEY = PUBLIC.decode()
    found["with a fixed key"] = {name: verdict(each) for name, each in attacks(address).items()}
    settings.DECOMPOSE_PUBLIC_KEY = ""
    found["issued"] = issued()
    server.shutdown()
    print(json.dumps(found))


if __name__ == "__main__":
    main()
