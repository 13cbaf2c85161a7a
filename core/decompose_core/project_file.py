"""decompose.toml: what people decide. Only read here; `cli` writes it and keeps its comments."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, cast

from decompose_core import codec
from decompose_core.location import Location
from decompose_core.monolith import EndpointEffect
from decompose_core.problem import Refused, refuse
from decompose_core.route import MONOLITH, Match, Route, RouteTable
from decompose_core.toml_place import line_of, read_toml

NAME = "decompose.toml"
Strategy = Literal["replica", "api", "copy"]


@dataclass(frozen=True, slots=True)
class MonolithSection:
    """Where the monolith is; `path` is relative to the project file."""

    path: str = "."
    settings: str | None = None
    url: str = "http://127.0.0.1:8001"
    tls_name: str = ""  # the name in its certificate, where that is not the host of the URL
    database: str = ""  # a URL, or env:NAME


@dataclass(frozen=True, slots=True)
class BoundarySection:
    """Which apps (or models) a service takes, and how each seam is settled."""

    apps: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    seams: Mapping[str, Strategy] = field(default_factory=dict[str, Strategy])


@dataclass(frozen=True, slots=True)
class RouteEntry:
    """A route of a service as it is written down; `share` overrides the service's."""

    pattern: str
    methods: tuple[str, ...] = ()
    effect: EndpointEffect = EndpointEffect.WRITE
    view: str = ""
    share: float | None = None
    shadow: float | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    cookies: Mapping[str, str] = field(default_factory=dict[str, str])
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WriterEntry:
    """Something outside the service's own routes that writes its tables."""

    endpoint: str = ""
    task: str = ""
    command: str = ""


@dataclass(frozen=True, slots=True)
class ServiceSection:
    """A service: its code, its instances, who owns its tables, and the wanted shares in percent."""

    path: str
    urls: tuple[str, ...] = ()
    tls_name: str = ""  # the name in their certificate, where that is not the host of the URLs
    health: str = ""  # a path that an instance answers below 500 as long as it can serve
    owner: str = MONOLITH
    share: float = 0.0
    shadow: float = 0.0
    database: str = ""  # a URL, or env:NAME
    routes: tuple[RouteEntry, ...] = ()
    writers: tuple[WriterEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class ProxySection:
    """Where the proxy listens, and what a cohort is taken from, first match first."""

    listen: str = "127.0.0.1:8080"
    admin: str = "127.0.0.1:8081"
    instances: tuple[str, ...] = ()
    cohort: tuple[str, ...] = ("cookie:decompose_cohort", "claim:sub", "address")
    issuer: str = MONOLITH  # who logs users in: the monolith, or the service that login moved to
    identity: str = "/.decompose/identity/"  # where it issues identity tokens
    session_cookie: str = "sessionid"
    certificate: str = ""  # PEM files for TLS at the listener, relative to this file
    key: str = ""
    authorities: str = ""  # PEM file with who signed the certificates of https backends
    pin_seconds: float = 10.0  # that a client reads from the owner at most after it wrote


@dataclass(frozen=True, slots=True)
class ProjectFile:
    """The whole of decompose.toml."""

    path: Path
    monolith: MonolithSection = field(default_factory=MonolithSection)
    boundaries: Mapping[str, BoundarySection] = field(default_factory=dict[str, BoundarySection])
    services: Mapping[str, ServiceSection] = field(default_factory=dict[str, ServiceSection])
    proxy: ProxySection = field(default_factory=ProxySection)

    @property
    def root(self) -> Path:
        """The folder that paths are relative to."""
        return self.path.parent

    @property
    def monolith_root(self) -> Path:
        """The monolith's folder."""
        return (self.root / self.monolith.path).resolve()

    @property
    def state(self) -> Path:
        """The folder of what is derived or recorded; it can be thrown away."""
        return self.root / ".decompose"

    def service_root(self, name: str) -> Path:
        """The folder of a service."""
        return (self.root / self.services[name].path).resolve()


def find(start: Path) -> Path | None:
    """Look for decompose.toml in a folder and those above it."""
    folder = start.resolve()
    for each in (folder, *folder.parents):
        if (each / NAME).is_file():
            return each / NAME
    return None


def read(path: Path) -> ProjectFile:
    """Read decompose.toml.

    Raises:
        Refused: it is missing, is no TOML, or holds a key or value that has no meaning.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise refuse(
            f"there is no {path.name} in {path.parent}",
            hint="run `decompose analyze PATH` first, then `decompose extract APP --project PATH`",
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise refuse(f"can't read it: {error}", location=Location(path.name)) from None
    return parse(text, path)


def parse(text: str, path: Path) -> ProjectFile:
    """Parse the text of decompose.toml; `path` is for messages and for relative paths.

    Raises:
        Refused: as `read`.
    """
    document = read_toml(text, path.name)
    try:
        _check_keys(ProjectFile, document, "")
        project = codec.decode(ProjectFile, {**document, "path": path})
    except codec.CodecError as error:
        raise _at(error, text, path) from None
    project = dataclasses.replace(project, path=path)
    _check_values(project, text)
    return project


def route_table(project: ProjectFile) -> RouteTable:
    """Make the proxy's snapshot of what the file wants."""
    routes = [
        Route(
            id=f"{name}:{number}",
            match=Match(each.pattern, each.methods, each.headers, each.cookies),
            effect=each.effect,
            target=name,
            owner=service.owner,
            share=service.share if each.share is None else each.share,
            shadow=service.shadow if each.shadow is None else each.shadow,
            view=each.view,
            rules=each.rules,
        )
        for name, service in sorted(project.services.items())
        for number, each in enumerate(service.routes)
    ]
    upstreams = {name: each.urls for name, each in project.services.items()}
    return RouteTable(tuple(routes), {MONOLITH: (project.monolith.url,), **upstreams})


def _check_keys(kind: Any, document: Any, path: str) -> None:
    """Refuse keys that have no meaning: a misspelt key must not be a silent default."""
    if dataclasses.is_dataclass(kind) and isinstance(document, dict):
        hints = typing.get_type_hints(kind)
        known = {each.name for each in dataclasses.fields(kind) if each.name != "path" or path}
        for key, value in cast("dict[str, Any]", document).items():
            here = f"{path}.{key}" if path else key
            if key not in known:
                raise codec.CodecError(here, f"unknown key; known here: {', '.join(sorted(known))}")
            _check_keys(hints[key], value, here)
        return
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if (
        isinstance(document, dict)
        and arguments
        and isinstance(origin, type)
        and issubclass(origin, Mapping)
    ):
        for key, value in cast("dict[str, Any]", document).items():
            _check_keys(arguments[1], value, f"{path}.{key}")
    if isinstance(document, list) and origin is tuple:
        for number, value in enumerate(document):
            _check_keys(arguments[0], value, f"{path}[{number}]")


def _check_values(project: ProjectFile, text: str) -> None:
    for name, service in project.services.items():
        shares = [("share", service.share), ("shadow", service.shadow)]
        for number, each in enumerate(service.routes):
            shares += [
                (f"routes[{number}].share", each.share or 0),
                (f"routes[{number}].shadow", each.shadow or 0),
            ]
        for key, value in shares:
            if not 0 <= value <= 100:
                raise _at(
                    codec.CodecError(
                        f"services.{name}.{key}", f"{value} is no percentage from 0 to 100"
                    ),
                    text,
                    project.path,
                )
        if service.owner not in (MONOLITH, name):
            raise _at(
                codec.CodecError(f"services.{name}.owner", f"neither {MONOLITH!r} nor {name!r}"),
                text,
                project.path,
            )


def _at(error: codec.CodecError, text: str, path: Path) -> Refused:
    message = str(error).removeprefix(f"{error.path}: ")
    place = Location(path.name, line_of(text, error.path))
    return refuse(
        f"{error.path}: {message}",
        location=place,
        hint=f"correct it in {path.name} and run the command again",
    )
