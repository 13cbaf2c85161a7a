"""Projects made up at random are read as Django itself sees them at run time, without a miss.

`DECOMPOSE_RANDOM_PROJECTS=200` reads that many; the seeds are the numbers from 0 on.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pytest

from decompose_source.project import read_project
from tests.source.comparison import differences
from tests.source.synthetic.booting import booted
from tests.source.synthetic.generate import generate

SEEDS = range(int(os.environ.get("DECOMPOSE_RANDOM_PROJECTS", "25")))


class Truths:
    """Answers of the process that boots the projects, read as they are asked for."""

    def __init__(self, folder: Path, answers: IO[str]) -> None:
        self.folder = folder
        self._answers = answers
        self._known: list[dict[str, Any]] = []

    def of(self, seed: int) -> dict[str, Any]:
        """Give what Django says of one project."""
        while len(self._known) <= seed:
            self._known.append(json.loads(self._answers.readline()))
        return self._known[seed]


@pytest.fixture(scope="module")
def truths(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Truths]:
    """Write all projects and boot one after the other in a process of its own."""
    folder = tmp_path_factory.mktemp("random_projects")
    with booted(SEEDS, folder) as answers:
        yield Truths(folder, answers)


@pytest.mark.parametrize("seed", SEEDS)
def test_reading_equals_what_django_says(seed: int, truths: Truths) -> None:
    true = truths.of(seed)
    root = truths.folder / str(seed)
    assert "error" not in true, f"project {seed} in {root} doesn't boot:\n{true['error']}"
    found = differences(true, read_project(root))
    assert not found, "\n".join([f"project {seed} in {root}:", *map(str, found)])


@pytest.mark.parametrize("seed", SEEDS[:5])
def test_the_same_seed_gives_the_same_project(seed: int) -> None:
    assert generate(seed) == generate(seed)


def test_the_projects_hold_enough_to_say_something(truths: Truths) -> None:
    """A comparison of nothing with nothing would pass too."""
    counts = dict.fromkeys(("apps", "models", "endpoints", "signals", "tasks"), 0)
    for seed in SEEDS:
        for kind in counts:
            counts[kind] += len(truths.of(seed)[kind])
    assert min(counts.values()) >= 3 * len(SEEDS)
