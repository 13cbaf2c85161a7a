"""Ask instances whether they can serve: those with a `health` path always, the others while they
fail.

A check that fails ejects at once, one that succeeds takes an instance back. An answer may say how
much of the owner's log a replica has, so that pins end without traffic (see pins.py).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterable

from decompose_core.location import Location
from decompose_core.problem import Level, Problem
from decompose_core.toml_place import line_of
from decompose_proxy.request_head import RequestFields, RequestHead
from decompose_proxy.table import Snapshot
from decompose_proxy.wire.errors import Fault
from decompose_proxy.wire.fetch import FetchError, fetch_from
from decompose_proxy.wire.plane import Plane
from decompose_proxy.wire.pool import Backend
from decompose_proxy.wire.upstream import UpstreamConnection

EVERY = 2.0  # seconds
TIMEOUT = 2.0
UNHEALTHY = 500  # an answer from here on says that an instance can't serve


class HealthChecks:
    """Checks all instances now and then."""

    def __init__(self, plane: Plane, *, every: float = EVERY, timeout: float = TIMEOUT) -> None:
        self._plane = plane
        self._every = every
        self._timeout = timeout

    async def run(self) -> None:
        """Check until cancelled."""
        while True:
            await asyncio.sleep(self._every)
            await self.check()

    async def check(self) -> None:
        """Check once, all instances at the same time: one that hangs delays nobody."""
        plane = self._plane
        services = plane.snapshot.project.services
        asked: list[Awaitable[None]] = []
        for target, backends in plane.pool.targets.items():
            path = services[target].health if target in services else ""
            for each in backends:
                if path:
                    asked.append(self._ask(target, each, path.encode()))
                elif each.ejected_until:
                    asked.append(self._reach(each))
        await asyncio.gather(*asked)

    async def _ask(self, target: str, backend: Backend, path: bytes) -> None:
        plane = self._plane
        fields = ((b"User-Agent", b"decompose-proxy"), (b"Accept", b"*/*"))
        head = RequestHead("GET", path, path.decode(), RequestFields(crossing=fields))
        try:
            async with asyncio.timeout(self._timeout):
                fetched = await fetch_from(plane.pool, backend, head)
        except FetchError as error:
            if error.fault not in (Fault.CONNECT_REFUSED, Fault.CONNECT_TIMEOUT):
                plane.pool.fails(backend, at_once=True)  # those the pool has noted itself
            return
        except TimeoutError:
            plane.pool.fails(backend, at_once=True)
            return
        if fetched.head.applied:
            plane.pins.has_applied(target, fetched.head.applied)
        if fetched.head.status >= UNHEALTHY:
            plane.pool.fails(backend, at_once=True)
        elif backend.failures:
            plane.pool.works(backend)

    async def _reach(self, backend: Backend) -> None:
        """Connect, where the last thing known is that this was not possible."""
        if await reachable(self._plane, backend, self._timeout) and backend.refused:
            self._plane.pool.works(backend)


async def reachable(plane: Plane, backend: Backend, seconds: float = TIMEOUT) -> bool:
    """Say whether an instance takes a connection; a made one is kept for the next request."""
    answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    def ready(connection: UpstreamConnection | Fault, _: str) -> None:
        if isinstance(connection, UpstreamConnection):
            plane.pool.release(backend, connection)
        if not answer.done():
            answer.set_result(isinstance(connection, UpstreamConnection))

    plane.pool.connect(backend, ready)
    try:
        async with asyncio.timeout(seconds):
            return await answer
    except TimeoutError:
        return False


async def unreachable(plane: Plane) -> list[Problem]:
    """Try every configured address once; return what takes no connection, with its line."""
    snapshot = plane.snapshot
    places = [(key, each) for key, each in _places(plane, snapshot) if each is not None]
    found = await asyncio.gather(*(reachable(plane, backend) for _, backend in places))
    text = _text(snapshot)
    return [
        Problem(
            Level.WARNING,
            f"{key}: {backend.address} takes no connection",
            Location(snapshot.project.path.name, line_of(text, key)),
            "start it, or correct the address; it is tried again by itself",
        )
        for (key, backend), reached in zip(places, found, strict=True)
        if not reached
    ]


def _places(plane: Plane, snapshot: Snapshot) -> Iterable[tuple[str, Backend | None]]:
    targets = plane.pool.targets
    yield "monolith.url", next(iter(targets.get("monolith", ())), None)
    for name in sorted(snapshot.project.services):
        for number, backend in enumerate(targets.get(name, ())):
            yield f"services.{name}.urls[{number}]", backend


def _text(snapshot: Snapshot) -> str:
    try:
        return snapshot.project.path.read_text(encoding="utf-8")
    except OSError:
        return ""
