"""The table in force: read from decompose.toml, swapped whole, and kept when a new one is bad."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from decompose_core import project_file
from decompose_core.location import Location
from decompose_core.monolith import EndpointEffect
from decompose_core.problem import Problem, Refused, refuse
from decompose_core.project_file import ProjectFile
from decompose_core.route import MONOLITH, Match, Route, RouteTable
from decompose_core.toml_place import line_of
from decompose_proxy import address
from decompose_proxy.address import Address
from decompose_proxy.cohort import cookie_names
from decompose_proxy.matching import Matcher
from decompose_proxy.request_head import METHODS
from decompose_proxy.routing import RouteError, Router, compile_routes
from decompose_proxy.rules import rules_by_route

FileStamp = tuple[int, int, int]
LONGEST_PIN = 3600
_HEALTH = re.compile(r"/[A-Za-z0-9/._~%-]*")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What every request that begins now is decided by."""

    version: int
    project: ProjectFile
    table: RouteTable
    router: Router
    matcher: Matcher
    upstreams: Mapping[str, tuple[Address, ...]]  # the instances of each target
    cohort: tuple[str, ...]
    cohort_cookies: tuple[str, ...]
    cohort_uses_subject: bool
    issuer: str  # the target that makes tokens of sessions, and alone is shown them
    identity: bytes
    session_cookie: bytes


def load(path: Path, version: int) -> Snapshot:
    """Read the project file and compile its table.

    Raises:
        Refused: the file, a route or an address can't be used; the message has the line.
    """
    project = project_file.read(path)
    text = path.read_text(encoding="utf-8")
    return compile_snapshot(project, text, version)


def compile_snapshot(project: ProjectFile, text: str, version: int) -> Snapshot:
    """Compile a project file's table; `text` is for the lines in messages.

    Raises:
        Refused: as `load`.
    """
    table = project_file.route_table(project)
    _check_addresses(project, text)
    _check_values(project, text)
    rules_by_route(project)  # refuses a rule of comparison that makes no sense
    try:
        router = compile_routes(table.routes)
        writers = {name: compile_routes(_writers(project, name)) for name in project.services}
    except RouteError as error:
        service, _, number = error.route_id.partition(":")
        key = f"services.{service}.routes[{number}].pattern"
        if number.startswith("writer"):
            key = f"services.{service}.writers[{number.removeprefix('writer')}].endpoint"
        raise _at(project, text, key, str(error)) from None
    return Snapshot(
        version=version,
        project=project,
        table=table,
        router=router,
        matcher=Matcher(router, writers, table.routes),
        upstreams=_upstreams(project, table),
        cohort=project.proxy.cohort,
        cohort_cookies=cookie_names(project.proxy.cohort),
        cohort_uses_subject="claim:sub" in project.proxy.cohort,
        issuer=project.proxy.issuer,
        identity=project.proxy.identity.encode(),
        session_cookie=project.proxy.session_cookie.encode(),
    )


def instances(project: ProjectFile) -> tuple[Address, ...]:
    """Return the admin addresses of the proxy's instances; `load` has checked them."""
    return tuple(address.parse_listen(each) for each in project.proxy.instances)


class TableFile:
    """The watched project file: the last good snapshot, and what is wrong with the file now."""

    def __init__(self, path: Path) -> None:
        """Load it for the first time.

        Raises:
            Refused: there is no good table to begin with.
        """
        self.path = path
        self._stamp = _stamp(path)
        self.snapshot = load(path, 1)
        self.problem: Problem | None = None

    def changed(self) -> bool:
        """Say whether the file is another one than at the last look."""
        return _stamp(self.path) != self._stamp

    def reload(self) -> bool:
        """Load it again; return whether another table is in force now."""
        self._stamp = _stamp(self.path)
        try:
            snapshot = load(self.path, self.snapshot.version + 1)
        except Refused as refused:
            self.problem = refused.problems[0]
            return False
        self.problem = None
        self.snapshot = snapshot
        return True


def _writers(project: ProjectFile, name: str) -> list[Route]:
    """Make a route of each endpoint elsewhere that writes a service's tables."""
    service = project.services[name]
    numbers = {each.endpoint: n for n, each in reversed(list(enumerate(service.writers)))}
    return [
        Route(f"{name}:writer{n}", Match(endpoint), EndpointEffect.WRITE, MONOLITH, service.owner)
        for endpoint, n in sorted(numbers.items(), key=lambda each: each[1])
        if endpoint
    ]


def _upstreams(project: ProjectFile, table: RouteTable) -> Mapping[str, tuple[Address, ...]]:
    names = {MONOLITH: project.monolith.tls_name}
    names |= {name: each.tls_name for name, each in project.services.items()}
    return {
        target: tuple(replace(address.parse_url(url), name=names[target]) for url in urls)
        for target, urls in table.upstreams.items()
    }


def _check_addresses(project: ProjectFile, text: str) -> None:
    places = [("monolith.url", project.monolith.url)]
    for name, service in sorted(project.services.items()):
        places += [(f"services.{name}.urls[{n}]", url) for n, url in enumerate(service.urls)]
    for key, url in places:
        try:
            address.parse_url(url)
        except address.AddressError as error:
            raise _at(project, text, key, str(error)) from None
    section = project.proxy
    listens = [("listen", section.listen), ("admin", section.admin)]
    listens += [(f"instances[{n}]", each) for n, each in enumerate(section.instances)]
    for key, listen in listens:
        try:
            address.parse_listen(listen)
        except address.AddressError as error:
            raise _at(project, text, f"proxy.{key}", str(error)) from None
    for each in project_file.route_table(project).routes:
        wanted = each.share > 0 or each.shadow > 0 or each.owner != MONOLITH
        if wanted and not project.services[each.target].urls:
            message = "no address, but requests are to go there"
            raise _at(project, text, f"services.{each.target}.urls", message)


def _check_values(project: ProjectFile, text: str) -> None:
    if bool(project.proxy.certificate) is not bool(project.proxy.key):
        key = "proxy.certificate" if project.proxy.certificate else "proxy.key"
        raise _at(project, text, key, "TLS needs both `certificate` and `key`")
    issuer = project.proxy.issuer
    if issuer != MONOLITH and not (issuer in project.services and project.services[issuer].urls):
        message = f"{issuer!r} is neither {MONOLITH!r} nor a service with an address"
        raise _at(project, text, "proxy.issuer", message)
    if not 0 <= project.proxy.pin_seconds <= LONGEST_PIN:
        message = f"{project.proxy.pin_seconds:g} is no time from 0 to {LONGEST_PIN} seconds"
        raise _at(project, text, "proxy.pin_seconds", message)
    for name, service in sorted(project.services.items()):
        if service.health and not _HEALTH.fullmatch(service.health):
            message = f"{service.health!r} is no path like /livez/"
            raise _at(project, text, f"services.{name}.health", message)
    _check_methods(project, text)
    for number, source in enumerate(project.proxy.cohort):
        if source not in ("claim:sub", "address") and not source.startswith("cookie:"):
            message = f"{source!r} is no source of a cohort; known: cookie:NAME, claim:sub, address"
            raise _at(project, text, f"proxy.cohort[{number}]", message)


def _check_methods(project: ProjectFile, text: str) -> None:
    for name, service in sorted(project.services.items()):
        for number, route in enumerate(service.routes):
            # Django's views name TRACE; a route may, though no such request is passed on.
            unknown = [each for each in route.methods if each.upper() not in METHODS | {"TRACE"}]
            if unknown:
                known = ", ".join(sorted(METHODS))
                message = f"{unknown[0]!r} is no method that is passed on; known: {known}"
                raise _at(project, text, f"services.{name}.routes[{number}].methods", message)


def _at(project: ProjectFile, text: str, key: str, message: str) -> Refused:
    return refuse(
        f"{key}: {message}",
        location=Location(project.path.name, line_of(text, key)),
        hint=f"correct it in {project.path.name}; a running proxy takes the change up by itself",
    )


def _stamp(path: Path) -> FileStamp:
    try:
        found = os.stat(path)
    except OSError:
        return (0, 0, 0)
    return (found.st_mtime_ns, found.st_ino, found.st_size)
