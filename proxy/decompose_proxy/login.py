"""Log users in at the monolith, and exchange their sessions for tokens as the proxy does."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlencode

from decompose_core import codec
from decompose_core.exchange import Observation, Request
from decompose_core.problem import refuse
from decompose_core.project_file import ProjectFile
from decompose_proxy.asking import Headers, Side
from decompose_proxy.identity import subject_of

LOGIN = "/accounts/login/"
IDENTITY = "/.decompose/identity/"
EARLY = 5.0  # a token is not used in its last seconds
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_FIELD = re.compile(r'name="csrfmiddlewaretoken"\s+value="([A-Za-z0-9]+)"')


@dataclass(frozen=True, slots=True)
class Account:
    """A user name with its password."""

    name: str
    password: str


@dataclass(frozen=True, slots=True)
class _Token:
    token: str | None = None
    expires: float = 0.0


class Session:
    """A user who is logged in at the monolith."""

    def __init__(self, monolith: Side, cookies: dict[str, str], *, identity: str) -> None:
        self._monolith = monolith
        self._cookies = cookies
        self._identity = identity
        self._token = _Token()

    @property
    def subject(self) -> str | None:
        """Who it is, as services know them."""
        token = self._fresh().token
        return subject_of(token) if token else None

    def for_monolith(self, method: str) -> Headers:
        """Return the headers that show the user to the monolith."""
        return (("Cookie", _written(self._cookies)), *self._against_forgery(method))

    def for_service(self, method: str) -> Headers:
        """Return the headers that show the user to a service: never the session's cookie."""
        token = self._fresh().token
        shown: Headers = (("Authorization", f"Bearer {token}"),) if token else ()
        forgery = self._against_forgery(method)
        if forgery:
            shown += (("Cookie", _written({"csrftoken": self._cookies["csrftoken"]})),)
        return (*shown, *forgery)

    def _against_forgery(self, method: str) -> Headers:
        token = self._cookies.get("csrftoken")
        if method in SAFE or token is None:
            return ()
        return (("X-CSRFToken", token), ("Referer", str(self._monolith.url)))

    def _fresh(self) -> _Token:
        if self._token.expires - EARLY < time.time():
            request = Request("GET", self._identity)
            answer = self._monolith.ask(request, (("Cookie", _written(self._cookies)),))
            self._token = _read_token(answer, self._monolith)
        return self._token


def log_in(
    monolith: Side, account: Account, *, path: str = LOGIN, identity: str = IDENTITY
) -> Session:
    """Log a user in by the monolith's login form.

    Raises:
        Refused: there is no such form, or the monolith does not take the password.
    """
    page = monolith.ask(Request("GET", path))
    place = f"{monolith.host}{path}"
    if page.status != 200:
        raise refuse(
            f"no login form at {place}: {page.failure or page.status}",
            hint="name the path of the form with --login-path",
        )
    cookies = _cookies(page)
    field = _FIELD.search(page.body)
    form = {"username": account.name, "password": account.password}
    if field:
        form["csrfmiddlewaretoken"] = field[1]
    headers = (
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("Referer", str(monolith.url.join(path))),
        ("Cookie", _written(cookies)),
    )
    answer = monolith.ask(Request("POST", path, (), urlencode(form)), headers)
    if answer.status not in (302, 303):
        raise refuse(
            f"{place} does not take {account.name!r} with that password: "
            f"{answer.failure or answer.status}"
        )
    return Session(monolith, {**cookies, **_cookies(answer)}, identity=identity)


def _read_token(answer: Observation, monolith: Side) -> _Token:
    try:
        found = codec.loads(_Token, answer.body) if answer.status == 200 else None
    except codec.CodecError:
        found = None
    if found is None or not found.token:
        raise refuse(
            f"{monolith.host} issues no identity tokens: {answer.failure or answer.status}",
            hint="apply monolith.patch to the monolith, and name the monolith, not the proxy",
        )
    return found


def _cookies(answer: Observation) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in answer.headers:
        if name.lower() == "set-cookie":
            try:
                jar = SimpleCookie(value)
            except CookieError:
                continue
            found.update({key: morsel.value for key, morsel in jar.items()})
    return found


def _written(cookies: dict[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in sorted(cookies.items()))


def logged_in(
    monolith: Side, accounts: Iterable[str], *, path: str = LOGIN, project: ProjectFile | None
) -> dict[str, Session]:
    """Log users in, given as USER:PASSWORD; return their sessions by subject.

    Raises:
        Refused: an account is not written so, or the monolith does not take it.
    """
    identity = project.proxy.identity if project else IDENTITY
    sessions: dict[str, Session] = {}
    for each in accounts:
        name, colon, password = each.partition(":")
        if not colon:
            raise refuse(f"--login {name}: no password", hint="write USER:PASSWORD")
        session = log_in(monolith, Account(name, password), path=path, identity=identity)
        sessions[session.subject or name] = session
    return sessions
