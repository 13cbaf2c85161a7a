"""Who asks: the monolith's own authentication, signed for the services."""

from __future__ import annotations

import base64
import time
import uuid
from typing import Any, Literal

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from decompose_monolith.keys import key_id, published_keys, signing_key

ISSUER = "decompose:monolith"
AUDIENCE = "decompose"
LIFETIME_SECONDS = 60

Via = Literal["cookie", "authorization"]


@never_cache
@require_GET
def identity(request: HttpRequest) -> JsonResponse:
    """Answer a token for whoever the cookie or the Authorization header stands for; null for
    nobody."""
    user, via = _who(request)
    expires = int(time.time()) + LIFETIME_SECONDS
    return JsonResponse(
        {
            "token": None if user is None else _token(user, via, expires),
            "expires": expires,
            "session": bool(getattr(getattr(request, "session", None), "session_key", None)),
        }
    )


@require_GET
def jwks(request: HttpRequest) -> JsonResponse:
    """Publish the public keys: the one that signs, and the one before it while its tokens last."""
    return JsonResponse({"keys": [_published(key) for key in published_keys()]})


def _who(request: HttpRequest) -> tuple[AbstractBaseUser | None, Via]:
    """Ask Django's session first, then the API's own ways where an Authorization header is there.

    The order is that of the monolith's API: with both, the header decides there, and so it does
    here.
    """
    if request.headers.get("Authorization") and apps.is_installed("rest_framework"):
        user = _by_authorization(request)
        if user is not None:
            return user, "authorization"
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return user, "cookie"
    return None, "cookie"


def _by_authorization(request: HttpRequest) -> AbstractBaseUser | None:
    from rest_framework.authentication import SessionAuthentication  # noqa: PLC0415
    from rest_framework.exceptions import APIException  # noqa: PLC0415
    from rest_framework.settings import api_settings  # noqa: PLC0415
    from rest_framework.views import APIView  # noqa: PLC0415

    for each in api_settings.DEFAULT_AUTHENTICATION_CLASSES:
        if issubclass(each, SessionAuthentication):
            continue
        try:
            found: Any = each().authenticate(APIView().initialize_request(request))
        except APIException:
            return None
        if found is not None:
            return found[0]
    return None


def _token(user: AbstractBaseUser, via: Via, expires: int) -> str:
    key = signing_key()
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": str(user.pk),
        "via": via,
        "iat": expires - LIFETIME_SECONDS,
        "exp": expires,
        "jti": uuid.uuid4().hex,
    }
    headers = {"kid": key_id(key.public_key()), "typ": "at+jwt"}  # RFC 9068
    return jwt.encode(claims, key, algorithm="RS256", headers=headers)


def _published(key: RSAPublicKey) -> dict[str, str]:
    numbers = key.public_numbers()
    return {
        "kty": "RSA",
        "use": "sig",
        "alg": "RS256",
        "kid": key_id(key),
        "n": _encoded(numbers.n),
        "e": _encoded(numbers.e),
    }


def _encoded(number: int) -> str:
    data = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
