"""Who asks: the monolith's signed word for it, checked here, and the user's replica row.

The proxy exchanges the monolith's session or Authorization header for a short-lived token. A token
made from a session cookie stands for the cookie in every way: Django's CSRF check applies to it,
and server-rendered views see its user.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial
from typing import Literal

import jwt
from django.conf import settings
from django.contrib.auth import SESSION_KEY, get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.functional import SimpleLazyObject

from decompose_service.keys import KeyUnavailable, public_key

ISSUER = "decompose:monolith"
AUDIENCE = "decompose"
TYPE = "at+jwt"  # an access token (RFC 9068): no refresh token, no identity token of another use
LONGEST_TOKEN = 8192
LEEWAY_SECONDS = 5
POLL_SECONDS = 0.05


class IdentityRefused(Exception):
    """The token is not one that the monolith signed for us, or it has expired."""


class UserNotHere(Exception):
    """The user's row has not arrived yet."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A user whom the monolith vouches for, and what it recognised them by."""

    user: AbstractBaseUser
    via: Literal["cookie", "authorization"]


class IdentityMiddleware(AuthenticationMiddleware):
    """Put the user into the request, in the place of the session's user."""

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        """Answer 401 to a token that does not hold, 503 while the user's row is on its way."""
        request.decompose_identity = None
        request.user = SimpleLazyObject(partial(_user_of_page, request))
        request.auser = partial(_asked, request)
        try:
            identity = identify(request.headers.get("Authorization", ""))
        except IdentityRefused as error:
            return JsonResponse({"detail": str(error)}, status=401)
        except UserNotHere:
            return HttpResponse(status=503, headers={"Retry-After": "1"})
        request.decompose_identity = identity
        return None


def identify(authorization: str) -> Identity | None:
    """Return who a bearer token stands for; None where there is none."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        return None
    claims = _claims(token.strip())
    user = _user(str(claims["sub"]))
    if user is None:
        return None
    return Identity(user, "authorization" if claims.get("via") == "authorization" else "cookie")


def _claims(token: str) -> dict[str, object]:
    if len(token) > LONGEST_TOKEN:
        raise IdentityRefused("The identity token is refused: it is too long")
    try:
        header = jwt.get_unverified_header(token)
        if str(header.get("typ", "")).lower() != TYPE:
            raise jwt.InvalidTokenError(f"it is no token of the type {TYPE}")
        return jwt.decode(
            token,
            public_key(str(header.get("kid", ""))),
            algorithms=["RS256"],
            audience=AUDIENCE,
            issuer=ISSUER,
            leeway=LEEWAY_SECONDS,
            options={"require": ["aud", "exp", "iat", "iss", "sub"]},
        )
    except (jwt.InvalidTokenError, KeyUnavailable) as error:
        raise IdentityRefused(f"The identity token is refused: {error}") from error


def _user_of_page(request: HttpRequest) -> AbstractBaseUser | AnonymousUser:
    """Return whom the cookie stands for; an Authorization header speaks to the API only.

    The session is looked at as the monolith looks at it: answers then say `Vary: Cookie` in the
    same places.
    """
    request.session.get(SESSION_KEY)
    identity = request.decompose_identity
    return identity.user if identity is not None and identity.via == "cookie" else AnonymousUser()


async def _asked(request: HttpRequest) -> AbstractBaseUser | AnonymousUser:
    return _user_of_page(request)


def _user(subject: str) -> AbstractBaseUser | None:
    """Return the active user of that key; wait, bounded, for a row that is on its way."""
    users = get_user_model()._default_manager
    deadline = time.monotonic() + settings.DECOMPOSE_USER_WAIT_SECONDS
    while True:
        user = users.filter(pk=subject).first()
        if user is not None:
            return user if user.is_active else None
        if time.monotonic() >= deadline:
            raise UserNotHere(subject)
        time.sleep(POLL_SECONDS)
