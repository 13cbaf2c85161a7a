"""Whether boundaries are found where teams drew them: app recovery on real projects.

Hides the app labels of every project, clusters its models, and compares with the real apps beside
networkx's Louvain and greedy modularity on the graph of imports and on that of foreign keys; then
draws seeds from two groups of apps and cuts around them. Rewrites docs/boundaries.md.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from _docs import put
from _recovery import DRAWS, SEEDS, Seeded, hidden, recovery, seeded, ties_of

from decompose_source.project import read_project

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "boundaries.md"
OURS = "decompose"
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
    cut: Seeded
    plain: Seeded


def main() -> int:
    """Measure, print, rewrite the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", nargs="?", type=Path, default=ROOT / ".corpus")
    arguments = parser.parse_args()
    names = [name for name in sorted(SETTINGS) if (arguments.corpus / name).is_dir()]
    if not names:
        print("boundaries: skipped, there is no corpus (see --help)")
        return 0
    measured = [measure(arguments.corpus / name, SETTINGS[name]) for name in names]
    text = "\n".join([*recovered(measured), "", *cuts(measured)])
    print(text)
    put(PAGE, "recovery", text)
    return 0


def measure(root: Path, settings: str) -> Measured:
    """Read one project and score it."""
    start = time.perf_counter()
    project = read_project(root, settings=settings)
    ties, truth = ties_of(project), hidden(project)
    result = Measured(
        name=root.name,
        models=len(truth),
        apps=len(set(truth.values())),
        scores=recovery(project, ties),
        cut=seeded(ties, truth),
        plain=seeded(ties, truth, pull=0.0),
    )
    print(f"{root.name}: {time.perf_counter() - start:.0f} s", flush=True)
    return result


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
    for each in measured:
        yield (
            f"| {each.name} | {each.cut.mean:.2f} | {each.cut.spread:.2f} | "
            f"{each.cut.right:.0%} | {each.plain.mean:.2f} |"
        )
    mean = statistics.mean(each.cut.mean for each in measured)
    plain = statistics.mean(each.plain.mean for each in measured)
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
