"""How fast `decompose analyze` is beside Python's own parser, and how its cost grows.

Each round runs everything once on each project, one after the other; the figures are medians of the
rounds. The yardstick is `ast.parse` over the files that an analysis reads, in one process of its
own. Ratios of one round were measured within minutes of each other, so a busy machine disturbs them
less than the seconds.
"""

from __future__ import annotations

import argparse
import ast
import gzip
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import _monolith
import _peers_static
from _docs import put
from _ours import DECOMPOSE

from decompose_analyzer.workers import processors
from decompose_source.files import discover

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "speed.md"
SIZES = (100, 200, 400, 800, 1600)  # models of the synthetic monoliths
GROWTH_ROUNDS = 3
GRIMP = ROOT / "tests" / "source" / "grimp_edges.py"
EDGES = (
    "import sys; from pathlib import Path; from decompose_source.files import discover; "
    "from decompose_source.import_edges import import_edges; "
    "from decompose_source.roots import read_modules; root = Path(sys.argv[1]); "
    "print(len(import_edges(read_modules(root, discover(root).python))))"
)


@dataclass(frozen=True, slots=True)
class Run:
    """One process: seconds on the wall, of processors with all children, and its peak in MB."""

    wall: float
    cpu: float
    peak: float


@dataclass(frozen=True, slots=True)
class Round:
    """One project's runs in one round; `grimp` is missing where it can't read the project."""

    parse: Run
    cold: Run
    warm: Run
    changed: Run
    edges: Run
    grimp: Run | None


def main() -> int:
    """Measure, print, rewrite the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", nargs="?", type=Path, default=ROOT / ".corpus")
    parser.add_argument("--truth", type=Path, default=os.environ.get("DECOMPOSE_TRUTH"))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--project", action="append", help="only these")
    parser.add_argument("--peers", action="store_true", help="other analyzers beside ours, only")
    parser.add_argument("--parse", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.parse:
        parse_all(arguments.parse)
        return 0
    names = arguments.project or sorted(
        each.name for each in arguments.corpus.glob("*") if each.is_dir()
    )
    if arguments.peers:
        put(PAGE, "peers", beside(arguments.corpus, names, arguments.truth, arguments.rounds))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        growth = [(size, grown(Path(folder), size)) for size in SIZES]
        print_growth(growth)
        put(PAGE, "growth", growth_table(growth))
        measured: dict[str, list[Round]] = {name: [] for name in names}
        for _ in range(arguments.rounds):
            for name in names:
                settings = settings_of(name, arguments.truth)
                copy = copied(arguments.corpus / name, Path(folder))
                measured[name].append(measure(copy, settings, Path(folder)))
                print(line(name, measured[name]), flush=True)
    if measured:
        put(PAGE, "projects", projects_table(measured, arguments.rounds))
    return 0


def measure(root: Path, settings: str | None, folder: Path) -> Round:
    """Run everything once on one project.

    What the first round keeps, and then each run on a changed file, is there for the next round.
    """
    analyze = analysis_of(root, settings, folder)
    cache = folder / f"cache of {root.name}"
    parse = run([sys.executable, __file__, "--parse", str(root)])
    cold = run([*analyze, "--no-cache"])
    if not cache.exists():
        run(analyze, cache)
    warm = run(analyze, cache)
    with changed_file(root).open("a", encoding="utf-8") as file:
        file.write(f"\n\ndef added_{time.monotonic_ns()}(row):\n    return row\n")
    changed = run(analyze, cache)
    edges = run([sys.executable, "-c", EDGES, str(root)])
    try:
        grimp = run([sys.executable, str(GRIMP), str(root)])
    except subprocess.CalledProcessError:
        grimp = None
    return Round(parse, cold, warm, changed, edges, grimp)


def analysis_of(root: Path, settings: str | None, folder: Path) -> list[str]:
    """Name the command that analyzes a project."""
    chosen = ["--settings", settings] if settings else []
    analyze = [*DECOMPOSE, "analyze", str(root), *chosen, "--quiet"]
    return [*analyze, "--format", "json", "--output-file", str(folder / "analysis.json")]


def beside(corpus: Path, names: list[str], truth: Path | None, rounds: int) -> str:
    """Run other static analyzers beside ours."""
    measured: dict[str, list[_peers_static.Beside]] = {name: [] for name in names}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        versions = _peers_static.installed(folder)
        for _ in range(rounds):
            for name in names:
                root = copied(corpus / name, folder)
                cold = [*analysis_of(root, settings_of(name, truth), folder), "--no-cache"]
                parse = [sys.executable, __file__, "--parse", str(root)]
                found = _peers_static.run_all(run, cold, parse, root, list(versions))
                measured[name].append(found)
                times = (f"{each or 'parse'} {took.cpu:.1f} s" for each, took in found.items())
                print(f"{name:<12} {', '.join(times)}", flush=True)
    return _peers_static.table(measured, versions)


def run(command: list[str], cache: Path | None = None) -> Run:
    """Run a process to its end and take its times.

    Raises:
        subprocess.CalledProcessError: it fails.
    """
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache)} if cache else dict(os.environ)
    start = time.perf_counter()
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def parse_all(root: Path) -> None:
    """The yardstick: parse every file that an analysis reads."""
    warnings.simplefilter("ignore")
    for path in discover(root).python:
        try:
            ast.parse((root / path).read_bytes())
        except (SyntaxError, ValueError):
            continue


def changed_file(root: Path) -> Path:
    """Choose the file that is edited: the middle one of the views."""
    views = [each for each in discover(root).python if "views" in each]
    return root / sorted(views)[len(views) // 2]


def copied(root: Path, folder: Path) -> Path:
    """Copy a project, so that it may be edited; once."""
    copy = folder / root.name
    if not copy.exists():
        shutil.copytree(root, copy, symlinks=True)
    return copy


def settings_of(name: str, truth: Path | None) -> str | None:
    """Name the settings module that a project was booted with, where that is known."""
    for path in sorted(truth.glob("*.json.gz")) if truth else []:
        if path.name.partition(".")[0] == name:
            return str(json.loads(gzip.decompress(path.read_bytes()))["meta"]["settings"])
    return None


def grown(folder: Path, models: int) -> float:
    """Give the processor seconds of a cold run on a synthetic monolith: the best of three."""
    root = folder / f"monolith{models}"
    _monolith.write(root, models)
    command = [*DECOMPOSE, "analyze", str(root), "--no-cache", "--quiet"]
    command += ["--format", "json", "--output-file", str(folder / "monolith.json")]
    return min(run(command).cpu for _ in range(GROWTH_ROUNDS))


def exponent(growth: list[tuple[int, float]]) -> float:
    """Fit cost = c * models ** exponent by least squares on the logarithms."""
    points = [(math.log(size), math.log(cpu)) for size, cpu in growth]
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / spread


def print_growth(growth: list[tuple[int, float]]) -> None:
    for size, cpu in growth:
        print(f"{size:>6} models {cpu:7.2f} s of processors")
    print(f"exponent {exponent(growth):.2f}, of the last doubling {exponent(growth[-2:]):.2f}")


def growth_table(growth: list[tuple[int, float]]) -> str:
    rows = [f"| {size} | {cpu:.2f} |" for size, cpu in growth]
    return "\n".join(
        [
            "| models | seconds of processors |",
            "| ---: | ---: |",
            *rows,
            "",
            f"Cost grows with the models to the power of {exponent(growth):.2f}, in the last "
            f"doubling {exponent(growth[-2:]):.2f}; 1 is linear.",
        ]
    )


def ratio(rounds: list[Round], part: str, kind: str = "wall") -> float:
    """Give the median of a part's ratio to the yardstick."""
    return median(getattr(getattr(each, part), kind) / getattr(each.parse, kind) for each in rounds)


def line(name: str, rounds: list[Round]) -> str:
    parse = median(each.parse.wall for each in rounds)
    parts = [f"{part} {ratio(rounds, part):.2f}" for part in ("cold", "warm", "changed")]
    peak = max(each.cold.peak for each in rounds)
    cpu = ratio(rounds, "cold", "cpu")
    return f"{name:<12} parse {parse:.2f} s; {', '.join(parts)}, cpu {cpu:.2f} x; {peak:.0f} MB"


def projects_table(measured: dict[str, list[Round]], rounds: int) -> str:
    rows: list[str] = []
    for name, found in measured.items():
        beside = [each.grimp.wall for each in found if each.grimp]
        rows.append(
            f"| {name} | {median(each.parse.wall for each in found):.2f} s "
            f"| {median(each.cold.wall for each in found):.2f} s | {ratio(found, 'cold'):.2f} "
            f"| {ratio(found, 'cold', 'cpu'):.2f} | {ratio(found, 'warm'):.2f} "
            f"| {ratio(found, 'changed'):.2f} | {max(each.cold.peak for each in found):.0f} MB "
            f"| {median(each.edges.wall for each in found):.2f} s "
            f"| {f'{median(beside):.2f} s' if beside else 'reads no such layout'} |"
        )
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    return "\n".join(
        [
            f"Python {sys.version.split()[0]}, {processors()} processors, medians of {rounds} "
            f"interleaved rounds; the machine's load averages at the end: {load}.",
            "",
            "| project | ast.parse | cold | cold, wall | cold, processors | nothing changed "
            "| one file changed | peak | import edges, ours | grimp |",
            "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
            *rows,
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
