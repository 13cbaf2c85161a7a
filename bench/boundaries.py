"""Whether boundaries are found where teams drew them: app recovery on real projects.

Hides the app labels of every project, clusters its models, and compares with the real apps beside
networkx's Louvain and greedy modularity on the graph of imports and on that of foreign keys; then
draws seeds from two groups of apps and cuts around them; says where the errors lie, what the
parameters are worth on a project that did not choose them, and what recorded SQL adds on the
sample. `--unseen FOLDER` scores other projects instead, with `NAME.json.gz` beside each `NAME` that
names its settings. Rewrites docs/boundaries.md.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import _errors
import _left_out
import _recorded
from _docs import put
from _errors import Errors, errors
from _recovery import (
    DRAWS,
    SEEDS,
    Seeded,
    can_be_drawn,
    hidden,
    recovery,
    seeded,
    ties_of,
)

from decompose_analyzer.partition import partition
from decompose_source.project import read_project

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "boundaries.md"
OURS = "decompose"
LEAST_APPS = 2
BELOW = 0.03  # a project further below the best peer needs an explanation
SETTINGS = {
    "mezzanine": "settings_mezzanine",
    "misago": "devproject.settings",
    "netbox": "netbox.settings",
    "oscar": "settings_oscar",
    "pretix": "pretix.settings",
    "weblate": "weblate.settings_example",
}


@dataclass(frozen=True, slots=True)
class Measured:
    """One project: whose partition is how good, and what cuts around seeds recover."""

    name: str
    models: int
    apps: int
    scores: Mapping[str, float]
    cut: Seeded | None
    plain: Seeded | None
    errors: Errors
    parts: tuple[str, ...]
    resolutions: Mapping[float, float]
    pulls: Mapping[float, float]
    scored_pulls: Mapping[float, float]


def main() -> int:
    """Measure, print, rewrite the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", nargs="?", type=Path, default=ROOT / ".corpus")
    parser.add_argument("--unseen", type=Path, help="a folder of other projects")
    arguments = parser.parse_args()
    if arguments.unseen:
        return unseen(arguments.unseen)
    names = [name for name in sorted(SETTINGS) if (arguments.corpus / name).is_dir()]
    if not names:
        print("boundaries: skipped, there is no corpus (see --help)")
        return 0
    found = [measure(arguments.corpus / name, SETTINGS[name], grid=True) for name in names]
    measured = [each for each in found if each is not None]
    put(PAGE, "recovery", _shown("\n".join([*recovered(measured), "", *cuts(measured)])))
    put(PAGE, "errors", _shown("\n".join(wrong(measured))))
    put(PAGE, "left out", _shown("\n".join(others(measured))))
    sample = ROOT / "sample_monolith"
    recorded = _recorded.record(sample, "shop.settings.test")
    put(PAGE, "sql", _shown("\n".join(_recorded.worth(read_project(sample), recorded))))
    return 0


def unseen(folder: Path) -> int:
    """Score projects on which nothing was chosen."""
    measured: list[Measured] = []
    notes: list[str] = []
    for path in sorted(folder.glob("*.json.gz")):
        name = path.name.removesuffix(".json.gz")
        meta = json.loads(gzip.decompress(path.read_bytes()))["meta"]
        found = measure(folder / name, meta["settings"], grid=False)
        if found is None:
            notes.append(f"{name} is left out: models of one app at most were read, or none.")
        else:
            measured.append(found)
    lines = [*recovered(measured), "", *cuts(measured), "", *_errors_of(measured), "", *notes]
    put(PAGE, "unseen", _shown("\n".join(lines)))
    return 0


def measure(root: Path, settings: str, *, grid: bool) -> Measured | None:
    """Read one project and score it; with a grid, at each value of the parameters too.

    None where there is nothing to find: models of one app at most.
    """
    start = time.perf_counter()
    project = read_project(root, settings=settings)
    truth = hidden(project)
    if len(set(truth.values())) < LEAST_APPS:
        return None
    ties = ties_of(project)
    parts = partition(ties, truth)
    models = [each for each in project.models if not each.abstract]
    drawn = can_be_drawn(truth)
    plain = seeded(ties, truth, pull=0.0) if drawn else None
    result = Measured(
        name=root.name,
        models=len(truth),
        apps=len(set(truth.values())),
        scores=recovery(project, ties, parts),
        cut=seeded(ties, truth) if drawn else None,
        plain=plain,
        errors=errors(parts, truth),
        parts=tuple(_errors.parts_of(root.name, ties, models)),
        resolutions=_left_out.by_resolution(ties, truth) if grid else {},
        pulls=_left_out.by_pull(ties, truth) if grid else {},
        scored_pulls=_left_out.scored(ties, truth) if grid else {},
    )
    print(f"{root.name}: {time.perf_counter() - start:.0f} s", flush=True)
    return result


def wrong(measured: list[Measured]) -> Iterator[str]:
    """Write where the errors lie, and the parts of the project with the lowest figure."""
    yield from _errors_of(measured)
    yield ""
    yield from min(measured, key=lambda each: each.scores[OURS]).parts


def others(measured: list[Measured]) -> Iterator[str]:
    """Write what the parameters that the other projects choose are worth on each one."""
    resolutions = {each.name: each.resolutions for each in measured}
    choosing = {each.name: each.pulls for each in measured}
    scoring = {each.name: each.scored_pulls for each in measured}
    peers = [name for name in measured[0].scores if name != OURS]
    best = max(statistics.median(each.scores[name] for each in measured) for name in peers)
    yield from _left_out.table(
        list(_left_out.left_out(resolutions)),
        list(_left_out.left_out(choosing, scoring)),
        best,
        statistics.mean(each.plain.mean for each in measured if each.plain),
    )


def _errors_of(measured: list[Measured]) -> Iterator[str]:
    yield from _errors.table({each.name: each.errors for each in measured})


def _shown(text: str) -> str:
    print(text, "\n")
    return text


def recovered(measured: list[Measured]) -> Iterator[str]:
    """Write the table of adjusted Rand indexes, with the pooled medians below."""
    names = list(measured[0].scores)
    yield f"| project | apps | models | {' | '.join(names)} |"
    yield f"| --- | --: | --: |{' --: |' * len(names)}"
    for each in measured:
        figures = " | ".join(f"{each.scores[name]:.2f}" for name in names)
        yield f"| {each.name} | {each.apps} | {each.models} | {figures} |"
    medians = {name: statistics.median(each.scores[name] for each in measured) for name in names}
    yield f"| **median** | | | {' | '.join(f'**{medians[name]:.2f}**' for name in names)} |"
    best = max((name for name in names if name != OURS), key=lambda name: medians[name])
    yield ""
    yield (
        f"The median is {medians[OURS] / medians[best]:.2f} times that of the best peer "
        f"({best}). {_below(measured, best)}"
    )


def cuts(measured: list[Measured]) -> Iterator[str]:
    """Write the table of seeded recoveries."""
    yield (
        f"Cuts around {SEEDS} seeds a side, {DRAWS} draws of two groups of apps a project; the "
        "models that were no seeds are scored."
    )
    yield ""
    yield "| project | mean | spread | on the right side | mean of a minimum cut alone |"
    yield "| --- | --: | --: | --: | --: |"
    drawn = [(each.name, each.cut, each.plain) for each in measured if each.cut and each.plain]
    for name, cut, alone in drawn:
        yield (
            f"| {name} | {cut.mean:.2f} | {cut.spread:.2f} | {cut.right:.0%} | {alone.mean:.2f} |"
        )
    mean = statistics.mean(cut.mean for _, cut, _ in drawn)
    plain = statistics.mean(alone.mean for _, _, alone in drawn)
    yield f"| **mean** | **{mean:.2f}** | | | **{plain:.2f}** |"


def _below(measured: list[Measured], best: str) -> str:
    below = [
        f"{each.name} by {each.scores[best] - each.scores[OURS]:.2f}"
        for each in measured
        if each.scores[OURS] < each.scores[best] - BELOW
    ]
    if below:
        return f"Further below it than {BELOW}: {', '.join(below)}."
    return f"No project is further below it than {BELOW}."


if __name__ == "__main__":
    raise SystemExit(main())
