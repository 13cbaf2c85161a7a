"""How firm a cut is: it is sought again from a few of its models while all ties change a little."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence, Set

from decompose_analyzer.graph import Graph
from decompose_analyzer.seeded import around, neighbours_of, perturbed
from decompose_core.boundary import Trial

SEEDS = 3  # a cut named by its apps is sought from as many of its models, and half of them at most
ROUNDS = 10
CHANGE = 0.1  # the share by which ties change in a round


def tried(
    inside: Sequence[str], models: Set[str], seeds: Sequence[str], stay: Sequence[str], ties: Graph
) -> Trial:
    """Seek a cut again from its seeds; without any, from those of its models that are tied most."""
    start = tuple(seeds) or _most_tied(inside, ties)
    came = Counter(dict.fromkeys(inside, 0))
    for number in range(ROUNDS if start else 0):
        came.update(around(perturbed(ties, CHANGE, number), start, stay) & models)
    return Trial(ROUNDS if start else 0, CHANGE, start, dict(sorted(came.items())))


def stability(trial: Trial, inside: Iterable[str]) -> float | None:
    """Return the share of the cut's models that came along in a round, the seeds aside."""
    counts = [trial.came[each] for each in inside if each not in trial.seeds]
    return round(sum(counts) / (len(counts) * trial.rounds), 4) if counts else None


def _most_tied(inside: Sequence[str], ties: Graph) -> tuple[str, ...]:
    neighbours = neighbours_of(ties)
    ordered = sorted(inside, key=lambda each: (-sum(neighbours[each].values()), each))
    return tuple(ordered[: min(SEEDS, (len(ordered) + 1) // 2)])
