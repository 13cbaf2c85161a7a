"""Authentication of API requests by the monolith's identity token."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.handlers.wsgi import WSGIRequest
from django.utils.module_loading import import_string
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import APIException
from rest_framework.request import Request

from decompose_service.identity import Identity


class IdentityAuthentication(BaseAuthentication):
    """Take the user whom the middleware has found; check CSRF where a cookie stands behind the
    token."""

    def authenticate(self, request: Request) -> tuple[AbstractBaseUser, Identity] | None:
        """Return the user and the identity, or None for nobody."""
        identity = getattr(request._request, "decompose_identity", None)
        if identity is None:
            return None
        if identity.via == "cookie":
            SessionAuthentication().enforce_csrf(request)
        return identity.user, identity

    def authenticate_header(self, request: Request) -> str | None:
        """Ask for credentials in the monolith's words: clients see the same 401 or 403."""
        if not settings.DECOMPOSE_MONOLITH_AUTHENTICATION:
            return None
        first = import_string(settings.DECOMPOSE_MONOLITH_AUTHENTICATION)
        return first().authenticate_header(request)


def authenticated(name: str, environ: dict[str, Any]) -> AbstractBaseUser | None:
    """Find, in tests, whom the monolith's own way to authenticate would find."""
    try:
        found = import_string(name)().authenticate(Request(WSGIRequest(environ)))
    except APIException:
        return None
    return None if found is None else found[0]
