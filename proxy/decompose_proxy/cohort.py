"""Who goes together: a cohort is one visitor; its bucket says on which side of a share it falls.

The bucket is a keyed hash of cohort and service, so it never changes: raising a share only adds
cohorts, lowering it only takes away those that came last, and no secret is needed for several
proxies to agree.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

BUCKETS = 10_000
COOKIE = "decompose_cohort"
COOKIE_SECONDS = 400 * 24 * 3600  # the longest time browsers keep a cookie

_COOKIE_VALUE = re.compile(r"[A-Za-z0-9._~-]{1,64}")


@dataclass(frozen=True, slots=True)
class Visitor:
    """What is known of who asks; `browser` says that the client keeps cookies."""

    cookies: Sequence[str | None]
    subject: str | None
    address: str
    browser: bool = False


@dataclass(frozen=True, slots=True)
class Cohort:
    """A cohort's id; `new` says that the client has to be given the cookie."""

    id: str
    new: bool


@lru_cache(maxsize=65_536)
def bucket(service: str, cohort: str) -> int:
    """Return the bucket of a cohort for a service, from 0 to 9999."""
    digest = blake2b(cohort.encode(), key=service.encode()[:64], digest_size=8).digest()
    return int.from_bytes(digest, "big") % BUCKETS


def limit(share: float) -> int:
    """Return how many buckets a share in percent takes."""
    return round(share * BUCKETS / 100)


def cookie_names(sources: Sequence[str]) -> tuple[str, ...]:
    """Name the cookies among the sources of a cohort."""
    return tuple(each.partition(":")[2] for each in sources if each.startswith("cookie:"))


def by_cookie(sources: Sequence[str], cookies: Mapping[str, str]) -> Cohort | None:
    """Take the cohort from the cookies, where no other source comes before them."""
    for source in sources:
        if not source.startswith("cookie:"):
            return None
        value = cookies.get(source.partition(":")[2])
        if value is not None and _COOKIE_VALUE.fullmatch(value):
            return Cohort(value, new=False)
    return None


def identify(sources: Sequence[str], visitor: Visitor) -> Cohort:
    """Take the cohort from the first source that the visitor has.

    Who has no cookie gets one that holds the very id this request was decided by, so that nothing
    moves: not with the second request, not by login or logout, not when the address changes. A
    browser gets an id of its own, since many people can sit behind one address; other clients may
    not keep cookies, so theirs comes from subject or address.
    """
    cookies = iter(visitor.cookies)
    for source in sources:
        if source.startswith("cookie:"):
            value = next(cookies)
            if value is not None and _COOKIE_VALUE.fullmatch(value):
                return Cohort(value, new=False)
        elif visitor.browser:
            return Cohort(secrets.token_hex(8), new=True)
        elif source == "claim:sub" and visitor.subject:
            return Cohort(_derived("sub", visitor.subject), new=True)
        elif source == "address":
            return Cohort(_derived("address", visitor.address), new=True)
    return Cohort(secrets.token_hex(8), new=True)


def set_cookie(cohort: Cohort, name: str = COOKIE, *, secure: bool = False) -> bytes:
    """Return the value of the Set-Cookie header that keeps a cohort."""
    flags = "; Secure" if secure else ""
    return (
        f"{name}={cohort.id}; Path=/; Max-Age={COOKIE_SECONDS}; HttpOnly; SameSite=Lax{flags}"
    ).encode()


def _derived(source: str, value: str) -> str:
    """Hide where an id comes from: it is sent to the client."""
    return blake2b(f"{source}:{value}".encode(), digest_size=8).hexdigest()
