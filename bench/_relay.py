"""A proxy that does nothing but pass bytes on: what any proxy on this event loop costs at least."""

from __future__ import annotations

import asyncio
import sys
from typing import cast

import uvloop

ANSWERS = 1024, 65536  # of the backend, about


class Backend(asyncio.Protocol):
    """A connection to the backend, for one answer at a time."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.client: Client | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Pass the answer on."""
        client = self.client
        assert client is not None
        client.transport.write(data)
        client.left -= len(data)
        if client.left <= 0:
            self.client = None
            IDLE.append(self)


class Client(asyncio.Protocol):
    """A client's connection."""

    transport: asyncio.Transport
    left = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Pass the request on."""
        self.left = ANSWERS[b"large" in data[:60]]
        if IDLE:
            self.send(IDLE.pop(), data)
        else:
            TASKS.append(asyncio.get_running_loop().create_task(self.connect(data)))

    async def connect(self, data: bytes) -> None:
        """Connect first."""
        loop = asyncio.get_running_loop()
        _, backend = await loop.create_connection(Backend, "127.0.0.1", int(sys.argv[2]))
        self.send(backend, data)

    def send(self, backend: Backend, data: bytes) -> None:
        """Write the request."""
        assert backend.transport is not None
        backend.client = self
        backend.transport.write(data)


IDLE: list[Backend] = []
TASKS: list[asyncio.Task[None]] = []


async def main() -> None:
    """Serve until killed."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Client, "127.0.0.1", int(sys.argv[1]), backlog=1024)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main())
