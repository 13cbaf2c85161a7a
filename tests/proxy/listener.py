"""A backend on loopback that can go away with all of its connections, and come back."""

from __future__ import annotations

import asyncio
import contextlib


class Listener:
    """Listens, and knows its connections; what it answers is said by `serve`."""

    def __init__(self) -> None:
        self.port = 0
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()

    async def start(self) -> None:
        """Listen; at the same port as before."""
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    def kill(self) -> None:
        """Reset every connection and listen no more."""
        assert self._server is not None
        self._server.close()
        for each in tuple(self._writers):
            each.transport.abort()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; say whether to go on."""
        raise NotImplementedError

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        with contextlib.suppress(OSError, EOFError):
            while await self.serve(reader, writer):
                pass
        self._writers.discard(writer)
        writer.close()


async def read_request(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """Read a request's head, and the body that its Content-Length announces."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = head.partition(b"Content-Length: ")[2].partition(b"\r\n")[0]
    return head, await reader.readexactly(int(length)) if length else b""
