"""The connections to every backend: the last one used is the first one used again."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Mapping

from decompose_proxy.address import Address
from decompose_proxy.tls import client_context
from decompose_proxy.wire.errors import Fault
from decompose_proxy.wire.limits import Limits
from decompose_proxy.wire.recall import AnswerRecall
from decompose_proxy.wire.upstream import UpstreamConnection

Ready = Callable[["UpstreamConnection | Fault", str], None]
FIRST_EJECTION, LONGEST_EJECTION = 1.0, 30.0
TOLERATED = 3  # failures in a row of an instance that still takes connections
PROBE_SECONDS = 1.0  # between two requests that try whether an instance is back


class Backend:
    """One instance of a target."""

    __slots__ = (
        "address",
        "ejected_until",
        "failures",
        "idle",
        "in_flight",
        "open",
        "refused",
        "retired",
    )

    def __init__(self, address: Address) -> None:
        self.address = address
        self.idle: list[UpstreamConnection] = []
        self.open: set[UpstreamConnection] = set()
        self.in_flight = 0
        self.failures = 0  # in a row
        self.ejected_until = 0.0
        self.refused = False  # the last failure was that it took no connection
        self.retired = False  # no longer in the table

    def gone(self, connection: UpstreamConnection) -> None:
        """Forget a closed connection."""
        self.open.discard(connection)
        if connection.consumer is None and connection in self.idle:
            self.idle.remove(connection)


class Pool:
    """All backends of one worker."""

    def __init__(self, limits: Limits, tls: ssl.SSLContext | None = None) -> None:
        self.limits = limits
        self.tls = tls  # how https backends are spoken to; the system's authorities where None
        self.now = 0.0
        self.recall = AnswerRecall()
        self.targets: dict[str, tuple[Backend, ...]] = {}
        self._backends: dict[Address, Backend] = {}
        self._connecting: set[asyncio.Task[None]] = set()

    def configure(self, upstreams: Mapping[str, tuple[Address, ...]]) -> None:
        """Take the targets' addresses; connections to addresses that stay are kept."""
        kept = {address for addresses in upstreams.values() for address in addresses}
        for address in [each for each in self._backends if each not in kept]:
            backend = self._backends.pop(address)
            backend.retired = True
            _close_idle(backend)
        self.targets = {
            name: tuple(self._backends.setdefault(each, Backend(each)) for each in addresses)
            for name, addresses in upstreams.items()
        }

    def pick(self, target: str, avoid: tuple[Backend, ...] = ()) -> Backend | None:
        """Return the instance with the fewest requests that takes connections.

        Where none does, the one that may try again first: a guess beats no answer.
        """
        backends = self.targets.get(target, ())
        if len(backends) == 1 and not avoid:
            return backends[0]
        left = [each for each in backends if each not in avoid]
        if not left:
            return None
        healthy = [each for each in left if each.ejected_until <= self.now]
        if healthy:
            return min(healthy, key=lambda each: each.in_flight)
        return min(left, key=lambda each: each.ejected_until)

    def idle(self, backend: Backend, max_age: float) -> UpstreamConnection | None:
        """Take an idle connection that was used no longer ago than `max_age` seconds."""
        idle = backend.idle
        while idle:
            connection = idle.pop()
            if not connection.usable:
                continue
            if self.now - connection.idle_since > max_age:
                idle.append(connection)  # the rest has been idle for longer still
                return None
            return connection
        return None

    def connect(self, backend: Backend, ready: Ready) -> None:
        """Open a connection and hand it, or why there is none, to `ready`."""
        task = asyncio.get_running_loop().create_task(self._connect(backend, ready))
        self._connecting.add(task)
        task.add_done_callback(self._connecting.discard)

    def release(self, backend: Backend, connection: UpstreamConnection) -> None:
        """Take a usable connection back, or close it where there are enough."""
        connection.consumer = None
        idle = backend.idle
        if len(idle) < self.limits.pool_size and not backend.retired:
            connection.idle_since = self.now
            idle.append(connection)
        elif connection.transport is not None:
            connection.transport.close()

    def fails(self, backend: Backend, *, at_once: bool) -> None:
        """Note a failure; ask an instance less and less often, at once or after some in a row."""
        backend.failures = min(backend.failures + 1, 16)
        backend.refused = False
        times = backend.failures - (1 if at_once else TOLERATED)
        if times >= 0:
            pause = min(FIRST_EJECTION * 2**times, LONGEST_EJECTION)
            backend.ejected_until = max(backend.ejected_until, self.now + pause)

    def works(self, backend: Backend) -> None:
        """Note that an instance answers."""
        backend.failures = 0
        backend.ejected_until = 0.0
        backend.refused = False

    def may_try(self, backend: Backend) -> bool:
        """Say whether a request that somebody else can answer is to try this instance.

        One after another: while it is unknown whether it is back, the others don't wait for it.
        """
        if backend.failures < TOLERATED and backend.ejected_until == 0.0:
            return True
        if backend.ejected_until > self.now:
            return False
        backend.ejected_until = self.now + PROBE_SECONDS
        return True

    def sweep(self, now: float) -> None:
        """Close what has been idle for too long."""
        self.now = now
        oldest = now - self.limits.pooled_seconds
        for backend in self._backends.values():
            while backend.idle and backend.idle[0].idle_since < oldest:
                connection = backend.idle.pop(0)
                if connection.transport is not None:
                    connection.transport.close()

    async def close(self) -> None:
        """Close every connection and wait for what was being opened."""
        for task in tuple(self._connecting):
            task.cancel()
        await asyncio.gather(*self._connecting, return_exceptions=True)
        for backend in self._backends.values():
            for connection in tuple(backend.open):
                connection.abort()

    async def _connect(self, backend: Backend, ready: Ready) -> None:
        loop = asyncio.get_running_loop()
        address = backend.address
        try:
            async with asyncio.timeout(self.limits.connect_seconds):
                _, connection = await loop.create_connection(
                    lambda: UpstreamConnection(
                        backend.gone, self.recall, self.limits.answer_head_bytes
                    ),
                    address.host,
                    address.port,
                    ssl=self._tls() if address.tls else None,
                    server_hostname=(address.name or address.host) if address.tls else None,
                )
        except TimeoutError:
            self._refused(backend)
            ready(Fault.CONNECT_TIMEOUT, str(address))
            return
        except OSError as error:
            self._refused(backend)
            ready(Fault.CONNECT_REFUSED, f"{address}: {error.strerror or error}")
            return
        backend.open.add(connection)
        ready(connection, "")

    def _refused(self, backend: Backend) -> None:
        self.fails(backend, at_once=True)
        backend.refused = True

    def _tls(self) -> ssl.SSLContext:
        if self.tls is None:
            self.tls = client_context(None)
        return self.tls


def _close_idle(backend: Backend) -> None:
    for connection in backend.idle:
        if connection.transport is not None:
            connection.transport.close()
    backend.idle.clear()
