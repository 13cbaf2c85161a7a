"""A backend that writes down every write before it acknowledges it."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import cast

import httptools


class Recorder(asyncio.Protocol):
    """A connection to the backend; the log is one write a line, so a kill leaves whole lines."""

    def __init__(self, log: int) -> None:
        self._log = log
        self._parser = httptools.HttpRequestParser(self)
        self._transport: asyncio.Transport | None = None
        self._body = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Parse."""
        self._parser.feed_data(data)

    def on_body(self, data: bytes) -> None:
        """Keep what is to be written down."""
        self._body += data

    def on_message_complete(self) -> None:
        """Write down, then answer, as a transaction that commits first."""
        if self._body:
            os.write(self._log, self._body + b"\n")
            self._body = b""
        if self._transport is not None:
            self._transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")


async def main(port: int, log: str) -> None:
    """Serve until killed."""
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    server = await asyncio.get_running_loop().create_server(
        lambda: Recorder(handle), "127.0.0.1", port
    )
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2]))
