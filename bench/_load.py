"""Send requests over so many connections, as fast as they are answered; print JSON of it."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from typing import cast

import httptools

BROWSER = (
    "Host: shop.example\r\n"
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/150\r\n"
    "Accept: text/html,application/json;q=0.9\r\nAccept-Language: en-GB,en;q=0.5\r\n"
    "Accept-Encoding: gzip, br\r\nReferer: http://shop.example/orders/\r\nDNT: 1\r\n"
    "Sec-Fetch-Mode: cors\r\n"
)
VARIANTS = 32  # requests of one connection
FIRST, SPREAD = 150, 150  # the route patterns of the table under test


class Load(asyncio.Protocol):
    """One connection: the next request follows the answer to the last one."""

    def __init__(self, run: Run, number: int) -> None:
        self._run = run
        self._number = number
        self._parser = httptools.HttpResponseParser(self)
        self._transport: asyncio.Transport | None = None
        self._sent = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast(asyncio.Transport, transport)
        self._next()

    def data_received(self, data: bytes) -> None:
        """Parse."""
        self._parser.feed_data(data)

    def on_headers_complete(self) -> None:
        """Count what is no success."""
        if self._parser.get_status_code() != 200:
            self._run.errors += 1

    def on_message_complete(self) -> None:
        """Note how long it took, and go on."""
        self._run.seconds.append(time.perf_counter() - self._sent)
        self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        """A connection that ends before it should is an error."""
        if self._run.left > 0:
            self._run.errors += 1
            self._run.end()

    def _next(self) -> None:
        assert self._transport is not None
        if self._run.left <= 0:
            self._transport.close()
            self._run.end()
            return
        self._run.left -= 1
        self._sent = time.perf_counter()
        self._transport.write(self._run.request(self._number))


class Run:
    """One measurement."""

    def __init__(self, path: str, body: int, requests: int, connections: int) -> None:
        self.left = requests
        self.errors = 0
        self.seconds: list[float] = []
        self._open = connections
        self._requests = [_requests(path, body, number) for number in range(connections)]
        self._turn = 0
        self._done = asyncio.Event()

    def request(self, number: int) -> bytes:
        """Return what a connection sends next."""
        self._turn += 1
        return self._requests[number][self._turn % VARIANTS]

    def end(self) -> None:
        """A connection has ended."""
        self._open -= 1
        if self._open <= 0:
            self._done.set()

    async def go(self, port: int, connections: int) -> None:
        """Send all."""
        loop = asyncio.get_running_loop()
        for number in range(connections):
            await loop.create_connection(lambda n=number: Load(self, n), "127.0.0.1", port)
        await self._done.wait()


def _requests(path: str, body: int, number: int) -> list[bytes]:
    """Write a connection's requests: the fields are always the same, the path is not."""
    cookie = f"Cookie: sessionid=s{number:031d}; decompose_cohort=visitor{number}; csrftoken=c\r\n"
    method, more = "GET", ""
    if body:
        method = "POST"
        more = f"Content-Type: application/json\r\nContent-Length: {body}\r\n"
    return [
        f"{method} {path.format(n=FIRST + (number + each) % SPREAD, k=each)} HTTP/1.1\r\n"
        f"{BROWSER}{cookie}{more}\r\n".encode()
        + b"a" * body
        for each in range(VARIANTS)
    ]


async def main(port: int, path: str, body: int, requests: int, connections: int) -> None:
    """Measure."""
    run = Run(path, body, requests, connections)
    start = time.perf_counter()
    await run.go(port, connections)
    whole = time.perf_counter() - start
    ordered = sorted(run.seconds)
    print(
        json.dumps(
            {
                "requests": len(ordered),
                "errors": run.errors,
                "seconds": whole,
                "p50_ms": ordered[len(ordered) // 2] * 1000,
                "p99_ms": ordered[len(ordered) * 99 // 100] * 1000,
            }
        )
    )


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2], *map(int, sys.argv[3:6])))
