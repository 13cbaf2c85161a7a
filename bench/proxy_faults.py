"""Kill backends and proxies, reload tables, all under load, and count what was lost or done twice.

Every write carries an id of its own; the backends write down each id they carry out. A write that
was acknowledged to its client must be there exactly once; one that was not acknowledged at most
once. Reads may be answered by anybody, but must be answered.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import socket
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from _docs import put
from _ours import TABLE, proxy_command
from _ports import free_ports

HERE = Path(__file__).parent
CLIENTS = 16


@dataclass(slots=True)
class Seen:
    """What the clients saw."""

    reads: int = 0
    failed_reads: Counter[str] = field(default_factory=Counter[str])
    acknowledged: list[str] = field(default_factory=list[str])
    refused: list[str] = field(default_factory=list[str])


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of trouble, and what came of it."""

    trouble: str
    times: int
    reads: int
    failed_reads: int
    writes: int
    lost: int
    doubled: int
    unacknowledged: int

    @property
    def clean(self) -> bool:
        """Say whether nothing was lost or done twice."""
        return not (self.lost or self.doubled)


@dataclass(slots=True)
class Stage:
    """The processes, and what they share."""

    folder: Path
    ports: dict[str, int]
    processes: dict[str, asyncio.subprocess.Process] = field(
        default_factory=dict[str, asyncio.subprocess.Process]
    )

    def write_table(self, share: int) -> None:
        """Write decompose.toml by rename."""
        new = self.folder / "decompose.new"
        new.write_text(TABLE.format(share=share, **self.ports), encoding="utf-8")
        new.rename(self.folder / "decompose.toml")

    async def start(self, name: str) -> None:
        """Start a process and wait until it listens."""
        if name == "proxy":
            command = proxy_command(self.folder / "decompose.toml")
        else:
            log = str(self.folder / f"{name}.log")
            command = [sys.executable, str(HERE / "_recorder.py"), str(self.ports[name]), log]
        self.processes[name] = await asyncio.create_subprocess_exec(*command)
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.ports[name])) == 0:
                    return
            await asyncio.sleep(0.05)
        raise SystemExit(f"{name} does not listen")

    async def stop(self, name: str, how: signal.Signals) -> None:
        """End a process and wait for it."""
        process = self.processes.pop(name)
        process.send_signal(how)
        await process.wait()

    def carried_out(self) -> Counter[str]:
        """Count the writes that the backends carried out."""
        logs = [self.folder / "monolith.log", self.folder / "orders.log"]
        return Counter(
            line for log in logs if log.exists() for line in log.read_text("ascii").splitlines()
        )


async def main() -> int:
    """Run every kind of trouble and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=20, help="How often each process dies.")
    parser.add_argument("--reloads", type=int, default=100)
    parser.add_argument("--page", type=Path, help="Put the table into this page too.")
    options = parser.parse_args()
    rows = [
        await row("service killed (SIGKILL)", options.times, kill_service),
        await row("proxy stopped (SIGTERM) and started again", options.times // 4, restart_proxy),
        await row("proxy killed (SIGKILL) and started again", options.times // 4, kill_proxy),
        await row("table changed", options.reloads, reload_table),
    ]
    lines = [
        "| trouble under load | times | reads | of them failed | writes | acknowledged but lost |"
        " done twice | not acknowledged |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
        *(
            f"| {each.trouble} | {each.times} | {each.reads} | {each.failed_reads} |"
            f" {each.writes} | {each.lost} | {each.doubled} | {each.unacknowledged} |"
            for each in rows
        ),
    ]
    print("\n".join(lines))
    if options.page:
        put(options.page, "faults", "\n".join(lines))
    reads_lost = rows[0].failed_reads + rows[3].failed_reads
    return 0 if all(each.clean for each in rows) and not reads_lost else 1


async def row(trouble: str, times: int, cause: Callable[[Stage, int], Awaitable[None]]) -> Row:
    """Cause one kind of trouble so many times under load, and count."""
    seen, ended = Seen(), asyncio.Event()
    async with stage() as running:
        clients = [
            asyncio.create_task(client(number, running.ports["proxy"], seen, ended))
            for number in range(CLIENTS)
        ]
        await asyncio.sleep(0.3)
        for number in range(times):
            await cause(running, number)
        await asyncio.sleep(0.3)
        ended.set()
        await asyncio.gather(*clients)
        await asyncio.sleep(0.1)
        done = running.carried_out()
    return Row(
        trouble,
        times,
        seen.reads,
        seen.failed_reads.total(),
        len(seen.acknowledged),
        sum(done[each] == 0 for each in seen.acknowledged),
        sum(number > 1 for number in done.values()),
        len(seen.refused),
    )


async def kill_service(stage: Stage, _: int) -> None:
    """Kill the service; the reads of its cohorts go on at the monolith."""
    await stage.stop("orders", signal.SIGKILL)
    await asyncio.sleep(0.1)
    await stage.start("orders")
    await asyncio.sleep(0.1)


async def restart_proxy(stage: Stage, _: int) -> None:
    """End the proxy in order; whoever was served is served to the end."""
    await stage.stop("proxy", signal.SIGTERM)
    await stage.start("proxy")
    await asyncio.sleep(0.2)


async def kill_proxy(stage: Stage, _: int) -> None:
    """Kill the proxy; what it had acknowledged was done."""
    await stage.stop("proxy", signal.SIGKILL)
    await stage.start("proxy")
    await asyncio.sleep(0.2)


async def reload_table(stage: Stage, number: int) -> None:
    """Change the shares."""
    stage.write_table((number * 37) % 101)
    await asyncio.sleep(0.25)


async def client(number: int, port: int, seen: Seen, ended: asyncio.Event) -> None:
    """Write and read in turn over one connection; open another one when it closes."""
    wire: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
    count = 0
    while not ended.is_set():
        if wire is None:
            wire = await connect(port)
            if wire is None:
                await asyncio.sleep(0.02)
                continue
        count += 1
        writes = count % 3 == 0
        identifier = f"{number}-{count}"
        status, closes = await ask(wire, number, identifier if writes else "")
        if closes:
            wire[1].close()
            wire = None
        if writes:
            (seen.acknowledged if status == 200 else seen.refused).append(identifier)
        else:
            seen.reads += 1
            if status != 200:
                seen.failed_reads[str(status)] += 1
    if wire is not None:
        wire[1].close()


async def connect(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
    """Connect, or not."""
    try:
        return await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return None


async def ask(
    wire: tuple[asyncio.StreamReader, asyncio.StreamWriter], number: int, write: str
) -> tuple[int, bool]:
    """Send one request; return the status (0: no answer) and whether the connection is over."""
    reader, writer = wire
    head = f"Host: shop.example\r\nCookie: decompose_cohort=visitor{number}\r\n"
    if write:
        text = f"POST /orders/ HTTP/1.1\r\n{head}Content-Length: {len(write)}\r\n\r\n{write}"
    else:
        text = f"GET /orders/{number}/ HTTP/1.1\r\n{head}\r\n"
    try:
        writer.write(text.encode())
        answer = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 30)
        length = int(answer.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        await asyncio.wait_for(reader.readexactly(length), 30)
    except (OSError, EOFError, TimeoutError):
        return 0, True
    return int(answer[9:12]), b"connection: close" in answer.lower()


@asynccontextmanager
async def stage() -> AsyncIterator[Stage]:
    """Run monolith, service and proxy."""
    names = ("monolith", "orders", "proxy", "admin")
    with tempfile.TemporaryDirectory() as folder:
        running = Stage(Path(folder), dict(zip(names, free_ports(len(names)), strict=True)))
        running.write_table(50)
        try:
            for name in ("monolith", "orders", "proxy"):
                await running.start(name)
            yield running
        finally:
            for name in list(running.processes):
                await running.stop(name, signal.SIGKILL)


if __name__ == "__main__":
    os.environ.setdefault("PYTHONWARNINGS", "error")
    sys.exit(asyncio.run(main()))
