"""Cut connections at random points, on both sides, and count what was lost, doubled or left over.

Clients send reads and writes and go away after any byte of the request or of the answer; the
backends cut connections before, in and after their answers. Each write carries an id of its own,
which the backend notes when the whole write has arrived: an acknowledged one must be there once,
any other at most once. At the end the proxy must hold no connection, no request and no more
memory than it did halfway, when what it remembers of heads and visitors is full.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import sys
import tempfile
import urllib.request
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from _docs import put
from _ours import TABLE, proxy_command
from _ports import free_ports

AT_ONCE = 32
VISITORS = 500  # what is remembered of them is full before memory is looked at
Wire = tuple[asyncio.StreamReader, asyncio.StreamWriter]
WAIT = 20.0


@dataclass(slots=True)
class Seen:
    """What clients and backends saw."""

    cut_by_client: int = 0
    cut_by_backend: int = 0
    whole: int = 0
    failed_reads: int = 0
    acknowledged: list[str] = field(default_factory=list[str])
    wrong: int = 0  # answers that belong to another request
    done: Counter[str] = field(default_factory=Counter[str])


class Backend:
    """Answers with the request's own path, or cuts the connection somewhere."""

    def __init__(self, seen: Seen, chance: random.Random, rate: float) -> None:
        self._seen = seen
        self._chance = chance
        self._rate = rate

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection."""
        with contextlib.suppress(OSError, EOFError):
            while await self._one(reader, writer):
                pass
        writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = await reader.readuntil(b"\r\n\r\n")
        cuts = self._chance.random() < self._rate
        where = self._chance.random() if cuts else 1.0
        if where < 0.2:
            return self._cut(writer)  # before the body was read
        length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
        body = await reader.readexactly(int(length)) if length else b""
        if body:
            self._seen.done[body.decode()] += 1
        if where < 0.4:
            return self._cut(writer)
        path = head.split(b" ", 2)[1]
        text = body or path
        if self._chance.random() < 0.3:
            answer = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            answer += b"%x\r\n%b\r\n0\r\n\r\n" % (len(text), text)
        else:
            answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(text), text)
        if cuts and where < 0.9:
            writer.write(answer[: self._chance.randrange(len(answer))])
            return self._cut(writer)
        writer.write(answer)
        return self._cut(writer) if cuts else True

    def _cut(self, writer: asyncio.StreamWriter) -> bool:
        self._seen.cut_by_backend += 1
        if self._chance.random() < 0.5:
            writer.transport.abort()
        else:
            writer.close()
        return False


async def client(number: int, port: int, seen: Seen, chance: random.Random, rate: float) -> None:
    """Send one request over a connection of its own, perhaps two, perhaps not to the end."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return
    wire = reader, writer
    try:
        for turn in range(chance.choice((1, 1, 2))):
            if not await _request(f"{number}-{turn}", wire, seen, chance, rate):
                break
    finally:
        if chance.random() < 0.5:
            writer.transport.abort()
        else:
            writer.close()


async def _request(name: str, wire: Wire, seen: Seen, chance: random.Random, rate: float) -> bool:
    reader, writer = wire
    writes = chance.random() < 0.4
    visitor = int(name.partition("-")[0]) % VISITORS
    head = f"Host: shop.example\r\nCookie: decompose_cohort=v{visitor}\r\n"
    if writes:
        text = f"POST /orders/ HTTP/1.1\r\n{head}Content-Length: {len(name)}\r\n\r\n{name}"
    else:
        text = f"GET /orders/{visitor}/?{name} HTTP/1.1\r\n{head}\r\n"
    data = text.encode()
    expected = name if writes else f"/orders/{visitor}/?{name}"
    cuts = chance.random() < rate
    try:
        if cuts and chance.random() < 0.5:
            writer.write(data[: chance.randrange(len(data))])
            await asyncio.sleep(chance.random() * 0.01)
            seen.cut_by_client += 1
            return False
        writer.write(data)
        if cuts:
            await asyncio.wait_for(reader.read(chance.randrange(1, 80)), WAIT)
            seen.cut_by_client += 1
            return False
        status, body = await asyncio.wait_for(_answer(reader), WAIT)
    except (OSError, EOFError, ValueError):
        if not writes:
            seen.failed_reads += 1
        return False
    seen.whole += 1
    if status == 200:
        seen.wrong += body != expected.encode()
        if writes:
            seen.acknowledged.append(name)
    elif not writes:
        seen.failed_reads += 1
    return status == 200


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    if b"transfer-encoding: chunked" in head:
        body = b""
        while size := int(await reader.readuntil(b"\r\n"), 16):
            body += (await reader.readexactly(size + 2))[:-2]
        await reader.readexactly(2)
    else:
        length = head.partition(b"content-length: ")[2].partition(b"\r\n")[0]
        body = await reader.readexactly(int(length))
    return int(head[9:12]), body


async def main() -> int:
    """Run it and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=10_000, help="Disconnects to make.")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--page", type=Path, help="Put the table into this page too.")
    options = parser.parse_args()
    chance, seen = random.Random(options.seed), Seen()
    servers = [
        await asyncio.start_server(Backend(seen, chance, 0.15).serve, "127.0.0.1", 0)
        for _ in range(2)
    ]
    ports = [each.sockets[0].getsockname()[1] for each in servers]
    with tempfile.TemporaryDirectory() as folder:
        process, proxy, admin = await _proxy(Path(folder), *ports)
        memory: list[int] = []
        try:
            await _run(options.times, proxy, seen, chance, lambda: _note(memory, process.pid))
            await asyncio.sleep(1.5)
            memory.append(_resident(process.pid))
            status = await asyncio.to_thread(_status, admin)
        finally:
            process.terminate()
            await process.wait()
    for each in servers:
        each.close()
    lines, clean = _table(seen, memory, status)
    print("\n".join(lines))
    if options.page:
        put(options.page, "disconnects", "\n".join(lines))
    return 0 if clean else 1


async def _run(
    times: int, proxy: int, seen: Seen, chance: random.Random, note: Callable[[], int]
) -> None:
    number, notes = 0, 0
    running: set[asyncio.Task[None]] = set()
    while seen.cut_by_client + seen.cut_by_backend < times:
        cut = seen.cut_by_client + seen.cut_by_backend
        if cut >= times // 10 * (notes + 1):
            notes = note()
        number += 1
        running.add(asyncio.create_task(client(number, proxy, seen, chance, 0.4)))
        if len(running) >= AT_ONCE:
            _, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
    await asyncio.gather(*running)


def _table(seen: Seen, memory: list[int], status: dict[str, object]) -> tuple[list[str], bool]:
    backends = status["backends"]
    assert isinstance(backends, dict)
    left = sum(each["in_flight"] for found in backends.values() for each in found)
    lost = sum(seen.done[each] == 0 for each in seen.acknowledged)
    doubled = sum(number > 1 for number in seen.done.values())
    half = memory[len(memory) // 2]
    growth = memory[-1] / half - 1
    lines = [
        "| figure | |",
        "| --- | --- |",
        f"| connections cut by clients | {seen.cut_by_client} |",
        f"| connections cut by backends | {seen.cut_by_backend} |",
        f"| answers that arrived whole | {seen.whole} |",
        f"| of them the answer to another request | {seen.wrong} |",
        f"| writes acknowledged | {len(seen.acknowledged)} |",
        f"| acknowledged but lost | {lost} |",
        f"| done twice | {doubled} |",
        f"| client connections left at the end | {status['connections']} |",
        f"| requests left at the end | {left} |",
        f"| memory after a tenth, halfway, and at the end | {memory[0] / 1e6:.1f} MB,"
        f" {half / 1e6:.1f} MB, {memory[-1] / 1e6:.1f} MB |",
    ]
    clean = not (lost or doubled or seen.wrong or status["connections"] or left) and growth < 0.05
    return lines, clean


async def _proxy(
    folder: Path, monolith: int, orders: int
) -> tuple[asyncio.subprocess.Process, int, int]:
    proxy, admin = free_ports(2)
    config = folder / "decompose.toml"
    config.write_text(
        TABLE.format(monolith=monolith, orders=orders, share=50, proxy=proxy, admin=admin),
        encoding="utf-8",
    )
    process = await asyncio.create_subprocess_exec(*proxy_command(config))
    for _ in range(200):
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", proxy)
            writer.close()
            return process, proxy, admin
        await asyncio.sleep(0.05)
    raise SystemExit("the proxy does not listen")


def _status(admin: int) -> dict[str, object]:
    with urllib.request.urlopen(f"http://127.0.0.1:{admin}/status", timeout=10) as answer:
        document: dict[str, object] = json.load(answer)
    return document


def _note(memory: list[int], pid: int) -> int:
    memory.append(_resident(pid))
    return len(memory)


def _resident(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
