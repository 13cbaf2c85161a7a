"""Ask a backend ourselves, over the data plane's own pool: for identities and for shadowing."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from decompose_proxy.request_head import RequestHead, request_bytes
from decompose_proxy.response_head import ResponseHead
from decompose_proxy.wire.errors import Fault
from decompose_proxy.wire.pool import Backend, Pool
from decompose_proxy.wire.upstream import Piece, UpstreamConnection


class FetchError(Exception):
    """There is no (whole) answer; `fault` says why."""

    def __init__(self, fault: Fault, detail: str) -> None:
        super().__init__(detail or fault.value.reason)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Fetched:
    """A whole answer."""

    head: ResponseHead
    body: bytes


async def fetch(
    pool: Pool, target: str, head: RequestHead, body: bytes = b"", *, limit: int = 1 << 20
) -> Fetched:
    """Send a request that may be repeated and read the whole answer, up to `limit` bytes.

    Raises:
        FetchError: there is none.
    """
    backend = pool.pick(target)
    if backend is None:
        raise FetchError(Fault.NO_BACKEND, target)
    return await fetch_from(pool, backend, head, body, limit=limit)


async def fetch_from(
    pool: Pool, backend: Backend, head: RequestHead, body: bytes = b"", *, limit: int = 1 << 20
) -> Fetched:
    """Send a request that may be repeated to one instance and read the whole answer.

    Raises:
        FetchError: there is none.
    """
    backend.in_flight += 1
    try:
        try:
            reader = _Reader(pool, backend, limit)
            return await reader.run(head, body, fresh=False)
        except _Stale:
            reader = _Reader(pool, backend, limit)
            return await reader.run(head, body, fresh=True)
    finally:
        backend.in_flight -= 1


class _Stale(Exception):
    """A connection that had been used before was closed without a byte."""


class _Reader:
    """Collects one answer."""

    def __init__(self, pool: Pool, backend: Backend, limit: int) -> None:
        self._pool = pool
        self._backend = backend
        self._limit = limit
        self._future: asyncio.Future[Fetched] = asyncio.get_running_loop().create_future()
        self._connection: UpstreamConnection | None = None
        self._data = b""
        self._head_only = False
        self._body: list[Piece] = []
        self._size = 0

    async def run(self, head: RequestHead, body: bytes, *, fresh: bool) -> Fetched:
        """Send and wait."""
        said = head.said
        if not said.host:
            said.host = str(self._backend.address).encode()
        data = request_bytes(head, said.cookie, said.authorization)
        self._data = data + body
        self._head_only = head.method == "HEAD"
        idle = None if fresh else self._pool.idle(self._backend, self._pool.limits.pooled_seconds)
        if idle is None:
            self._pool.connect(self._backend, self._connected)
        else:
            self._connected(idle, "")
        try:
            return await self._future
        finally:
            if self._connection is not None:
                self._connection.abort()

    def answered(self, upstream: UpstreamConnection) -> None:
        """Collect a piece."""
        self._body += upstream.chunks
        self._size += sum(map(len, upstream.chunks))
        if self._size > self._limit:
            self._end(upstream, keep=False)
            self._fail(Fault.CUT_SHORT, f"more than {self._limit} bytes")
        elif upstream.complete:
            head = upstream.head
            assert head is not None
            self._end(upstream, keep=upstream.reusable)
            if not self._future.done():
                self._future.set_result(Fetched(head, b"".join(self._body)))
        else:
            upstream.forget()

    def lost(self, upstream: UpstreamConnection, fault: Fault, detail: str) -> None:
        """Give up."""
        self._connection = None
        if upstream.used > 1 and upstream.silent and not self._future.done():
            self._future.set_exception(_Stale())
        else:
            self._fail(fault, detail)

    def upstream_blocked(self) -> None:
        """What is sent is short: nothing to do."""

    def upstream_ready(self) -> None:
        """What is sent is short: nothing to do."""

    def _connected(self, connection: UpstreamConnection | Fault, detail: str) -> None:
        if isinstance(connection, Fault):
            self._fail(connection, detail)
        elif self._future.done():  # nobody waits any more
            connection.abort()
        elif connection.usable:
            self._connection = connection
            connection.begin(self, self._data, head_only=self._head_only)
        else:
            self._fail(Fault.CLOSED_EARLY, "")

    def _end(self, upstream: UpstreamConnection, *, keep: bool) -> None:
        self._connection = None
        if keep:
            self._pool.release(self._backend, upstream)
        else:
            upstream.abort()

    def _fail(self, fault: Fault, detail: str) -> None:
        if not self._future.done():
            self._future.set_exception(FetchError(fault, detail))
