"""Send requests over so many connections, as fast as they are answered or at a rate; print JSON
of it."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from typing import cast

import httptools
import uvloop

BROWSER = (
    "Host: shop.example\r\n"
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/150\r\n"
    "Accept: text/html,application/json;q=0.9\r\nAccept-Language: en-GB,en;q=0.5\r\n"
    "Accept-Encoding: gzip, br\r\nReferer: http://shop.example/orders/{fresh}\r\nDNT: 1\r\n"
    "Sec-Fetch-Mode: cors\r\n"
)
FRESH = "0000000000"  # stands where a number is to be that no other request has
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
        wait = self._run.wait()
        if wait > 0:
            asyncio.get_running_loop().call_later(wait, self._send)
        else:
            self._send()

    def _send(self) -> None:
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

    def __init__(
        self, path: str, body: int, requests: int, connections: int, rate: int = 0
    ) -> None:
        """Take what to send; a `rate` of requests a second, or as many as are answered."""
        self.left = requests
        self._pace = 1 / rate if rate else 0.0
        self._due = time.perf_counter() + 0.1
        self.errors = 0
        self.seconds: list[float] = []
        self._open = connections
        self._requests = [_requests(path, body, number) for number in range(connections)]
        self._fresh = "fresh" in path
        self._turn = 0
        self._done = asyncio.Event()

    def request(self, number: int) -> bytes:
        """Return what a connection sends next."""
        self._turn += 1
        request = self._requests[number][self._turn % VARIANTS]
        if self._fresh:
            return request.replace(FRESH.encode(), b"%010d" % self._turn, 1)
        return request

    def wait(self) -> float:
        """Return how long the next request has to wait for its turn."""
        if not self._pace:
            return 0.0
        self._due += self._pace
        return self._due - time.perf_counter()

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
    browser = BROWSER.format(fresh=FRESH if "fresh" in path else "")
    if body:
        method = "POST"
        more = f"Content-Type: application/json\r\nContent-Length: {body}\r\n"
    return [
        f"{method} {path.format(n=FIRST + (number + each) % SPREAD, k=each)} HTTP/1.1\r\n"
        f"{browser}{cookie}{more}\r\n".encode()
        + b"a" * body
        for each in range(VARIANTS)
    ]


async def main(port: int, path: str, *numbers: int) -> None:
    """Measure; the numbers are those of `Run`."""
    connections = numbers[2]
    run = Run(path, *numbers)
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
    uvloop.run(main(int(sys.argv[1]), sys.argv[2], *map(int, sys.argv[3:7])))
