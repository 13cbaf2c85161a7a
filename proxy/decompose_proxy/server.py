"""One worker: builds the data plane from the project file, serves, watches the file, drains.

This is where the concrete parts are named; everything else gets what it needs handed in.
"""

from __future__ import annotations

import asyncio
import errno
import gc
import socket
import sys
from collections.abc import Coroutine
from dataclasses import dataclass, field
from pathlib import Path

from decompose_core.problem import Refused, refuse
from decompose_core.project_file import ProjectFile
from decompose_proxy.access_log import AccessLog
from decompose_proxy.address import Address
from decompose_proxy.consumers import TapConsumers
from decompose_proxy.control import Control
from decompose_proxy.gate import Gates
from decompose_proxy.health import HealthChecks, unreachable
from decompose_proxy.identity import Exchange, issuer_request
from decompose_proxy.metrics import Metrics
from decompose_proxy.request_head import RequestHead
from decompose_proxy.table import TableFile
from decompose_proxy.tap import Tap
from decompose_proxy.tls import Certificate, client_context
from decompose_proxy.wire.client import ClientConnection
from decompose_proxy.wire.fetch import Fetched, fetch
from decompose_proxy.wire.limits import Limits
from decompose_proxy.wire.plane import Plane
from decompose_proxy.wire.pool import Pool
from decompose_proxy.wire.repeat import Repeater

TICK = 0.2  # seconds between two looks at deadlines and at the project file
BACKLOG = 1024
HANDSHAKE = 10.0  # seconds for a client's TLS handshake


@dataclass(frozen=True, slots=True)
class Options:
    """How a worker is to run; what is None is as the project file says."""

    config: Path
    listen: Address | None = None
    admin: Address | None = None
    workers: int = 1
    log: Path | None = None
    record: Path | None = None
    trusted: tuple[str, ...] = ()
    announces: bool = True  # one of several workers says what is wrong with the table
    limits: Limits = field(default_factory=Limits)

    @property
    def state(self) -> Path:
        """The folder for what is derived and kept."""
        return self.config.resolve().parent / ".decompose"


class Worker:
    """A running data plane."""

    def __init__(self, options: Options) -> None:
        """Load the table.

        Raises:
            Refused: there is no good table to begin with.
        """
        self._options = options
        self._table = TableFile(options.config)
        self._log_file = options.log.open("a", encoding="utf-8") if options.log else None
        self._log = AccessLog(self._log_file) if self._log_file else None
        self._identity = Exchange(self._ask_issuer)
        project = self._table.snapshot.project
        self._certificate = _certificate(project)
        authorities = project.proxy.authorities
        tls = client_context(project.root / authorities) if authorities else None
        self.plane = Plane(
            snapshot=self._table.snapshot,
            pool=Pool(options.limits, tls),
            identity=self._identity,
            limits=options.limits,
            gates=Gates(options.limits.held),
            tap=Tap(),
            metrics=Metrics(),
            log=self._log,
            trusted=frozenset(options.trusted),
        )
        self.plane.take(self._table.snapshot)
        self._consumers = TapConsumers(
            self.plane.tap,
            Repeater(self.plane),
            options.state,
            self._table.snapshot.project.proxy.session_cookie,
        )
        self.control = Control(self.plane, self._table, self._consumers)
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._ticker: asyncio.TimerHandle | None = None

    @property
    def address(self) -> Address:
        """Where it listens; the port is the real one where 0 was asked for."""
        assert self._server is not None
        host, port = self._server.sockets[0].getsockname()[:2]
        return Address(host, port)

    @property
    def project(self) -> ProjectFile:
        """The project file in force."""
        return self.plane.snapshot.project

    @property
    def scheme(self) -> str:
        """What clients speak to it."""
        return "https" if self._certificate else "http"

    async def start(self, listener: socket.socket) -> None:
        """Begin to serve on a bound socket."""
        loop = asyncio.get_running_loop()
        self.plane.sweep(loop.time())
        self._consumers.start(self._options.record)
        self._server = await loop.create_server(
            lambda: ClientConnection(self.plane),
            sock=listener,
            backlog=BACKLOG,
            ssl=self._certificate.context if self._certificate else None,
            ssl_handshake_timeout=HANDSHAKE if self._certificate else None,
        )
        self._begin(HealthChecks(self.plane).run())
        if self._options.announces:
            self._begin(self._say_unreachable())
        self._ticker = loop.call_later(TICK, self._tick)
        # What lives now lives as long as the process, and a request leaves no cycles behind:
        # collecting often would cost more than it finds.
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 20, 50)

    async def stop(self) -> bool:
        """Take no more connections, finish what is under way; say whether all could finish."""
        if self._server is not None:
            self._server.close()
        self.plane.start_draining()
        clean = await self.plane.drained(self._options.limits.drain_seconds)
        if self._ticker is not None:
            self._ticker.cancel()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._identity.close()
        await self._consumers.close()
        await self.plane.pool.close()
        await asyncio.sleep(0)  # lets transports that were aborted say goodbye
        if self._log is not None and self._log_file is not None:
            self._log.flush()
            self._log_file.close()
        return clean

    def reload(self) -> None:
        """Take the project file up again, as after SIGHUP."""
        self.control.handle("reload", {})

    def _tick(self) -> None:
        loop = asyncio.get_running_loop()
        self._ticker = loop.call_later(TICK, self._tick)
        try:
            self._look(loop.time())
        except Exception as error:  # the clock must go on
            self.plane.report(error)

    def _look(self, now: float) -> None:
        self.plane.sweep(now)
        if self._table.changed():
            version = self._table.snapshot.version
            self.control.handle("reload", {})
            if self._options.announces:
                if self._table.problem is not None:
                    _say(f"{self._table.problem}\n  until then the last good table stays in force")
                elif self._table.snapshot.version != version:
                    self._begin(self._say_unreachable())
        problem = self._certificate.refresh() if self._certificate else ""
        if problem and self._options.announces:
            _say(f"{problem}; the last good one stays in force")
        if self._log is not None:
            self._log.flush()

    def _begin(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _say_unreachable(self) -> None:
        for each in await unreachable(self.plane):
            _say(each)

    async def _ask_issuer(self, head: RequestHead) -> Fetched:
        snapshot = self.plane.snapshot
        asked = issuer_request(snapshot.identity, head)
        return await fetch(self.plane.pool, snapshot.issuer, asked)


def _certificate(project: ProjectFile) -> Certificate | None:
    section = project.proxy
    if not section.certificate:
        return None
    return Certificate(project.root / section.certificate, project.root / section.key)


def _say(problem: object) -> None:
    print(f"decompose proxy: {problem}", file=sys.stderr, flush=True)


def bind(address: Address, *, shared: bool = False) -> socket.socket:
    """Bind a listening socket; `shared` lets several workers bind the same port.

    Raises:
        Refused: the port is taken or the address is not ours.
    """
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listener.bind((address.host, address.port))
    except OSError as error:
        listener.close()
        raise _not_bound(address, error) from None
    listener.setblocking(False)
    return listener


def _not_bound(address: Address, error: OSError) -> Refused:
    if error.errno == errno.EADDRINUSE:
        return refuse(
            f"{address} is in use by another process",
            hint="stop that one, or name another address with --listen (or --admin)",
        )
    return refuse(f"can't listen at {address}: {error.strerror or error}")
