"""How much of real projects is read right: precision and recall against the running registry.

Reads every project of a folder that has a truth file (`NAME.json.gz`, dumped from a booted
project), scores the reading, prints how long it took beside Python's own parser over the same
files, and rewrites docs/accuracy.md. Without the folders there is nothing to measure.
"""

from __future__ import annotations

import argparse
import ast
import gzip
import json
import os
import sys
import time
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from _score import Row, groups, score

from decompose_core import codec
from decompose_core.problem import Problem, Refused
from decompose_source.project import Project, read_project

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "accuracy.md"
HEADER = """# How much is read right

Made by `scripts/bench accuracy`, not by hand. Real projects are read without running them and
compared with what Django itself said of the same source at run time (`apps.get_models()`, the URL
resolver, the receivers of all signals, Celery's registry). A miss is a real miss, an invention a
real one. Fields are compared with their columns, relations with kind and target, endpoints with
the whole route and the view's dotted name.

The reading was developed against these same six projects, so the figures say little about a project
that nobody has looked at.
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """One project: its figures, what stayed unresolved, and how long the reading took."""

    name: str
    rows: list[Row]
    project: Project
    seconds: float
    parsing: float


def main() -> int:
    """Measure, print, rewrite the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", nargs="?", type=Path, default=ROOT / ".corpus")
    parser.add_argument("--truth", type=Path, default=os.environ.get("DECOMPOSE_TRUTH"))
    parser.add_argument("--minimum", type=float, default=0.0, help="fail under this")
    arguments = parser.parse_args()
    truths = sorted(Path(arguments.truth).glob("*.json.gz")) if arguments.truth else []
    projects = [each for each in truths if (arguments.corpus / _name(each)).is_dir()]
    if not projects:
        print("accuracy: skipped, there is no corpus with truth files (see --help)")
        return 0
    measured = [each for path in projects if (each := measure(arguments.corpus, path))]
    PAGE.write_text(page(measured), encoding="utf-8")
    worst = min(min(row.precision, row.recall) for each in measured for row in each.rows)
    print(f"worst figure {worst:.4f}; {PAGE.relative_to(ROOT)} is written")
    return 0 if worst >= arguments.minimum else 1


def measure(corpus: Path, path: Path) -> Measured | None:
    """Read one project and score it."""
    truth: Mapping[str, Any] = json.loads(gzip.decompress(path.read_bytes()))
    root = corpus / _name(path)
    start = time.perf_counter()
    try:
        project = read_project(root, settings=truth["meta"]["settings"])
    except Refused as refusal:
        print(f"{root.name}: {refusal}", file=sys.stderr)
        return None
    seconds = time.perf_counter() - start
    rows = score(truth, document_of(project))
    parsing = parse_seconds(project)
    worst = min(min(row.precision, row.recall) for row in rows)
    print(
        f"{root.name:<12} worst {worst:.4f}  read in {seconds:5.1f} s, "
        f"{seconds / parsing:.1f} x ast.parse"
    )
    return Measured(root.name, rows, project, seconds, parsing)


def parse_seconds(project: Project) -> float:
    """How long Python's parser takes for the same files."""
    start = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for module in project.modules.values():
            try:
                ast.parse(module.source)
            except (SyntaxError, ValueError):
                continue
    return time.perf_counter() - start


def document_of(project: Project) -> Mapping[str, Any]:
    """Give a reading in the shape of analysis.json."""
    parts = {
        "models": project.models,
        "endpoints": project.endpoints,
        "signals": project.receivers,
        "tasks": project.tasks,
    }
    document = codec.encode(parts)
    assert isinstance(document, dict)
    return document


def page(measured: list[Measured]) -> str:
    """Write the page."""
    lines = [HEADER, *_summary(measured)]
    for each in measured:
        lines += ["", f"## {each.name}", ""]
        lines += _table(each.rows)
        lines += ["", *_unresolved(each.project), *_misses(each.rows)]
    return "\n".join(lines) + "\n"


def _summary(measured: list[Measured]) -> Iterator[str]:
    kinds = [row.kind for row in measured[0].rows]
    yield "Lower of precision and recall:"
    yield ""
    yield f"| project | {' | '.join(kinds)} |"
    yield f"| --- |{' --- |' * len(kinds)}"
    for each in measured:
        figures = " | ".join(f"{min(row.precision, row.recall):.4f}" for row in each.rows)
        yield f"| {each.name} | {figures} |"


def _table(rows: list[Row]) -> Iterator[str]:
    yield "| kind | true | found | hits | precision | recall |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for row in rows:
        figures = f"{row.true} | {row.found} | {row.hits} | {row.precision:.4f} | {row.recall:.4f}"
        yield f"| {row.kind} | {figures} |"


def _unresolved(project: Project) -> Iterator[str]:
    rates = ", ".join(f"{name} {rate:.2%}" for name, rate in project.stats.resolution.items())
    yield f"Resolved: {rates}. Places listed as unresolved: {len(_listed(project.problems))}."


def _listed(problems: tuple[Problem, ...]) -> list[Problem]:
    """What isn't known; that a file needs a newer Python is no gap, it was read all the same."""
    newer = "uses syntax newer"
    return [each for each in problems if not each.message.startswith(newer)]


def _misses(rows: list[Row]) -> Iterator[str]:
    for row in rows:
        for title, items in (("missed", row.missed), ("invented", row.invented)):
            if items:
                listed = ", ".join(f"{name} ({count})" for name, count in groups(items)[:5])
                yield f"* {row.kind} {title}: {listed}"


def _name(path: Path) -> str:
    return path.name.removesuffix(".json.gz")


if __name__ == "__main__":
    sys.exit(main())
