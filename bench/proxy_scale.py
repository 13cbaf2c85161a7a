"""What a longer table and a second worker cost: ours against ours, in one run.

300 routes must cost no more than 3, and two workers should do 1.8 times what one does. Load and
backend stand on the same cores as the workers, so that can only be seen where the workers are the
narrow place: here each worker may use a fixed part of a core (a control group's quota), and the
rest of the machine carries the others. Without control groups the CPU time a request must do: if it
stays the same, what the workers share is not in the way.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from _docs import put
from _peers import ours
from _ports import free_ports
from _running import Case, Result, children, load, machine, median, once, origin, running

VARIANTS = {
    "3 routes": (2, 1),
    "300 routes": (300, 1),
    "300 routes, 2 workers": (300, 2),
}
QUOTA, PERIOD = 6_000, 100_000  # microseconds, for each worker
GROUPS = Path("/sys/fs/cgroup/cpu"), Path("/sys/fs/cgroup")  # version 1, version 2
CASE = Case("GET 1 KB, 64 connections", "/api/thing299/{k}/small", 0, 64)


def main() -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--requests", type=int, default=4_000)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--page", type=Path, help="Put the table into this page too.")
    options = parser.parse_args()
    seen: dict[str, list[Result]] = {name: [] for name in VARIANTS}
    limited: dict[str, list[Result]] = {name: [] for name in list(VARIANTS)[1:]}
    with tempfile.TemporaryDirectory() as name, origin() as backend, ExitStack() as stack:
        ports = free_ports(2 * len(VARIANTS))
        started = {}
        for number, (text, (routes, workers)) in enumerate(VARIANTS.items()):
            listen, admin = ports[2 * number : 2 * number + 2]
            folder = Path(name) / str(number)
            peer = ours(folder, (listen, admin), backend, routes=routes, workers=workers)
            core = 0 if workers == 1 else None
            started[text] = stack.enter_context(running(peer.command, listen, core=core)), listen
            load(listen, CASE, 1000)
        for number in range(options.rounds):
            turn = list(started.items())
            for text, (process, listen) in turn if number % 2 else reversed(turn):
                measure(seen[text], process, listen, options.requests)
        for text, results in limited.items():
            process, listen = started[text]
            with restricted(workers_of(process)) as possible:
                for _ in range(options.rounds // 3 if possible else 0):
                    measure(results, process, listen, options.requests)
    table = "\n".join([*render(seen), "", *render_limited(limited), f"{machine()}."])
    print(table)
    if options.page:
        put(options.page, "scale", table)
    return 0


def measure(
    results: list[Result], process: subprocess.Popen[bytes], listen: int, requests: int
) -> None:
    """Measure once more."""
    results.append(once(process, listen, CASE, requests))
    print(f"{results[-1].cpu:.3f} s, {results[-1].rate:.0f}/s", file=sys.stderr, flush=True)


def render(seen: dict[str, list[Result]]) -> Iterator[str]:
    """Write the table; ratios are the median of the rounds' own ratios."""
    yield f"| {CASE.name} | CPU s / 10,000 | x 3 routes | between (middle half of the rounds) |"
    yield "| --- | --- | --- | --- |"
    base = next(iter(seen.values()))
    for text, results in seen.items():
        ratios = [each.cpu / other.cpu for each, other in zip(results, base, strict=True)]
        low, middle, high = statistics.quantiles(ratios, n=4)
        yield f"| {text} | {median(results).cpu:.2f} | {middle:.2f} | {low:.2f} to {high:.2f} |"


def render_limited(limited: dict[str, list[Result]]) -> Iterator[str]:
    """Write what the workers did within their quota."""
    if not all(limited.values()):
        yield "Throughput with a quota for each worker: no control groups here, not measured."
        return
    one, two = (median(results) for results in limited.values())
    share = QUOTA / PERIOD
    yield (
        f"With {share:.0%} of a core for each worker: one answers {one.rate:.0f} requests a second,"
        f" two answer {two.rate:.0f}, which is {two.rate / one.rate:.2f} times as many, at"
        f" {two.cpu / one.cpu:.2f} times the CPU time a request."
    )


def workers_of(process: subprocess.Popen[bytes]) -> list[int]:
    """Name the processes that serve: those below the supervisor, or the one there is."""
    return children(process.pid) or [process.pid]


@contextmanager
def restricted(pids: list[int]) -> Iterator[bool]:
    """Give each process a quota of its own, where control groups allow it."""
    made: list[Path] = []
    try:
        yield all(_restrict(pid, made) for pid in pids)
    finally:
        for group in made:
            tasks = group / "cgroup.procs"
            for pid in tasks.read_text(encoding="ascii").split():
                (group.parent / "cgroup.procs").write_text(pid, encoding="ascii")
            group.rmdir()


def _restrict(pid: int, made: list[Path]) -> bool:
    for root in GROUPS:
        group = root / f"decompose-{pid}"
        try:
            group.mkdir()
            made.append(group)
            if (group / "cpu.max").exists():
                (group / "cpu.max").write_text(f"{QUOTA} {PERIOD}", encoding="ascii")
            else:
                (group / "cpu.cfs_period_us").write_text(str(PERIOD), encoding="ascii")
                (group / "cpu.cfs_quota_us").write_text(str(QUOTA), encoding="ascii")
            (group / "cgroup.procs").write_text(str(pid), encoding="ascii")
        except OSError:
            continue
        return True
    return False


if __name__ == "__main__":
    sys.exit(main())
