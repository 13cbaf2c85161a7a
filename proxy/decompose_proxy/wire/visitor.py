"""Who is asking, as far as a request itself tells: its session, its cohort."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from decompose_proxy.choose import Choice, Decision, choose
from decompose_proxy.cohort import Cohort, Visitor, bucket, by_cookie, identify
from decompose_proxy.cookies import REMEMBERED, read_cookies, without_cookie
from decompose_proxy.pins import PIN_COOKIE
from decompose_proxy.request_head import RequestHead
from decompose_proxy.response_head import ResponseHead
from decompose_proxy.table import Snapshot


@dataclass(frozen=True, slots=True)
class Shown:
    """What a Cookie header shows of its sender."""

    session: bytes  # the value of the monolith's session cookie
    cohort: Cohort | None  # where the cookies alone decide it
    for_service: bytes  # the cookies without the session's
    pin: str


def shown(snapshot: Snapshot, cookie: bytes) -> Shown:
    """Read a Cookie header."""
    return _shown(cookie, snapshot.session_cookie, snapshot.cohort)


@lru_cache(maxsize=REMEMBERED)
def _shown(cookie: bytes, session_cookie: bytes, sources: tuple[str, ...]) -> Shown:
    cookies = read_cookies(cookie)
    session = cookies.get(session_cookie.decode("latin-1"), "")
    return Shown(
        session.encode("latin-1"),
        by_cookie(sources, cookies),
        without_cookie(cookie, session_cookie),
        cookies.get(PIN_COOKIE, ""),
    )


def session_of(snapshot: Snapshot, head: RequestHead) -> bytes:
    """Return the value of the monolith's session cookie."""
    return shown(snapshot, head.said.cookie).session


def needs_subject(snapshot: Snapshot, head: RequestHead, session: bytes) -> bool:
    """Say whether the cohort comes from the token, which must be fetched first."""
    if not snapshot.cohort_uses_subject or not (session or head.said.authorization):
        return False
    for name in snapshot.cohort_cookies:
        if head.cookie_value(name):
            return False
    return not is_browser(head)


def split(
    snapshot: Snapshot, choice: Choice, head: RequestHead, *, subject: str | None, address: str
) -> tuple[Decision, Cohort]:
    """Decide by cohort."""
    cookies = [head.cookie_value(name) for name in snapshot.cohort_cookies]
    visitor = Visitor(cookies, subject, address, browser=not any(cookies) and is_browser(head))
    cohort = identify(snapshot.cohort, visitor)
    service = choice.candidate.target
    return choose(choice, lambda: bucket(service, cohort.id)), cohort


def is_browser(head: RequestHead) -> bool:
    """Say whether the client surely keeps cookies: it navigates, or tells how it fetches."""
    return head.header("sec-fetch-mode") is not None or "text/html" in (head.header("accept") or "")


def changes_session(snapshot: Snapshot, answer: ResponseHead) -> bool:
    """Say whether an answer sets or deletes the session cookie."""
    start = snapshot.session_cookie + b"="
    return answer.sets_cookie and any(
        value.startswith(start) for name, value in answer.fields if name.lower() == b"set-cookie"
    )
