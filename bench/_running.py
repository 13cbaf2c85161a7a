"""Run a proxy, a backend and a load, and say what CPU time the proxy needed."""

from __future__ import annotations

import json
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Case:
    """What is sent; `{n}` and `{k}` in the path change from request to request.

    Where `fresh` is in the path, so does a field of every request and of every answer.
    """

    name: str
    path: str
    body: int
    connections: int
    rate: int = 0  # requests a second; 0: as many as are answered


@dataclass(frozen=True, slots=True)
class Result:
    """What a proxy needed for it."""

    cpu: float  # seconds per 10,000 requests
    p50: float
    p99: float
    errors: int
    rate: float = 0.0  # requests a second


def once(process: subprocess.Popen[bytes], port: int, case: Case, requests: int) -> Result:
    """Measure once."""
    before = cpu_seconds(process.pid)
    seen = load(port, case, requests)
    used = cpu_seconds(process.pid) - before
    count = seen["requests"]
    errors = int(seen["errors"])
    rate = count / seen["seconds"]
    return Result(used / count * 10_000, seen["p50_ms"], seen["p99_ms"], errors, rate)


def median(results: list[Result]) -> Result:
    """Take the median of every figure; an error in any round is one."""
    return Result(
        statistics.median(each.cpu for each in results),
        statistics.median(each.p50 for each in results),
        statistics.median(each.p99 for each in results),
        sum(each.errors for each in results),
        statistics.median(each.rate for each in results),
    )


@contextmanager
def origin() -> Iterator[int]:
    """Run the backend."""
    command = [sys.executable, str(HERE / "_origin.py"), "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    pin(process.pid, last_core())
    try:
        assert process.stdout is not None
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.communicate()


@contextmanager
def running(
    command: list[str], port: int, *, core: int | None
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a proxy on one core, or on all; what it prints is thrown away."""
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=None if core is None else lambda: pin(0, core),  # noqa: PLW1509
    )
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        else:
            sys.exit(f"{command[0]} does not listen")
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=40)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def load(port: int, case: Case, requests: int) -> dict[str, float]:
    """Send the load from a process of its own."""
    numbers = [str(each) for each in (case.body, requests, case.connections, case.rate)]
    done = subprocess.run(
        [sys.executable, str(HERE / "_load.py"), str(port), case.path, *numbers],
        capture_output=True,
        check=True,
        text=True,
        preexec_fn=lambda: pin(0, last_core()),
    )
    seen: dict[str, float] = json.loads(done.stdout)
    return seen


def cpu_seconds(pid: int) -> float:
    """Return the CPU time of a process and its children, to the nanosecond (`man 5 proc`)."""
    total = 0
    for each in [pid, *children(pid)]:
        for task in Path(f"/proc/{each}/task").iterdir():
            total += int((task / "schedstat").read_text(encoding="ascii").split()[0])
    return total / 1e9


def children(pid: int) -> list[int]:
    """Name the children of a process."""
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(each) for each in text.split()]


def pin(pid: int, core: int) -> None:
    """Keep a process on one core, where there are several."""
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(pid, {cores[core]} if pid or len(cores) > 1 else cores)


def last_core() -> int:
    """Return the number of the last core."""
    return len(os.sched_getaffinity(0)) - 1


def machine() -> str:
    """Say on what it was run."""
    cores = len(os.sched_getaffinity(0))
    return (
        f"{cores} cores, shared with backend, load and other work on the machine, whose load was"
        f" {os.getloadavg()[1]:.1f} in the last 5 minutes"
    )
