"""Who calls: a short token, signed with a key that both sides have.

`DECOMPOSE_SEAM_KEYS` holds keys of 32 characters or more, separated by commas: the first signs, all
are accepted, so a new key goes in front on both sides before the old one goes.
"""

from __future__ import annotations

import time
import uuid

import jwt
from django.core.exceptions import ImproperlyConfigured

from decompose_link.options import option

# Not Authorization: that one is for users, and other middleware reads it.
HEADER = "Decompose-Token"
LIFETIME_SECONDS = 60
LEEWAY_SECONDS = 5
_SHORTEST = 32


class NotAllowed(Exception):
    """The caller is not who it should be."""


def token_for(peer: str, *, here: str) -> str:
    """Sign that this side calls that one."""
    now = int(time.time())
    claims = {
        "iss": f"decompose:{here}",
        "aud": f"decompose:{peer}",
        "iat": now,
        "exp": now + LIFETIME_SECONDS,
        "jti": uuid.uuid4().hex,
    }
    return jwt.encode(claims, _keys()[0], algorithm="HS256")


def caller(token: str, *, here: str) -> str:
    """Return the side that a token was signed by.

    Raises:
        NotAllowed: there is none, or it does not hold.
    """
    if not token:
        raise NotAllowed("a call of a seam needs a token")
    for key in _keys():
        try:
            claims = jwt.decode(
                token,
                key,
                algorithms=["HS256"],
                audience=f"decompose:{here}",
                leeway=LEEWAY_SECONDS,
                options={"require": ["aud", "exp", "iat", "iss"]},
            )
        except jwt.InvalidSignatureError:
            continue
        except jwt.InvalidTokenError as error:
            raise NotAllowed(str(error)) from error
        return str(claims["iss"]).removeprefix("decompose:")
    raise NotAllowed("the token is signed with another key")


def _keys() -> list[str]:
    keys = [each.strip() for each in option("DECOMPOSE_SEAM_KEYS").split(",") if each.strip()]
    if not keys:
        raise ImproperlyConfigured("set DECOMPOSE_SEAM_KEYS, the same on both sides")
    if any(len(each) < _SHORTEST for each in keys):
        raise ImproperlyConfigured(f"a key of DECOMPOSE_SEAM_KEYS is shorter than {_SHORTEST}")
    return keys
