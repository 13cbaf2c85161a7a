"""How many projects made up at random are read exactly as Django itself sees them.

`scripts/bench random_projects --seeds 1000-1199` makes up one project a seed with the generator of
tests/source/synthetic, boots it for its truth, reads its source, and counts the projects without a
miss or an invention. `--note TEXT` adds the figures to docs/random-projects.md: a range that the
reading was mended on is no measure any more, so each range is kept with what was known of it.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from decompose_source.project import read_project  # noqa: E402
from tests.source.comparison import KINDS, Difference, differences  # noqa: E402
from tests.source.synthetic.booting import booted  # noqa: E402

PAGE = ROOT / "docs" / "random-projects.md"
HEADER = """# Projects made up at random

Made by `scripts/bench random_projects`, not by hand. Each project comes from a seed: nested apps,
inheritance, proxies, custom users, relations by name, routers, includes, signals, Celery tasks, in
many spellings (`tests/source/synthetic`). Django boots it and says what it has; the reading of the
bare source has to give the same, fact for fact: one miss or invention spoils the project. The
tests read the seeds from 0 on at every run, so those are no measure; a range below was fresh when
its first line was written.

| seeds | when | projects read without a fault | facts | missed | invented | faults by kind |
| --- | --- | --- | --- | --- | --- | --- |
"""


def main() -> int:
    """Measure one range of seeds, print the faults, add a line to the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", default="0-24", help="first and last, as 1000-1199")
    parser.add_argument("--note", help="add a line to the page, with this as its `when`")
    parser.add_argument("--show", type=int, default=10, help="how many faulty projects to print")
    given = parser.parse_args()
    first, _, last = given.seeds.partition("-")
    seeds = range(int(first), int(last or first) + 1)
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        facts, faults = _measure(seeds, Path(folder))
    for seed, found in list(faults.items())[: given.show]:
        print(f"seed {seed}:", *map(str, found), sep="\n")
    right = len(seeds) - len(faults)
    print(f"{right} of {len(seeds)} without a fault, {facts} facts, "
          f"{time.perf_counter() - start:.0f} s")  # fmt: skip
    if given.note:
        _add(_line(given.seeds, given.note, len(seeds), facts, faults))
        print(f"{PAGE.relative_to(ROOT)} has one line more")
    return 0 if not faults else 1


def _measure(seeds: range, folder: Path) -> tuple[int, dict[int, list[Difference]]]:
    """Boot and read all projects; gives the number of facts and the faults by seed."""
    facts, faults = 0, dict[int, list[Difference]]()
    with booted(seeds, folder) as answers:
        for seed, line in zip(seeds, answers, strict=True):
            said: dict[str, Any] = json.loads(line)
            if "error" in said:
                raise SystemExit(f"project {seed} does not boot:\n{said['error']}")
            facts += sum(len(said[kind]) for kind in ("apps", "models", "endpoints", "signals"))
            facts += len(said["tasks"]) + sum(len(each["fields"]) for each in said["models"])
            found = differences(said, read_project(folder / str(seed)))
            if found:
                faults[seed] = found
    return facts, faults


def _line(
    seeds: str, note: str, count: int, facts: int, faults: dict[int, list[Difference]]
) -> str:
    found = [each for listed in faults.values() for each in listed]
    missed, invented = (
        sum(len(each.missed) for each in found),
        sum(len(each.invented) for each in found),
    )
    kinds = Counter(each.kind for each in found)
    listed = ", ".join(f"{kind} {kinds[kind]}" for kind in KINDS if kinds[kind]) or "none"
    right = count - len(faults)
    return (
        f"| {seeds} | {note} | {right} of {count} | {facts} | {missed} | {invented} | {listed} |\n"
    )


def _add(line: str) -> None:
    text = PAGE.read_text(encoding="utf-8") if PAGE.exists() else HEADER
    PAGE.write_text(text + line, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
