"""The synthetic monoliths, and what is said of them: groups found, none torn, a ring broken."""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

import pytest

from decompose_analyzer.analyze import analyze
from decompose_analyzer.question import Question
from decompose_core.analysis import Analysis

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))  # its files import each other so

import _monolith  # type: ignore[import-not-found]

MODELS = 200
GROUPS = MODELS // 10


@pytest.fixture(scope="module", params=["apps", "giant"])
def root(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp(request.param)
    write = _monolith.write if request.param == "apps" else _monolith.write_giant
    write(folder, MODELS)
    return folder


def label(root: Path, group: int, position: int) -> str:
    """Name a model of a group."""
    app = f"app{group}" if (root / "app0").exists() else "shop"
    return f"{app}.Thing{group}x{position}"


def group_of(name: str) -> str:
    return name.rpartition(".")[2].partition("x")[0]


def asked(root: Path, question: Question) -> Analysis:
    return analyze(root, what_if=question)


def test_no_group_is_torn_apart(root: Path) -> None:
    found = analyze(root)
    parts: dict[str, set[str]] = defaultdict(set)
    for part in found.suggestion:
        for each in part.models:
            parts[group_of(each)].add(part.name)
    assert len(parts) == GROUPS
    assert {len(each) for each in parts.values()} == {1}
    assert 1 < len(found.suggestion) <= GROUPS


def test_a_ring_of_apps_is_broken_at_one_edge(root: Path) -> None:
    found = analyze(root)
    ring = len(found.apps) > 1
    assert len(found.order) == (GROUPS if ring else 1)
    assert len(found.cycle_edges) == int(ring)


def test_seeds_between_what_stays_take_their_group_and_nothing_else(root: Path) -> None:
    seeds = tuple(label(root, 7, each) for each in (0, 3, 6))
    stay = tuple(label(root, each, 0) for each in (6, 8))
    name = "+".join(sorted(seeds))
    found = asked(root, Question(seeds=seeds, stay=stay))
    (boundary,) = [each for each in found.boundaries if each.name == name]
    assert set(boundary.models) == {label(root, 7, each) for each in range(10)}
    assert boundary.stability == 1
    assert len(boundary.alternatives) == 2


def test_each_group_costs_the_same(root: Path) -> None:
    costs = set()
    for group in (3, 12):
        question = Question(tuple(label(root, group, each) for each in range(10)))
        (cut,) = [each for each in asked(root, question).boundaries if each.trial]
        costs.add((cut.cost.automatic, cut.cost.assisted, cut.cost.manual))
    assert len(costs) == 1
    assert sum(next(iter(costs))) >= 2 * 10  # each model leans on one, and is leant on by one
