"""Three instances over real sockets: one dies, one hangs, and nobody's read fails."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from decompose_proxy.address import Address
from decompose_proxy.health import HealthChecks, unreachable
from decompose_proxy.server import Options, Worker, bind
from decompose_proxy.wire.limits import Limits
from tests.proxy.listener import Listener, read_request

pytestmark = pytest.mark.socket
LIMITS = Limits(drain_idle_seconds=0, drain_seconds=0.2, trial_seconds=0.3, answer_seconds=0.5)
TABLE = """\
[monolith]
url = "http://127.0.0.1:{monolith}"

[services.orders]
path = "."
urls = [{urls}]
owner = "orders"
share = 100
health = "/livez/"

[[services.orders.routes]]
pattern = "orders/<int:pk>/"
methods = ["GET"]
effect = "read"

[[services.orders.routes]]
pattern = "orders/"
methods = ["POST"]
effect = "write"
"""


class Instance(Listener):
    """One instance; `done` counts the writes it carried out."""

    def __init__(self) -> None:
        super().__init__()
        self.done: Counter[bytes] = Counter()
        self.reads = 0
        self.hangs = False
        self.health = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head, body = await read_request(reader)
        if self.hangs:
            await reader.read()  # until the proxy gives up
            return False
        if head.startswith(b"GET /livez/"):
            writer.write(self.health)
            return True
        if body:
            self.done[body] += 1
        else:
            self.reads += 1
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        return True


@contextlib.asynccontextmanager
async def stage(folder: Path, count: int = 3) -> AsyncIterator[tuple[Worker, list[Instance]]]:
    instances = [Instance() for _ in range(count)]
    for each in instances:
        await each.start()
    monolith = Instance()
    await monolith.start()
    config = folder / "decompose.toml"
    urls = ", ".join(f'"http://127.0.0.1:{each.port}"' for each in instances)
    config.write_text(TABLE.format(monolith=monolith.port, urls=urls))
    worker = Worker(Options(config, limits=LIMITS, announces=False))
    await worker.start(bind(Address("127.0.0.1", 0)))
    yield worker, instances
    await worker.stop()
    for each in (*instances, monolith):
        each.kill()
    await asyncio.sleep(0.05)


async def ask(port: int, request: bytes) -> int:
    """Ask over a connection of its own; return the status."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    answer = await asyncio.wait_for(reader.read(), 10)
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    return int(answer[9:12])


def read(number: int) -> bytes:
    return b"GET /orders/%d/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" % number


def write(body: bytes) -> bytes:
    length = b"Content-Length: %d\r\n\r\n" % len(body)
    return b"POST /orders/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + length + body


def test_one_dies_one_hangs_no_read_fails_and_no_write_is_sent_twice(tmp_path: Path) -> None:
    async def main() -> None:
        async with stage(tmp_path) as (worker, (dying, hanging, good)):
            port = worker.address.port
            assert await asyncio.gather(*(ask(port, read(n)) for n in range(12))) == [200] * 12
            assert min(each.reads for each in (dying, hanging, good)) >= 3
            hanging.hangs = True
            dying.kill()
            asked = [ask(port, read(n)) for n in range(40)]
            writes = [ask(port, write(b"w%d" % n)) for n in range(40)]
            answers = await asyncio.gather(*asked, *writes)
            assert answers[:40] == [200] * 40
            done = dying.done + hanging.done + good.done
            assert max(done.values()) == 1
            acknowledged = [b"w%d" % n for n in range(40) if answers[40 + n] == 200]
            assert all(done[each] == 1 for each in acknowledged)

    asyncio.run(main())


def test_checks_put_an_instance_out_and_take_it_back(tmp_path: Path) -> None:
    async def main() -> None:
        async with stage(tmp_path) as (worker, (first, second, _)):
            checks = HealthChecks(worker.plane, timeout=0.2)
            backends = worker.plane.pool.targets["orders"]
            first.hangs = True
            second.health = b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"
            await checks.check()
            now = worker.plane.now
            assert [each.ejected_until > now for each in backends] == [True, True, False]
            statuses = await asyncio.gather(*(ask(worker.address.port, read(n)) for n in range(9)))
            assert set(statuses) == {200}
            assert second.reads == 0
            first.hangs = False
            second.health = b"HTTP/1.1 200 OK\r\nX-Decompose-Applied: 0/10\r\n"
            second.health += b"Content-Length: 0\r\n\r\n"
            await checks.check()
            assert [each.ejected_until for each in backends] == [0.0, 0.0, 0.0]
            assert worker.plane.pins.applied == {"orders": 16}

    asyncio.run(main())


def test_an_unreachable_backend_is_one_message_with_its_line(tmp_path: Path) -> None:
    async def main() -> None:
        async with stage(tmp_path) as (worker, (first, _, _)):
            first.kill()
            await asyncio.sleep(0.01)
            (problem,) = await unreachable(worker.plane)
            assert str(problem).startswith(
                f"decompose.toml:6:1: services.orders.urls[0]: 127.0.0.1:{first.port} takes no "
                "connection\n"
            )

    asyncio.run(main())
