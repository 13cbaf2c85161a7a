"""How much of what the sample lists is found; docs/coverage.md shows it place by place."""

from __future__ import annotations

import pytest

from tests.analyzer import coverage
from tests.analyzer.coverage import Place

# Rows whose every listed place must be reported.
WHOLE = "2 3 4 5 6 7 8 9 10 11 13 21 22 23 24 25 31 34 35 36 37 39 40 46 51 54"


@pytest.fixture(scope="module")
def found() -> list[Place]:
    return coverage.places()


@pytest.mark.parametrize("row", [int(each) for each in WHOLE.split()])
def test_every_listed_place_of_a_row_is_reported(found: list[Place], row: int) -> None:
    of_row = [each for each in found if each.row == row]
    assert of_row
    assert [f"{each.path}:{each.line}" for each in of_row if not each.found_by] == []


def test_three_of_four_listed_places_are_reported(found: list[Place]) -> None:
    assert sum(1 for each in found if each.found_by) / len(found) >= 0.73


def test_the_page_shows_the_true_figures(found: list[Place]) -> None:
    assert coverage.PAGE.read_text(encoding="utf-8") == coverage.page(found), (
        "python -m tests.analyzer.regen"
    )
