"""A coupling of each kind, planted in a fresh place, is reported; removed, it is gone.

Each kind is planted in half of the rounds, no two kinds in the same half. So for any two kinds
there is a round with the one and without the other: no report can be due to another's plant.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from itertools import combinations, count
from math import comb
from pathlib import Path

import pytest

from decompose_analyzer import formats
from decompose_analyzer.analyze import analyze
from decompose_analyzer.reporting import Page
from decompose_core.coupling import Coupling
from decompose_core.problem import Problem
from tests.analyzer.coverage import SAMPLE
from tests.analyzer.mutations.anywhere import drawn
from tests.analyzer.mutations.plant import Planted, Planter, planters, uproot

pytestmark = pytest.mark.end_to_end

SEEDS = (1, 2)
PLANTERS = planters()
ROUNDS = next(number for number in count(1) if comb(number, number // 2) >= len(PLANTERS))
HALVES: Mapping[str, Set[int]] = {
    kind: frozenset(half)
    for kind, half in zip(PLANTERS, combinations(range(ROUNDS), ROUNDS // 2), strict=False)
}


@dataclass(frozen=True, slots=True)
class Round:
    """What was planted in a copy, and what the analysis reports beyond that of the clean one."""

    planted: Mapping[str, Planted]
    reported: Set[Planted]


@dataclass(frozen=True, slots=True)
class Season:
    """Every round, and the whole report before the first and after the last."""

    before: str
    rounds: tuple[Round, ...]
    after: str


@pytest.fixture(scope="module")
def season(tmp_path_factory: pytest.TempPathFactory) -> Season:
    root = tmp_path_factory.mktemp("planted") / "shop"
    shutil.copytree(SAMPLE, root, ignore=shutil.ignore_patterns("__pycache__"))
    before, clean = _analyze(root)
    rounds: list[Round] = []
    for number in range(ROUNDS):
        chosen = [each for kind, each in PLANTERS.items() if number in HALVES[kind]]
        planted = {each.kind: each.plant(root) for each in chosen}
        _, reported = _analyze(root)
        rounds.append(Round(planted, reported - clean))
        uproot(chosen, root, SAMPLE)
    after, _ = _analyze(root)
    return Season(before, tuple(rounds), after)


@pytest.mark.parametrize("planter", PLANTERS.values(), ids=PLANTERS)
def test_is_reported_where_it_is_planted_and_nowhere_else(planter: Planter, season: Season) -> None:
    for number, each in enumerate(season.rounds):
        expected = {planted for kind, planted in each.planted.items() if kind == planter.kind}
        assert bool(expected) == (number in HALVES[planter.kind])
        assert {report for report in each.reported if _is_of(planter, report)} == expected


def test_the_report_is_the_earlier_one_when_everything_is_removed(season: Season) -> None:
    assert season.after == season.before


def test_is_reported_in_any_app_file_and_function(tmp_path: Path) -> None:
    root = tmp_path / "shop"
    shutil.copytree(SAMPLE, root, ignore=shutil.ignore_patterns("__pycache__"))
    paths: set[str] = set()
    for seed in SEEDS:
        chosen = list(drawn(seed, SAMPLE))
        planted = {each.plant(root) for each in chosen}
        paths |= {each.path for each in planted}
        assert planted - _analyze(root)[1] == set(), f"seed {seed}"
        uproot(chosen, root, SAMPLE)
    assert {each for each in _analyze(root)[1] if each.path in paths} == set()


def _analyze(root: Path) -> tuple[str, Set[Planted]]:
    analysis = analyze(root)
    reported = {*map(_report, analysis.couplings), *_notes(analysis.problems)}
    return formats.load("json").render(analysis, Page()), reported


def _report(coupling: Coupling) -> Planted:
    place = coupling.location
    return Planted(coupling.kind, coupling.source.app, coupling.target.app, place.path, place.line)


def _notes(problems: tuple[Problem, ...]) -> Iterator[Planted]:
    """Read the notes on what a kind doesn't follow; the path names the app."""
    for each in problems:
        if each.location and each.message.endswith("is not followed"):
            app, _, _ = each.location.path.partition("/")
            yield Planted("live_endpoint", app, "", each.location.path, each.location.line)


def _is_of(planter: Planter, report: Planted) -> bool:
    return (
        report.kind == planter.kind
        and (report.source, report.target) == (planter.source, planter.target)
        and report.path in planter.files
    )
