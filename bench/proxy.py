"""CPU seconds of the proxy per 10,000 requests, beside nginx, in one run.

Ours does all it does in production: 300 routes, a sticky share, the session exchanged for a
token, request ids, metrics and the JSON access log. nginx passes on, keeps connections and writes
the same log. Each proxy is pinned to one core, backend and load to another. CPU time is the
figure that survives a noisy machine.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from _docs import put

HERE = Path(__file__).parent
TICKS = os.sysconf("SC_CLK_TCK")
ROUTES = 300
NGINX = """\
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log {folder}/access.log json; keepalive_requests 1000000; client_body_temp_path {folder};
  proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u;
  scgi_temp_path {folder}/s;
  upstream origin {{ server 127.0.0.1:{origin}; keepalive 256; keepalive_requests 1000000; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://origin; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_buffers 8 16k; proxy_set_header Host $host; proxy_set_header X-Forwarded-For
      $remote_addr; proxy_set_header X-Forwarded-Proto $scheme; proxy_set_header X-Request-ID
      $request_id;
    }}
  }}
}}
"""
LOG_FORMAT = (
    """log_format json escape=json '{"at": "$time_iso8601", "id": "$request_id", """
    """"client": "$remote_addr", "method": "$request_method", "path": "$uri", """
    """"status": $status, "ms": $request_time, "bytes": $bytes_sent}';"""
)


@dataclass(frozen=True, slots=True)
class Case:
    """What is sent."""

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


CASES = [
    Case("GET 1 KB, 16 connections", "/api/thing299/7/small", 0, 16),
    Case("GET 1 KB, 64 connections", "/api/thing299/7/small", 0, 64),
    Case("GET 64 KB, 16 connections", "/api/thing299/7/large", 0, 16),
    Case("POST 1 KB, 16 connections", "/api/thing299/", 1024, 16),
]


def main() -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--page", type=Path, help="Put the table into this page too.")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, origin() as port:
        folder = Path(name)
        peers = {"decompose": ours(folder, port)}
        if shutil.which("nginx"):
            peers = {"nginx": nginx(folder, port), **peers}
        else:
            print("nginx is not installed: ours alone, no ratio", file=sys.stderr)
        results = measure(peers, options.requests, options.rounds)
    table = "\n".join(render(results))
    print(table)
    if options.page:
        put(options.page, "cpu", table)
    return 1 if any(each.errors for row in results.values() for each in row.values()) else 0


def measure(
    peers: dict[str, tuple[list[str], int]], requests: int, rounds: int
) -> dict[str, dict[str, Result]]:
    """Measure each case with each proxy in turn; the round with the least CPU time counts."""
    results: dict[str, dict[str, Result]] = {name: {} for name in peers}
    with ExitStack() as stack:
        processes = {
            name: stack.enter_context(running(command, port, core=0))
            for name, (command, port) in peers.items()
        }
        for _, port in peers.values():
            load(port, CASES[0], 2000)  # warm up
        for case in CASES:
            for number in range(rounds):
                for name, (_, port) in peers.items():
                    seen = once(processes[name], port, case, requests)
                    before = results[name].get(case.name)
                    if before is None or seen.cpu < before.cpu:
                        results[name][case.name] = seen
                    text = f"{name}: {case.name}, round {number + 1}: {seen.cpu:.3f}"
                    print(text, file=sys.stderr)
    return results


def once(process: subprocess.Popen[bytes], port: int, case: Case, requests: int) -> Result:
    """Measure once."""
    before = cpu_seconds(process.pid)
    seen = load(port, case, requests)
    used = cpu_seconds(process.pid) - before
    return Result(
        used / seen["requests"] * 10_000, seen["p50_ms"], seen["p99_ms"], int(seen["errors"])
    )


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


def ours(folder: Path, origin_port: int) -> tuple[list[str], int]:
    """Write our project file; return command and port."""
    port, admin = free_port(), free_port()
    routes = "".join(
        f'[[services.things.routes]]\npattern = "api/thing{n}/<int:pk>/<slug:what>"\n'
        f'methods = ["GET"]\neffect = "read"\n'
        f'[[services.things.routes]]\npattern = "api/thing{n}/"\nmethods = ["POST"]\n'
        'effect = "write"\n'
        for n in range(ROUTES // 2, ROUTES)
    )
    (folder / "decompose.toml").write_text(
        f'[monolith]\nurl = "http://127.0.0.1:{origin_port}"\n[services.things]\npath = "."\n'
        f'urls = ["http://127.0.0.1:{origin_port}"]\nshare = 50\n{routes}'
        f'[proxy]\nlisten = "127.0.0.1:{port}"\nadmin = "127.0.0.1:{admin}"\n',
        encoding="utf-8",
    )
    decompose = [sys.executable, "-c", "from decompose.main import main; main()"]
    config = ["--config", str(folder / "decompose.toml"), "--log", str(folder / "ours.log")]
    return [*decompose, "proxy", "--quiet", *config], port


def nginx(folder: Path, origin_port: int) -> tuple[list[str], int]:
    """Write nginx's configuration; return command and port."""
    port = free_port()
    text = NGINX.format(folder=folder, origin=origin_port, port=port)
    text = text.replace("http {\n", "http {\n  " + LOG_FORMAT + "\n", 1)
    (folder / "nginx.conf").write_text(text, encoding="utf-8")
    return ["nginx", "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")], port


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
def running(command: list[str], port: int, *, core: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run a proxy on one core."""
    process = subprocess.Popen(command, preexec_fn=lambda: pin(0, core))  # noqa: PLW1509
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        else:
            sys.exit(f"{command[0]} does not listen")
        yield process
    finally:
        process.terminate()
        process.wait(timeout=30)


def load(port: int, case: Case, requests: int) -> dict[str, float]:
    """Send the load from a process of its own."""
    numbers = [str(case.body), str(requests), str(case.connections)]
    command = [sys.executable, str(HERE / "_load.py"), str(port), case.path, *numbers]
    done = subprocess.run(
        command,
        check=True,
        stdout=subprocess.PIPE,
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


def free_port() -> int:
    """Return a port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
