"""The data plane between in-memory transports: bytes in, bytes out, no ports and no event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from pathlib import Path

from decompose_core.problem import Problem
from decompose_core.project_file import parse
from decompose_proxy.gate import Gates
from decompose_proxy.metrics import Metrics
from decompose_proxy.request_head import RequestHead
from decompose_proxy.table import Snapshot, compile_snapshot
from decompose_proxy.tap import Tap
from decompose_proxy.wire.client import ClientConnection
from decompose_proxy.wire.errors import Fault
from decompose_proxy.wire.limits import Limits
from decompose_proxy.wire.plane import Plane
from decompose_proxy.wire.pool import Backend, Pool, Ready
from decompose_proxy.wire.seams import Credential, LogEntry
from decompose_proxy.wire.upstream import UpstreamConnection

TABLE = """\
[monolith]
url = "http://monolith:8001"

[services.orders]
path = "extracted/orders"
urls = ["http://orders:8002"]
share = 100

[[services.orders.routes]]
pattern = "orders/<int:pk>/"
methods = ["GET"]
effect = "read"

[[services.orders.routes]]
pattern = "search/"
methods = ["POST"]
effect = "read"

[[services.orders.routes]]
pattern = "orders/"
methods = ["POST"]
effect = "write"

[[services.orders.writers]]
endpoint = "checkout/"
"""
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class MemoryTransport(asyncio.Transport):
    """Keeps what is written; what the other side does is called by hand."""

    def __init__(self, peer: str = "192.0.2.7") -> None:
        super().__init__({"peername": (peer, 40000)})
        self.written = b""
        self.closed = False
        self.aborted = False
        self.ended = False
        self.reading = True
        self.protocol: asyncio.Protocol | None = None

    def write(self, data: bytes | bytearray | memoryview) -> None:
        if not self.closed:
            self.written += bytes(data)

    def close(self) -> None:
        self.closed = True

    def abort(self) -> None:
        self.closed = self.aborted = True

    def is_reading(self) -> bool:
        return self.reading

    def is_closing(self) -> bool:
        return self.closed

    def can_write_eof(self) -> bool:
        return True

    def write_eof(self) -> None:
        self.ended = True

    def pause_reading(self) -> None:
        self.reading = False

    def resume_reading(self) -> None:
        self.reading = True

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        assert isinstance(protocol, asyncio.Protocol)
        self.protocol = protocol

    def take(self) -> bytes:
        """Return what was written since the last time."""
        written, self.written = self.written, b""
        return written


class MemoryPool(Pool):
    """Connects at once, to nowhere; `refuse` names the hosts that take no connection."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self.opened: list[tuple[str, UpstreamConnection, MemoryTransport]] = []
        self.refuse: set[str] = set()
        self.patient = False
        self.waiting: list[Callable[[], None]] = []

    def connect(self, backend: Backend, ready: Ready) -> None:
        if self.patient:
            self.waiting.append(lambda: self._made(backend, ready))
        else:
            self._made(backend, ready)

    def _made(self, backend: Backend, ready: Ready) -> None:
        if backend.address.host in self.refuse:
            ready(Fault.CONNECT_REFUSED, str(backend.address))
            return
        connection = UpstreamConnection(backend.gone, self.recall, self.limits.answer_head_bytes)
        transport = MemoryTransport()
        connection.connection_made(transport)
        backend.open.add(connection)
        self.opened.append((backend.address.host, connection, transport))
        ready(connection, "")


class KnownIdentity:
    """Knows everybody by the first letters of the session; `down` can't say."""

    def __init__(self) -> None:
        self.down = False
        self.name = b"token-of"
        self.forgotten: list[str] = []

    def known(self, session: bytes, authorization: bytes) -> Credential | None:
        if self.down:
            return None
        if not session and not authorization:
            return Credential()
        return Credential(b"%b-%b" % (self.name, session or b"bearer"), "7")

    def ask(
        self, head: RequestHead, session: bytes, then: Callable[[Credential | None], None]
    ) -> None:
        then(None)

    def forget(self, session: str) -> None:
        self.forgotten.append(session)


class Log:
    """Keeps the access log's entries."""

    def __init__(self) -> None:
        self.entries: list[LogEntry] = []

    def write(self, entry: LogEntry) -> None:
        self.entries.append(entry)


class Rig:
    """A data plane and one client."""

    def __init__(self, table: str = TABLE, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.pool = MemoryPool(self.limits)
        self.identity = KnownIdentity()
        self.log = Log()
        self.plane = Plane(
            snapshot=snapshot(table),
            pool=self.pool,
            identity=self.identity,
            limits=self.limits,
            gates=Gates(self.limits.held),
            tap=Tap(),
            metrics=Metrics(),
            log=self.log,
        )
        self.plane.take(self.plane.snapshot)
        self.client, self.wire = self.connect()

    def connect(self) -> tuple[ClientConnection, MemoryTransport]:
        """Connect one more client."""
        client, wire = ClientConnection(self.plane), MemoryTransport()
        client.connection_made(wire)
        return client, wire

    def send(self, data: bytes, *, by_byte: bool = False) -> None:
        """Let the client send; like a real one it stops when its connection is closed."""
        for piece in _pieces(data, by_byte=by_byte):
            if not self.wire.closed:
                self.client.data_received(piece)

    def answer(self, data: bytes, *, number: int = -1, by_byte: bool = False) -> None:
        """Let a backend's connection answer."""
        _, connection, wire = self.pool.opened[number]
        for piece in _pieces(data, by_byte=by_byte):
            if not wire.closed:
                connection.data_received(piece)

    def break_upstream(self, number: int = -1, error: Exception | None = None) -> None:
        """Let a backend's connection break."""
        _, connection, wire = self.pool.opened[number]
        wire.closed = True
        connection.connection_lost(error)

    def upstream(self, number: int = -1) -> MemoryTransport:
        """Return a backend's connection as that backend sees it."""
        return self.pool.opened[number][2]

    @property
    def asked(self) -> list[str]:
        """Name the backends that connections were opened to."""
        return [host for host, _, _ in self.pool.opened]


def snapshot(table: str) -> Snapshot:
    """Compile a table."""
    return compile_snapshot(parse(table, Path("decompose.toml")), table, 1)


def head_of(data: bytes) -> tuple[bytes, list[bytes]]:
    """Return the first line of a head, and its fields in order."""
    lines = data.partition(b"\r\n\r\n")[0].split(b"\r\n")
    return lines[0], lines[1:]


def problem_of(problem: Problem | None) -> str:
    """Return the text of a problem."""
    return "" if problem is None else str(problem)


def _pieces(data: bytes, *, by_byte: bool) -> Iterable[bytes]:
    return (data[n : n + 1] for n in range(len(data))) if by_byte else (data,)
