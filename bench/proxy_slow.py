"""slowhttptest's three attacks on the proxy, while other clients go on asking.

slow headers (slowloris), slow bodies (R-U-Dead-Yet) and slow readers, each with 1,000 connections;
what counts is what the others get meanwhile: how many answers, how fast, and how many errors.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from _docs import put
from _peers import ours
from _ports import free_ports
from _running import origin, running

CONNECTIONS = 1000
OTHERS = 8
ATTACKS = {
    "none": [],
    "slow headers": ["-H", "-i", "2", "-r", "200"],
    "slow bodies": ["-B", "-i", "2", "-r", "200", "-s", "8192", "-x", "10"],
    "slow readers": ["-X", "-r", "200", "-w", "10", "-y", "20", "-n", "5", "-z", "32", "-k", "3"],
}


@dataclass(slots=True)
class Seen:
    """What the others got."""

    seconds: list[float] = field(default_factory=list[float])
    errors: int = 0


async def main() -> int:
    """Run the attacks one after the other."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=15, help="How long each attack lasts.")
    parser.add_argument("--page", type=Path, help="Put the table into this page too.")
    options = parser.parse_args()
    if not shutil.which("slowhttptest"):
        sys.exit("slowhttptest is not installed: apt-get install slowhttptest")
    lines = [
        "| attack, 1,000 connections | answers to others | errors | p50 ms | p99 ms |",
        "| --- | --- | --- | --- | --- |",
    ]
    errors = 0
    with tempfile.TemporaryDirectory() as folder, origin() as backend:
        port, admin = free_ports(2)
        peer = ours(Path(folder), (port, admin), backend)
        with running(peer.command, port, core=None):
            for name, arguments in ATTACKS.items():
                seen = await _attack(port, arguments, options.seconds)
                errors += seen.errors
                cuts = statistics.quantiles(seen.seconds, n=100)
                lines.append(
                    f"| {name} | {len(seen.seconds)} | {seen.errors} | {cuts[49] * 1000:.1f} |"
                    f" {cuts[98] * 1000:.1f} |"
                )
    print("\n".join(lines))
    if options.page:
        put(options.page, "slow", "\n".join(lines))
    return 1 if errors else 0


async def _attack(port: int, arguments: list[str], seconds: int) -> Seen:
    seen = Seen()
    attack = None
    if arguments:
        path = "api/thing299/7/large" if "-X" in arguments else "api/thing299/"
        attack = await asyncio.create_subprocess_exec(
            "slowhttptest",
            *arguments,
            *("-c", str(CONNECTIONS), "-l", str(seconds), "-u", f"http://127.0.0.1:{port}/{path}"),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        await asyncio.sleep(3)  # until they are all there
    end = time.perf_counter() + max(seconds - 4, 3)
    await asyncio.gather(*(_other(port, number, end, seen) for number in range(OTHERS)))
    if attack is not None:
        if attack.returncode is None:
            attack.terminate()
        await attack.wait()
    return seen


async def _other(port: int, number: int, end: float, seen: Seen) -> None:
    """Ask again and again, now and then over a new connection."""
    head = f"Host: shop.example\r\nCookie: decompose_cohort=visitor{number}\r\n\r\n"
    request = f"GET /api/thing200/{number}/small HTTP/1.1\r\n{head}".encode()
    while time.perf_counter() < end:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            for _ in range(20):
                start = time.perf_counter()
                writer.write(request)
                answer = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
                length = answer.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
                await asyncio.wait_for(reader.readexactly(int(length)), 10)
                seen.errors += not answer.startswith(b"HTTP/1.1 200 ")
                seen.seconds.append(time.perf_counter() - start)
                await asyncio.sleep(0.01)
            writer.close()
        except (OSError, EOFError, ValueError):
            seen.errors += 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
