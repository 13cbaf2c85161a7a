"""Each Set-Cookie sets the same cookie, attribute by attribute."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime

from decompose_proxy.answer import Answer
from decompose_proxy.finding import Finding, Kind, pointer
from decompose_proxy.rule import Rule, Sides

SKEW = 120.0  # seconds; the candidate is asked later than the control
_CASELESS = frozenset({"domain", "samesite"})
_OWN = re.compile(r"decompose_")  # the proxy's own cookies
Cookie = dict[str, str]


def _find(sides: Sides) -> Iterator[Finding]:
    control, candidate = _cookies(sides.control), _cookies(sides.candidate)
    for name in sorted(control.keys() | candidate.keys()):
        path = pointer("headers/set-cookie", name)
        if name not in candidate:
            yield Finding(path, Kind.MISSING, _summary(control[name]), "")
        elif name not in control:
            yield Finding(path, Kind.EXTRA, "", _summary(candidate[name]))
        else:
            yield from _attributes(sides, name, control[name], candidate[name])


def _attributes(sides: Sides, cookie: str, here: Cookie, there: Cookie) -> Iterator[Finding]:
    fresh = cookie in (sides.context.session_cookie, sides.context.csrf_cookie)
    for name in sorted(here.keys() | there.keys()):
        path = f"headers/set-cookie/{cookie}/{name}"
        control, candidate = here.get(name), there.get(name)
        if candidate is None:
            yield Finding(path, Kind.MISSING, control or "", "")
        elif control is None:
            yield Finding(path, Kind.EXTRA, "", candidate)
        elif control != candidate and not _same(name, control, candidate):
            both = bool(control.strip('"')) and bool(candidate.strip('"'))
            excuse = "made anew by each side" if name == "value" and fresh and both else ""
            yield Finding(path, Kind.VALUE, control, candidate, excuse)


def _same(attribute: str, control: str, candidate: str) -> bool:
    if attribute in _CASELESS:
        return control.lower().lstrip(".") == candidate.lower().lstrip(".")
    if attribute == "expires":
        try:
            apart = parsedate_to_datetime(control) - parsedate_to_datetime(candidate)
        except (ValueError, TypeError):
            return False
        return abs(apart.total_seconds()) <= SKEW
    return False


def _cookies(answer: Answer) -> dict[str, Cookie]:
    """Split by hand: http.cookies drops what it finds illegal, and what is dropped can't differ."""
    cookies: dict[str, Cookie] = {}
    for line in answer.fields("set-cookie"):
        first, *rest = line.split(";")
        name, _, value = first.partition("=")
        if _OWN.match(name.strip()):
            continue
        cookie = cookies.setdefault(name.strip(), {})
        cookie["value"] = value.strip()
        for each in rest:
            key, _, attribute = each.partition("=")
            if key.strip():
                cookie[key.strip().lower()] = attribute.strip()
    return cookies


def _summary(cookie: Cookie) -> str:
    return "; ".join(f"{key}={value}" if value else key for key, value in cookie.items())


rule = Rule(_find, "Set-Cookie by name and attribute; session and CSRF values are fresh by nature.")
