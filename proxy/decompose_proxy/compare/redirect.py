"""A redirect leads to the same place."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import SplitResult, urljoin, urlsplit

from decompose_proxy.finding import Finding, Kind
from decompose_proxy.rule import Context, Rule, Sides

Target = tuple[str, str, str]  # scheme, host, path with query and fragment


def _find(sides: Sides) -> Iterator[Finding]:
    here = next(iter(sides.control.fields("location")), None)
    there = next(iter(sides.candidate.fields("location")), None)
    path = "headers/location"
    if here == there:
        return
    if there is None:
        yield Finding(path, Kind.MISSING, here or "", "")
    elif here is None:
        yield Finding(path, Kind.EXTRA, "", there)
    elif not _same(_target(here, sides.context), _target(there, sides.context)):
        yield Finding(path, Kind.VALUE, here, there)


def _target(location: str, context: Context) -> Target:
    """Take a Location apart; a host by which we asked counts as none, as in a relative one."""
    try:
        parts = urlsplit(urljoin(context.path, location))
    except ValueError:
        return "", "", location
    known = {context.host.lower(), *(each.lower() for each in context.aliases)}
    host = "" if parts.netloc.lower() in known else parts.netloc.lower()
    scheme = "" if parts.netloc.lower() in context.aliases else parts.scheme
    return (
        scheme,
        host,
        SplitResult("", "", parts.path or "/", parts.query, parts.fragment).geturl(),
    )


def _same(here: Target, there: Target) -> bool:
    """A relative Location has no scheme, so it can't differ in it."""
    schemes = {here[0], there[0]} - {""}
    return here[1:] == there[1:] and len(schemes) <= 1


rule = Rule(_find, "Location, as a path where it leads back to the host that was asked.")
