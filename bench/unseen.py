"""How much is read right of projects that nobody looked at while the reading was written.

`scripts/bench unseen FOLDER` scores each FOLDER/NAME that has a truth file FOLDER/NAME.json.gz
(`boot_truth` writes them) and rewrites docs/unseen.md. `--first` keeps the figures as the first
look of the projects that have none yet: it is done once, before anybody looks at a miss.
"""

from __future__ import annotations

import argparse
import gzip
import inspect
import json
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from _accounting import ACCOUNTED, silent_misses
from _score import KINDS, Row, groups, score
from accuracy import document_of

from decompose_core.problem import Refused
from decompose_source.project import Project, read_project

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "unseen.md"
ROLES = {
    "development": "Looked at: the misses of these were read and the kind of thing was mended.",
    "held out": "Held out: nobody has looked at what is missed of these.",
}
HEADER = """# Projects never seen before

Made by `scripts/bench unseen FOLDER`, not by hand. These projects come from the package index and
were in nobody's mind when the reading was written. Each was installed and booted with its own
settings once, and Django said what it has (`scripts/bench boot_truth`); then its bare source was
read, with nothing installed. The figures are those of `docs/accuracy.md`: the lower of precision
and recall, a kind.

Which of the projects are looked at was settled before they were scored; those that had been held
out once were looked at later and others were fetched in their place. Of the projects held out
nobody has seen a miss.

* **first**: by the reading as it was before anybody looked at any project of its round.
* **held out**: by the reading that was made better on others, before anybody looked at a miss of
  this one: what to expect of a project that nobody has seen.
* **after**: by the reading as it is now, the bare source alone.
* **with packages**: the same, and the packages of the project's environment are read, too.
"""
WAYS = ("first", "held out", "after", "with packages")
Figures = Mapping[str, tuple[int, int, int]]  # true, found, hits of a kind


@dataclass(frozen=True, slots=True)
class Measured:
    """One project: what it is, and its figures by the way of reading."""

    name: str
    meta: Mapping[str, Any]
    figures: Mapping[str, Figures]
    silent: tuple[int, int]  # misses with no listed place in their app, of all misses
    seconds: float


def main() -> int:
    """Measure, print, rewrite the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--first", action="store_true", help="keep these as the first look")
    parser.add_argument("--seal", action="store_true", help="keep these as held-out figures")
    parser.add_argument("--only", nargs="*", default=[], help="print these alone, write nothing")
    parser.add_argument("--misses", action="store_true", help="with --only: list the misses")
    parser.add_argument("--packages", action="store_true", help="with --only: read packages, too")
    given = parser.parse_args()
    truths = sorted(given.folder.glob("*.json.gz")) if given.folder else []
    if not truths:
        print("unseen: skipped, there is no folder with truth files (see --help)")
        return 0
    if given.only:
        for path in truths:
            if _name(path) in given.only:
                _print_one(path, packages=given.packages, misses=given.misses)
        return 0
    if given.first:
        for path in truths:
            _keep_first(path)
        return 0
    if given.seal:
        for path in truths:
            _seal(path)
        return 0
    measured = [measure(path) for path in truths]
    PAGE.write_text(page(measured), encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)} is written")
    return 0


def measure(path: Path) -> Measured:
    """Read one project alone and with its packages, and score both."""
    truth = _truth(path)
    start = time.perf_counter()
    project = _read(path, truth)
    seconds = time.perf_counter() - start
    alone = score(truth, document_of(project))
    figures = {"after": _figures(alone)}
    first = _first(path)
    if first.exists():
        figures["first"] = json.loads(first.read_text())
    if _sealed(path).exists():
        figures["held out"] = json.loads(_sealed(path).read_text())
    if Path(truth["meta"]["packages"]).is_dir():
        read = _read(path, truth, packages=True)
        figures["with packages"] = _figures(score(truth, document_of(read)))
    result = Measured(_name(path), truth["meta"], figures, _silent(project, alone), seconds)
    print(f"{result.name:<14} worst {_worst(alone):.4f}  read in {seconds:.1f} s")
    return result


def page(measured: list[Measured]) -> str:
    """Write the page."""
    lines = [HEADER, *_expected(measured), ""]
    for role, about in ROLES.items():
        chosen = [each for each in measured if each.meta["role"] == role]
        if chosen:
            lines += [f"## {role.capitalize()}", "", about, "", *_table(chosen), ""]
            lines += [*_totals(chosen), ""]
    lines += [*_accounted(measured)]
    return "\n".join(lines) + "\n"


def _expected(measured: list[Measured]) -> Iterator[str]:
    """What the reading does on a project that nobody has seen: all that were once sealed."""
    sealed = [each for each in measured if "held out" in each.figures]
    if sealed:
        names = ", ".join(each.name for each in sealed)
        yield "## What to expect of a project that nobody has seen"
        yield ""
        yield (
            f"All of the last round's projects together ({names}), before anybody looked at a "
            "miss of any of them; those that did badly were looked at later and stand under "
            "Development, so those still held out are the better ones and say less than this table."
        )
        yield ""
        yield from _totals(sealed, ("first", "held out"))


def _table(chosen: list[Measured]) -> Iterator[str]:
    yield f"| project | reading | {' | '.join(KINDS)} |"
    yield f"| --- | --- |{' --- |' * len(KINDS)}"
    for each in chosen:
        about = f"{each.name} {each.meta['version']}"
        for way in WAYS:
            if way in each.figures:
                yield f"| {about} | {way} | {' | '.join(_cells(each.figures[way]))} |"
                about = f"Django {each.meta['django']}" if way == "first" else ""


def _cells(figures: Figures) -> Iterator[str]:
    for kind in KINDS:
        true, found, hits = figures[kind]
        yield f"{_lower(true, found, hits):.3f}" if true or found else "none"


def _totals(chosen: list[Measured], ways: tuple[str, ...] = WAYS) -> Iterator[str]:
    """Precision and recall over these projects together."""
    yield "All together, precision / recall:"
    yield ""
    yield f"| reading | {' | '.join(KINDS)} |"
    yield f"| --- |{' --- |' * len(KINDS)}"
    for way in ways:
        listed = [each.figures[way] for each in chosen if way in each.figures]
        if not listed:
            continue
        sums = {kind: [sum(each[kind][n] for each in listed) for n in range(3)] for kind in KINDS}
        cells = [
            f"{hits / found if found else 1:.4f} / {hits / true if true else 1:.4f}"
            for true, found, hits in sums.values()
        ]
        yield f"| {way} | {' | '.join(cells)} |"


def _accounted(measured: list[Measured]) -> Iterator[str]:
    """Say how many misses are explained by a place that is listed as unresolved."""
    yield "## Misses that are accounted for"
    yield ""
    yield ACCOUNTED
    yield ""
    yield "| project | misses | accounted for | silent |"
    yield "| --- | --- | --- | --- |"
    for each in measured:
        silent, of_all = each.silent
        yield f"| {each.name} | {of_all} | {of_all - silent} | {silent} |"


def _silent(project: Project, rows: list[Row]) -> tuple[int, int]:
    """Count the misses that no listed place accounts for."""
    silent = silent_misses(project, rows)
    return len(silent), sum(len(row.missed) for row in rows)


def _print_one(path: Path, *, packages: bool, misses: bool) -> None:
    truth = _truth(path)
    start = time.process_time()
    project = _read(path, truth, packages=packages)
    rows = score(truth, document_of(project))
    print(f"{_name(path)}: {time.process_time() - start:.1f} CPU seconds")
    for row in rows:
        print(
            f"  {row.kind:<10} true {row.true:>5} found {row.found:>5} hits {row.hits:>5}"
            f"  precision {row.precision:.4f} recall {row.recall:.4f}"
        )
        if misses:
            for title, items in (("-", row.missed), ("+", row.invented)):
                counted = ", ".join(f"{name} ({count})" for name, count in groups(items)[:8])
                print(*(f"    {title} {each}" for each in items[:25]), sep="\n")
                print(f"    {title} {counted}")
    if misses:
        for kind, item in silent_misses(project, rows):
            print("  silent", kind, *item)
        for problem in project.problems:
            print("  *", problem.location, problem.message)


def _keep_first(path: Path) -> None:
    first = _first(path)
    if first.exists():
        return
    truth = _truth(path)
    try:
        rows = score(truth, document_of(_read(path, truth)))
    except Refused as refusal:  # then nothing at all was read
        print(f"{_name(path)}: {refusal}", file=sys.stderr)
        rows = score(truth, {"models": [], "endpoints": [], "signals": [], "tasks": []})
    first.write_text(json.dumps(_figures(rows)))
    print(f"{_name(path)}: worst {_worst(rows):.4f}, kept as its first look")


def _seal(path: Path) -> None:
    """Keep a project's figures while it is still held out; once kept, they stay."""
    truth = _truth(path)
    if truth["meta"]["role"] == "held out" and not _sealed(path).exists():
        rows = score(truth, document_of(_read(path, truth)))
        _sealed(path).write_text(json.dumps(_figures(rows)))
        print(f"{_name(path)}: worst {_worst(rows):.4f}, sealed")


def _read(path: Path, truth: Mapping[str, Any], *, packages: bool = False) -> Project:
    root, settings = path.with_name(_name(path)), truth["meta"]["settings"]
    if "packages" not in inspect.signature(read_project).parameters:  # a reading of before
        return read_project(root, settings=settings)
    folders = [Path(truth["meta"]["packages"])] if packages else []
    return read_project(root, settings=settings, packages=folders)


def _figures(rows: Iterable[Row]) -> Figures:
    return {each.kind: (each.true, each.found, each.hits) for each in rows}


def _lower(true: int, found: int, hits: int) -> float:
    return min(hits / found if found else float(not true), hits / true if true else 1.0)


def _worst(rows: Iterable[Row]) -> float:
    return min(min(each.precision, each.recall) for each in rows)


def _truth(path: Path) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(gzip.decompress(path.read_bytes()))
    return found


def _first(path: Path) -> Path:
    return path.with_name(f"{_name(path)}.first.json")


def _sealed(path: Path) -> Path:
    return path.with_name(f"{_name(path)}.sealed.json")


def _name(path: Path) -> str:
    return path.name.removesuffix(".json.gz")


if __name__ == "__main__":
    sys.exit(main())
