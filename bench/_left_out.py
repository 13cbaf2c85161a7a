"""Choose a parameter on all projects but one, and score the one: what a choice is worth unseen."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from _agreement import adjusted_rand_index
from _recovery import draws, members, seeded

from decompose_analyzer.graph import Graph
from decompose_analyzer.partition import partition

RESOLUTIONS = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2)
PULLS = (0.0, 0.25, 0.5, 0.75, 1.0)
CHOOSING, SCORING = 1, 0  # seeds of the draws: a pull is not scored on the draws that chose it
FEW = 20  # draws to choose with

Scores = Mapping[str, Mapping[float, float]]  # a project's score for each value


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One project: the value that the others chose, and its score there."""

    project: str
    chosen: float
    score: float


def by_resolution(ties: Graph, truth: Mapping[str, str]) -> Mapping[float, float]:
    """Score the partition at each resolution."""
    return {
        value: adjusted_rand_index(truth, members(partition(ties, truth, resolution=value)))
        for value in RESOLUTIONS
    }


def by_pull(ties: Graph, truth: Mapping[str, str]) -> Mapping[float, float]:
    """Score cuts around seeds at each pull."""
    drawn = list(draws(truth, FEW, CHOOSING))
    return {value: seeded(ties, truth, drawn, pull=value).mean for value in PULLS}


def scored(ties: Graph, truth: Mapping[str, str]) -> Mapping[float, float]:
    """Score cuts at each pull on the draws that the published figures use."""
    drawn = list(draws(truth, seed=SCORING))
    return {value: seeded(ties, truth, drawn, pull=value).mean for value in PULLS}


def left_out(choosing: Scores, scoring: Scores | None = None) -> Iterator[LeftOut]:
    """Choose for each project by the median of the others; of equal values take the lower."""
    for project, own in (scoring or choosing).items():
        others = [scores for name, scores in choosing.items() if name != project]
        chosen = max(
            others[0], key=lambda value: (statistics.median(s[value] for s in others), -value)
        )
        yield LeftOut(project, chosen, own[chosen])


def table(
    resolutions: Sequence[LeftOut], pulls: Sequence[LeftOut], best_peer: float, minimum: float
) -> Iterator[str]:
    """Write both parameters side by side, with medians and means below."""
    yield "| left out | resolution of the others | its index | pull of the others | its index |"
    yield "| --- | --: | --: | --: | --: |"
    for one, other in zip(resolutions, pulls, strict=True):
        yield (
            f"| {one.project} | {one.chosen:g} | {one.score:.2f} | "
            f"{other.chosen:g} | {other.score:.2f} |"
        )
    median = statistics.median(each.score for each in resolutions)
    mean = statistics.mean(each.score for each in pulls)
    yield f"| **median, mean** | | **{median:.2f}** | | **{mean:.2f}** |"
    yield ""
    yield (
        f"The best peer's median is {best_peer:.2f}, the mean of a minimum cut alone {minimum:.2f}."
    )
