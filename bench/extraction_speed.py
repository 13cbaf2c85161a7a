"""How long an extraction of the sample takes once the project is read and analyzed.

`scripts/bench extraction_speed --write` extracts each cut a few times, Django's `makemigrations` in
a process of its own included, and puts the median into docs/extraction.md: CPU seconds of both
processes, and wall seconds.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import time
from pathlib import Path

from _docs import put

from decompose_analyzer.analyze import analyze_project
from decompose_extractor.extract import Boundary, extract
from decompose_source.project import read_project

ROOT = Path(__file__).resolve().parent.parent
CUTS = ("orders", "payments", "reviews", "orders+payments")
ROUNDS = 3


def main() -> None:
    """Measure, print, and write where it is asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", action="store_true", help="put the rows into docs/extraction.md")
    options = parser.parse_args()
    project = read_project(ROOT / "sample_monolith", settings="shop.settings")
    couplings = analyze_project(project).couplings
    lines = ["| cut | files | CPU seconds | wall seconds |", "| --- | --- | --- | --- |"]
    for cut in CUTS:
        labels = tuple(cut.split("+"))
        spent: list[float] = []
        passed: list[float] = []
        files = 0
        for _ in range(ROUNDS):
            cpu, wall = _cpu(), time.monotonic()
            made = extract(project, Boundary("_".join(labels), labels), couplings)
            spent.append(_cpu() - cpu)
            passed.append(time.monotonic() - wall)
            files = len(made.content)
        row = f"{statistics.median(spent):.1f} | {statistics.median(passed):.1f}"
        lines.append(f"| {cut} | {files} | {row} |")
        print(lines[-1], flush=True)
    if options.write:
        put(ROOT / "docs" / "extraction.md", "speed", "\n".join(lines))


def _cpu() -> float:
    """CPU seconds of this process and of those that it has waited for."""
    each = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(used.ru_utime + used.ru_stime for used in each)


if __name__ == "__main__":
    main()
