"""Where the time of a cold run goes: samples of one process, every two milliseconds of processors.

Puts the table into docs/decisions/0005-where-the-time-goes.md.
"""

from __future__ import annotations

import argparse
import signal
import sys
from collections import Counter
from pathlib import Path
from types import FrameType

from _docs import put

from decompose_analyzer.analyze import analyze
from decompose_core.analysis import to_json

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "decisions" / "0005-where-the-time-goes.md"
EVERY = 0.002  # seconds of processors
# What is told, by the end of the function's place; a share holds what is called from there, too.
PARTS = {
    "decompose_source/project.py read_project": "reading: all before the first detector",
    "decompose_source/parsing.py parse": "of all: `ast.parse` itself",
    "decompose_source/index.py make_index": "of all: the walk over each tree",
    "decompose_source/start.py start": "of all: settings, apps, models and URLs in the evaluator",
    "decompose_source/effects.py effect": "of all: whether an endpoint writes",
    "decompose_analyzer/finding.py find_kind": "detectors, with the inference of types below them",
    "decompose_analyzer/types.py of": "of all: inference",
    "decompose_analyzer/callers.py of": "of all: who calls a function",
    "decompose_source/names.py resolve": "of all: resolving names",
    "decompose_analyzer/suggestion.py suggestion": "the suggested parts, by Louvain's method",
    "decompose_core/codec.py dumps": "writing JSON",
}


def main() -> int:
    """Take samples of a run, and put the table into the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("root", nargs="?", type=Path, default=ROOT / ".corpus" / "pretix")
    root: Path = parser.parse_args().root
    found: Counter[str] = Counter()
    samples = 0

    def sample(_: int, frame: FrameType | None) -> None:
        nonlocal samples
        samples += 1
        found.update(_around(frame))

    signal.signal(signal.SIGPROF, sample)
    signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)
    to_json(analyze(root))
    signal.setitimer(signal.ITIMER_PROF, 0)
    put(PAGE, "profile", _table(root.name, found, samples))
    return 0


def _around(frame: FrameType | None) -> set[str]:
    """Name the told functions that are running, each once."""
    names: set[str] = set()
    while frame is not None:
        path = "/".join(Path(frame.f_code.co_filename).parts[-2:])
        names.add(f"{path} {frame.f_code.co_name}")
        frame = frame.f_back
    return names & PARTS.keys()


def _table(name: str, found: Counter[str], samples: int) -> str:
    rows = [f"| {100 * found[part] / samples:.0f} % | {what} |" for part, what in PARTS.items()]
    head = f"{name}, one process, {samples} samples; shares overlap:"
    return "\n".join([head, "", "| share | what |", "| ---: | --- |", *rows])


if __name__ == "__main__":
    sys.exit(main())
