"""A whole worker on loopback, with backends that write down what they did."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from decompose_core.problem import Refused
from decompose_proxy.address import Address
from decompose_proxy.server import Options, Worker, bind
from decompose_proxy.wire.limits import Limits
from tests.proxy.listener import Listener, read_request

pytestmark = pytest.mark.socket

TABLE = """\
[monolith]
url = "http://127.0.0.1:{monolith}"

[services.orders]
path = "."
urls = ["http://127.0.0.1:{orders}"]
share = {share}

[[services.orders.routes]]
pattern = "orders/<int:pk>/"
methods = ["GET"]
effect = "read"
"""


class Backend(Listener):
    """A backend; `done` counts the writes it carried out, by their body."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.done: Counter[bytes] = Counter()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Say who answers."""
        _, body = await read_request(reader)
        if body:
            self.done[body] += 1
        name = self.name.encode()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(name) + name)
        return True


class Stage:
    """Monolith, service and proxy."""

    def __init__(self, folder: Path) -> None:
        self.config = folder / "decompose.toml"
        self.monolith, self.orders = Backend("monolith"), Backend("orders")
        self.worker: Worker | None = None

    def write(self, share: int) -> None:
        """Write the table by rename."""
        new = self.config.with_suffix(".new")
        new.write_text(
            TABLE.format(monolith=self.monolith.port, orders=self.orders.port, share=share)
        )
        new.replace(self.config)

    @property
    def running(self) -> Worker:
        """Return the worker."""
        assert self.worker is not None
        return self.worker


@contextlib.asynccontextmanager
async def stage(folder: Path, share: int = 50) -> AsyncIterator[Stage]:
    """Start all, and see that nothing is left over in the end."""
    running = Stage(folder)
    for each in (running.monolith, running.orders):
        await each.start()
    running.write(share)
    running.worker = worker = Worker(Options(running.config, limits=Limits(drain_idle_seconds=0)))
    await worker.start(bind(Address("127.0.0.1", 0)))
    yield running
    await worker.stop()
    for each in (running.monolith, running.orders):
        each.kill()
    await asyncio.sleep(0.01)
    own = asyncio.current_task()
    assert [each for each in asyncio.all_tasks() if each is not own] == []
    assert not worker.plane.connections
    assert not any(b.open for found in worker.plane.pool.targets.values() for b in found)


class Client:
    """A client of one visitor."""

    def __init__(self, port: int, number: int) -> None:
        self._port, self._number = port, number
        self._wire: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self) -> tuple[int, bytes]:
        """Read."""
        return await self._ask(f"GET /orders/{self._number}/ HTTP/1.1\r\n", b"")

    async def post(self, body: bytes) -> tuple[int, bytes]:
        """Write."""
        return await self._ask(f"POST /orders/ HTTP/1.1\r\nContent-Length: {len(body)}\r\n", body)

    async def _ask(self, first: str, body: bytes) -> tuple[int, bytes]:
        if self._wire is None:
            self._wire = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._wire
        cookie = f"Host: shop.example\r\nCookie: decompose_cohort=visitor{self._number}\r\n\r\n"
        writer.write((first + cookie).encode() + body)
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.partition(b"Content-Length: ")[2].partition(b"\r\n")[0])
        answer = await reader.readexactly(length)
        if b"Connection: close" in head:
            await self.close()
        return int(head[9:12]), answer

    async def close(self) -> None:
        """Close."""
        wire, self._wire = self._wire, None
        if wire is not None:
            wire[1].close()
            await wire[1].wait_closed()


async def writes_done(backend: Backend, count: int) -> None:
    """Wait until a backend has carried out so many more writes."""
    goal = backend.done.total() + count
    async with asyncio.timeout(30):
        while backend.done.total() < goal:
            await asyncio.sleep(0.001)


async def load(
    running: Stage, trouble: Callable[[], Awaitable[None]]
) -> tuple[Counter[int], Counter[int], list[bytes]]:
    """Let eight clients read and write while there is trouble; return what they saw."""
    ended = asyncio.Event()
    reads: Counter[int] = Counter()
    writes: Counter[int] = Counter()
    acknowledged: list[bytes] = []

    async def visit(number: int) -> None:
        client = Client(running.running.address.port, number)
        count = 0
        while not ended.is_set():
            count += 1
            status, _ = await client.get()
            reads[status] += 1
            body = b"%d-%d" % (number, count)
            status, _ = await client.post(body)
            writes[status] += 1
            if status == 200:
                acknowledged.append(body)
        await client.close()

    visits = [asyncio.ensure_future(visit(number)) for number in range(8)]
    await trouble()
    ended.set()
    await asyncio.gather(*visits)
    return reads, writes, acknowledged


def test_a_service_that_dies_fails_no_read_and_no_write_of_the_monolith(tmp_path: Path) -> None:
    async def main() -> None:
        async with stage(tmp_path) as running:

            async def trouble() -> None:
                for _ in range(20):
                    await writes_done(running.monolith, 5)
                    running.orders.kill()
                    await writes_done(running.monolith, 5)
                    await running.orders.start()

            reads, writes, acknowledged = await load(running, trouble)
            assert set(reads) == set(writes) == {200}
            assert sum(running.running.plane.metrics.fallbacks.values()) > 0
            assert all(running.monolith.done[each] == 1 for each in acknowledged)

    asyncio.run(main(), debug=True)


def test_a_monolith_that_dies_loses_no_write_it_acknowledged_and_doubles_none(
    tmp_path: Path,
) -> None:
    async def main() -> None:
        async with stage(tmp_path) as running:

            async def trouble() -> None:
                for _ in range(20):
                    await writes_done(running.monolith, 10)
                    running.monolith.kill()
                    await asyncio.sleep(0)
                    await running.monolith.start()

            _, writes, acknowledged = await load(running, trouble)
            assert set(writes) <= {200, 502}
            assert len(acknowledged) > 20
            assert all(running.monolith.done[each] == 1 for each in acknowledged)
            assert max(running.monolith.done.values()) == 1

    asyncio.run(main(), debug=True)


def test_100_changes_of_the_table_give_no_error(tmp_path: Path) -> None:
    async def main() -> None:
        async with stage(tmp_path) as running:

            async def trouble() -> None:
                for number in range(100):
                    running.write((number * 37) % 101)
                    running.running.reload()
                    await asyncio.sleep(0.005)

            reads, writes, _ = await load(running, trouble)
            assert set(reads) == set(writes) == {200}
            assert running.running.plane.snapshot.version == 101

    asyncio.run(main(), debug=True)


def test_a_change_of_the_file_is_noticed(tmp_path: Path) -> None:
    async def main() -> None:
        async with stage(tmp_path, share=0) as running:
            client = Client(running.running.address.port, 1)
            assert (await client.get())[1] == b"monolith"
            running.write(100)
            async with asyncio.timeout(5):
                while (await client.get())[1] != b"orders":
                    await asyncio.sleep(0.02)
            await client.close()

    asyncio.run(main(), debug=True)


def test_raising_the_share_moves_visitors_over_and_never_back(tmp_path: Path) -> None:
    async def main() -> None:
        async with stage(tmp_path, share=0) as running:
            clients = [Client(running.running.address.port, number) for number in range(60)]
            before: set[int] = set()
            for share in (5, 20, 50, 100):
                running.write(share)
                running.running.reload()
                answers = [(await each.get())[1] for each in clients]
                moved = {number for number, each in enumerate(answers) if each == b"orders"}
                assert before <= moved
                before = moved
            assert len(before) == 60
            for each in clients:
                await each.close()

    asyncio.run(main(), debug=True)


def test_a_stop_answers_what_is_under_way(tmp_path: Path) -> None:
    async def main() -> None:
        async with stage(tmp_path, share=0) as running:
            client = Client(running.running.address.port, 1)
            await client.get()
            asked = asyncio.ensure_future(client.get())
            await asyncio.sleep(0)
            running.running.plane.start_draining()
            assert (await asked)[0] == 200

    asyncio.run(main(), debug=True)


def test_a_port_in_use_is_one_message() -> None:
    taken = bind(Address("127.0.0.1", 0))
    taken.listen()
    with taken, pytest.raises(Refused, match="is in use by another process"):
        bind(Address("127.0.0.1", taken.getsockname()[1]))


def test_an_address_that_is_not_ours_is_one_message() -> None:
    with pytest.raises(Refused, match=r"can.t listen at 192\.0\.2\.1:0"):
        bind(Address("192.0.2.1", 0))
