"""What a longer table and a second worker cost: ours against ours, in one run.

300 routes must cost no more than 3. Two workers on two cores should give 1.8 times what one
gives; where the load and the backend stand on the same cores the wall clock can't show that, but
the CPU time a request can: if it stays the same, what the workers share is not in the way.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from _docs import put
from _peers import ours
from _ports import free_ports

from proxy import Case, Result, load, median, once, origin, running

VARIANTS = {
    "3 routes": (2, 1),
    "300 routes": (300, 1),
    "300 routes, 2 workers": (300, 2),
}


def main() -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--page", type=Path, help="Put the table into this page too.")
    options = parser.parse_args()
    case = Case("GET 1 KB, 64 connections", "/api/thing299/{k}/small", 0, 64)
    seen: dict[str, list[Result]] = {name: [] for name in VARIANTS}
    with tempfile.TemporaryDirectory() as name, origin() as backend, ExitStack() as stack:
        ports = free_ports(2 * len(VARIANTS))
        started = {}
        for number, (text, (routes, workers)) in enumerate(VARIANTS.items()):
            listen, admin = ports[2 * number : 2 * number + 2]
            folder = Path(name) / str(number)
            peer = ours(folder, (listen, admin), backend, routes=routes, workers=workers)
            core = 0 if workers == 1 else None
            started[text] = stack.enter_context(running(peer.command, listen, core=core)), listen
            load(listen, case, 1000)
        for number in range(options.rounds):
            for text, (process, listen) in started.items():
                result = once(process, listen, case, options.requests)
                seen[text].append(result)
                print(f"{text}, round {number + 1}: {result.cpu:.3f}", file=sys.stderr, flush=True)
    medians = {text: median(results) for text, results in seen.items()}
    first = next(iter(medians.values()))
    lines = [
        f"| {case.name} | CPU s / 10,000 | x 3 routes | requests a second |",
        "| --- | --- | --- | --- |",
        *(
            f"| {text} | {each.cpu:.2f} | {each.cpu / first.cpu:.2f} | {each.rate:.0f} |"
            for text, each in medians.items()
        ),
        "",
        f"{len(os.sched_getaffinity(0))} cores, shared with load, backend and other work:"
        f" load {os.getloadavg()[2]:.1f}.",
    ]
    print("\n".join(lines))
    if options.page:
        put(options.page, "scale", "\n".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
