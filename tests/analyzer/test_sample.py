"""How much of what the sample lists is found; docs/coverage.md shows it place by place."""

from __future__ import annotations

import pytest

from tests.analyzer import coverage
from tests.analyzer.coverage import Place

# Rows whose every listed place must be reported: all but those that `REASONS` explains.
PARTLY = frozenset({30, 32, 38, 44, 47, 48, 53, 57, 58})
WHOLE = [row for row in range(1, 61) if row not in PARTLY]


@pytest.fixture(scope="module")
def found() -> list[Place]:
    return coverage.places()


@pytest.mark.parametrize("row", WHOLE)
def test_every_listed_place_of_a_row_is_reported(found: list[Place], row: int) -> None:
    of_row = [each for each in found if each.row == row]
    assert of_row
    assert [f"{each.path}:{each.line}" for each in of_row if not each.found_by] == []


def test_nearly_all_listed_places_are_reported(found: list[Place]) -> None:
    assert sum(1 for each in found if each.found_by) / len(found) >= 0.95


def test_every_other_place_has_a_reason(found: list[Place]) -> None:
    missed = [(each.row, each.path) for each in found if not each.found_by]
    assert sorted(missed) == sorted(coverage.REASONS)


def test_the_page_shows_the_true_figures(found: list[Place]) -> None:
    assert coverage.PAGE.read_text(encoding="utf-8") == coverage.page(found), (
        "python -m tests.analyzer.regen"
    )
