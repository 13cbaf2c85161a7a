"""Every kind is tested with near misses and planted; docs/kinds.md shows the true figures."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from decompose_analyzer.finding import detectors
from tests.analyzer import kinds
from tests.analyzer.kinds import Tally
from tests.analyzer.mutations.plant import planters


@pytest.fixture(scope="module")
def tallies() -> Mapping[str, Tally]:
    return kinds.tallies()


@pytest.mark.parametrize("kind", detectors())
def test_a_kind_has_a_hit_and_at_least_as_many_near_misses(
    kind: str, tallies: Mapping[str, Tally]
) -> None:
    tally = tallies[kind]
    assert tally.hits + tally.notes > 0
    assert tally.near_misses >= tally.hits


def test_every_kind_has_a_planter_and_no_other() -> None:
    assert sorted(planters()) == sorted(detectors())


def test_the_page_shows_the_true_figures(tallies: Mapping[str, Tally]) -> None:
    assert kinds.PAGE.read_text(encoding="utf-8") == kinds.page(tallies), (
        "python -m tests.analyzer.regen"
    )
