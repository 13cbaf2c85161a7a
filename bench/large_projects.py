"""Whether boundaries are found, and how fast, where a project is very large or very small.

Synthetic: 2,000 models in 200 apps, each leaning on the next, so that all lie on one cycle; the
same 2,000 in one giant app, whose labels tell nothing of the 200 groups; and one model. Each
question is asked by the command, cold; its answer is compared with how the project was made.
Rewrites docs/boundaries.md.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import _monolith
from _agreement import adjusted_rand_index
from _docs import put
from _ours import DECOMPOSE
from _recovery import ties_of

from decompose_analyzer.suggestion import suggestion
from decompose_source.project import read_project

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "boundaries.md"
GROUP = 7  # the group that is cut out
SEEDS = (0, 3, 6)  # three of its ten models
ONE = (
    ("manage.py", "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'config')\n"),
    ("config.py", 'INSTALLED_APPS = ["notes"]\n'),
    ("notes/__init__.py", ""),
    (
        "notes/models.py",
        "from django.db import models\n\n\nclass Note(models.Model):\n    t = models.TextField()\n",
    ),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """Seconds of processors, and the analysis that was printed."""

    cpu: float
    found: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One project: what each question cost, and what is to be said of the answers."""

    name: str
    plain: Answer
    cut: Answer
    seeded: Answer
    suggested: float
    said: str


def main() -> int:
    """Measure, print, rewrite the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=int, default=2000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = list(measured(Path(folder), arguments.models))
    text = "\n".join(table(rows))
    print(text)
    put(PAGE, "large", text)
    return 0


def measured(folder: Path, models: int) -> Iterator[Row]:
    """Write and ask the three projects."""
    size = f"{models:,} models"
    _monolith.write(folder / "apps", models)
    label = f"app{GROUP}.Thing{GROUP}x"
    near = [f"app{each}.Thing{each}x0" for each in (GROUP - 1, GROUP + 1)]
    name = f"{size} in {models // 10} apps, in a ring"
    yield row(name, folder / "apps", f"app{GROUP}", [f"{label}{each}" for each in SEEDS], near)
    _monolith.write_giant(folder / "giant", models)
    label = f"shop.Thing{GROUP}x"
    cut = ",".join(f"{label}{each}" for each in range(10))
    near = [f"shop.Thing{each}x0" for each in (GROUP - 1, GROUP + 1)]
    seeds = [f"{label}{each}" for each in SEEDS]
    yield row(f"{size} in one app", folder / "giant", cut, seeds, near)
    for path, text in ONE:
        (folder / "one" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "one" / path).write_text(text)
    yield row("one model", folder / "one", "notes", ["notes.Note"], [])


def row(name: str, root: Path, cut: str, seeds: Sequence[str], near: Sequence[str]) -> Row:
    """Ask one project all questions."""
    plain = ask(root)
    asked = ask(root, "--cut", cut)
    seeded = ask(root, *_options("--seed", seeds))
    said = [*_order(plain), *_parts(plain), *_cut(asked)]
    said += [_seeds(seeded, seeds)] if near else [f"--seed takes {_taken(seeded)[0]}"]
    if near:
        held = ask(root, *_options("--seed", seeds), *_options("--stay", near))
        said.append(f"with --stay for one model of each group beside it, {_seeds(held, seeds)}")
    text = "; ".join(said)
    print(f"{name}: {text}", flush=True)
    return Row(name, plain, asked, seeded, _suggested(root), text)


def _options(option: str, labels: Sequence[str]) -> list[str]:
    return [word for each in labels for word in (option, each)]


def ask(root: Path, *question: str) -> Answer:
    """Run the command to its end.

    Raises:
        subprocess.CalledProcessError: it fails.
    """
    out = root.parent / "answer.json"
    command = [*DECOMPOSE, "analyze", str(root), "--no-cache", "--quiet"]
    command += ["--format", "json", "--output-file", str(out), *question]
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    found = json.loads(out.read_text(encoding="utf-8"))
    return Answer(usage.ru_utime + usage.ru_stime, found)


def _suggested(root: Path) -> float:
    """Take the seconds of processors of the suggestion alone, the reading aside."""
    project = read_project(root)
    ties = ties_of(project)
    begun = time.process_time()
    suggestion(ties, project.models)
    return time.process_time() - begun


def group_of(label: str) -> str:
    """Tell how the project was made: app7.Thing7x3 and shop.Thing7x3 are of group 7."""
    return label.rpartition(".")[2].partition("x")[0]


def _order(answer: Answer) -> Iterator[str]:
    order, edges = answer.found["order"], answer.found["cycle_edges"]
    if len(order) > 1:
        yield f"an order of {len(order)} apps, the ring broken at {_count(len(edges), 'edge')}"


def _parts(answer: Answer) -> Iterator[str]:
    parts: Sequence[Mapping[str, Any]] = answer.found["suggestion"]
    home = {label: each["name"] for each in parts for label in each["models"]}
    if len(home) == 1:
        yield "one part"
        return
    truth = {label: group_of(label) for label in home}
    homes: dict[str, set[str]] = {}
    for label, part in home.items():
        homes.setdefault(truth[label], set()).add(part)
    torn = sum(len(each) > 1 for each in homes.values())
    agreed = adjusted_rand_index(truth, home)
    yield (
        f"{_count(len(parts), 'part')} of {min(len(p['models']) for p in parts)} to "
        f"{max(len(p['models']) for p in parts)} models, {torn} of {len(homes)} groups torn "
        f"(index {agreed:.2f})"
    )


def _cut(answer: Answer) -> Iterator[str]:
    (boundary,) = [each for each in answer.found["boundaries"] if each["trial"]]
    cost, others = boundary["cost"], boundary["alternatives"]
    places = sum(cost.values())
    yield (
        f"the cut of {_count(len(boundary['models']), 'model')} crosses {_count(places, 'place')}, "
        f"{_count(len(others), 'alternative')}"
    )


def _seeds(answer: Answer, seeds: Sequence[str]) -> str:
    took = _taken(answer)
    wanted = [each for each in took if group_of(each) == group_of(seeds[0])]
    beside = len({group_of(each) for each in took}) - 1
    others = f"and {_count(beside, 'group')} beside it" if beside else "and nothing else"
    return f"{len(seeds)} of its models as seeds take all {len(wanted)} of a group {others}"


def _taken(answer: Answer) -> Sequence[str]:
    (boundary,) = [each for each in answer.found["boundaries"] if each["trial"]]
    models: Sequence[str] = boundary["models"]
    return models


def table(rows: Sequence[Row]) -> Iterator[str]:
    """Write what each question costs, and below it what was answered."""
    columns: Mapping[str, Callable[[Row], str]] = {
        "project": lambda each: each.name,
        "analyze": lambda each: f"{each.plain.cpu:.1f} s",
        "the suggestion in it": lambda each: f"{each.suggested:.1f} s",
        "--cut": lambda each: f"{each.cut.cpu:.1f} s",
        "--seed": lambda each: f"{each.seeded.cpu:.1f} s",
    }
    yield f"| {' | '.join(columns)} |"
    yield f"| --- |{' --: |' * (len(columns) - 1)}"
    for each in rows:
        yield f"| {' | '.join(show(each) for show in columns.values())} |"
    yield ""
    for each in rows:
        yield f"* **{each.name}**: {each.said}."


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


if __name__ == "__main__":
    raise SystemExit(main())
