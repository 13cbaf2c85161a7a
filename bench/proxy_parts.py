"""What each thing that makes our proxy fast is worth, and what each feature costs: the same proxy
without it, in one run, beside a relay that only passes bytes on."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from _docs import put
from _peers import Peer, ours
from _ports import free_ports
from _running import HERE, Case, Result, load, machine, median, once, origin, running
from _without import PARTS

CASES = [
    Case("GET 1 KB", "/api/thing{n}/{k}/small", 0, 64),
    Case("POST 1 KB", "/api/thing{n}/?small={k}", 1024, 64),
    Case("GET 64 KB", "/api/thing{n}/{k}/large", 0, 64),
]
FEATURES = ("access log", "metrics", "identity")


def main() -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--requests", type=int, default=3_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--page", type=Path, help="Put the table into this page too.")
    options = parser.parse_args()
    seen: dict[tuple[str, str], list[Result]] = {}
    with tempfile.TemporaryDirectory() as folder, origin() as backend, ExitStack() as stack:
        started = []
        for peer, port in peers(Path(folder), backend):
            process = stack.enter_context(running(peer.command, port, core=0))
            started.append((peer.name, process, port))
            load(port, CASES[0], 500)
        for case in CASES:
            for number in range(options.rounds):
                for name, process, port in started:
                    result = once(process, port, case, options.requests)
                    seen.setdefault((name, case.name), []).append(result)
                    text = f"{name}: {case.name}, round {number + 1}: {result.cpu:.3f}"
                    print(text, file=sys.stderr, flush=True)
    table = "\n".join(render({key: median(results).cpu for key, results in seen.items()}))
    print(table)
    if options.page:
        put(options.page, "parts", table)
    return 1 if any(each.errors for results in seen.values() for each in results) else 0


def peers(folder: Path, backend: int) -> Iterator[tuple[Peer, int]]:
    """Name what is run: all of it, all of it but one part, and nothing but a relay."""
    ports = iter(free_ports(2 * len(PARTS) + 3))
    for name in ("", *PARTS):
        listen, admin = next(ports), next(ports)
        peer = ours(folder / f"{listen}", (listen, admin), backend)
        command = list(peer.command)
        if name:
            place = command.index("proxy")
            command = [command[0], str(HERE / "_without.py"), name, *command[place:]]
        yield Peer(name, command), listen
    listen = next(ports)
    yield (
        Peer("relay", [sys.executable, str(HERE / "_relay.py"), str(listen), str(backend)]),
        listen,
    )


def render(cpu: dict[tuple[str, str], float]) -> Iterator[str]:
    """Write the table: the ratio to the whole proxy."""
    yield f"| CPU time, 64 connections | {' | '.join(case.name for case in CASES)} |"
    yield f"| --- | {' | '.join('---' for _ in CASES)} |"
    whole = [cpu["", case.name] for case in CASES]
    yield f"| all of it, s / 10,000 | {' | '.join(f'{each:.2f}' for each in whole)} |"
    for name in (*PARTS, "relay"):
        ratios = [cpu[name, case.name] / cpu["", case.name] for case in CASES]
        title = f"without: {name}" if name in PARTS else "a relay that only passes bytes on"
        kind = " (a feature)" if name in FEATURES else ""
        yield f"| {title}{kind} | {' | '.join(f'x {each:.2f}' for each in ratios)} |"
    yield ""
    yield f"{machine()}."


if __name__ == "__main__":
    sys.exit(main())
