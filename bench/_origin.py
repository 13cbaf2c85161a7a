"""A backend that answers at once: so that what is measured is the proxy.

GET /small, /large     1 KB and 64 KB of JSON, whatever stands before it in the path
GET /small-fresh       the same, with a field that no other answer has
/.decompose/identity/  a token
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from typing import cast

import httptools
import uvloop

SMALL, LARGE = 1024, 65536
TOKEN = "e30." + "a" * 400 + ".c2ln"


def answer(body: bytes, more: bytes = b"") -> bytes:
    """Write an answer as Django with gunicorn would."""
    return (
        b"HTTP/1.1 200 OK\r\nServer: bench\r\nDate: Mon, 02 Nov 2026 10:00:00 GMT\r\n"
        b"Content-Type: application/json\r\nVary: Accept, Cookie\r\nAllow: GET, HEAD, OPTIONS\r\n"
        b"X-Frame-Options: DENY\r\nX-Content-Type-Options: nosniff\r\n"
        b"Referrer-Policy: same-origin\r\n%bContent-Length: %d\r\n\r\n" % (more, len(body))
    ) + body


SMALL_BODY = json.dumps({"data": "a" * (SMALL - 12)}).encode()
SMALL_ANSWER = answer(SMALL_BODY)
LARGE_ANSWER = answer(json.dumps({"data": "a" * (LARGE - 12)}).encode())


class Origin(asyncio.Protocol):
    """A connection to the backend."""

    answers = 0

    def __init__(self) -> None:
        self._parser = httptools.HttpRequestParser(self)
        self._transport: asyncio.Transport | None = None
        self._target = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Parse."""
        self._parser.feed_data(data)

    def on_url(self, url: bytes) -> None:
        """Keep the target."""
        self._target += url

    def on_message_complete(self) -> None:
        """Answer."""
        target, self._target = self._target, b""
        if self._transport is None:
            return
        if target.startswith(b"/.decompose"):
            document = {"token": TOKEN, "expires": time.time() + 60, "session": True}
            self._transport.write(answer(json.dumps(document).encode()))
        elif b"fresh" in target:
            Origin.answers += 1
            self._transport.write(answer(SMALL_BODY, b'ETag: "%d"\r\n' % Origin.answers))
        else:
            self._transport.write(LARGE_ANSWER if b"large" in target else SMALL_ANSWER)


async def main(port: int) -> None:
    """Serve until killed."""
    server = await asyncio.get_running_loop().create_server(Origin, "127.0.0.1", port, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))
