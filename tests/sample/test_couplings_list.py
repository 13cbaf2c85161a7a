"""The sample's README tells the truth about its couplings."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.sample.couplings import ROWS, SAMPLE, Listed, listed, parse
from tests.sample.relocate_couplings import relocated

TABLE = listed()
PLACES = [
    pytest.param(found, id=f"{found.row}-{found.path}:{found.line}")
    for found in TABLE
    if found.path
]


def test_every_row_of_the_catalogue_is_there() -> None:
    assert {found.row for found in TABLE} == set(ROWS)


def test_the_table_is_sorted_by_row() -> None:
    rows = [found.row for found in TABLE]
    assert rows == sorted(rows)


def test_no_place_is_listed_twice_for_a_row() -> None:
    places = [(found.row, found.path, found.line) for found in TABLE if found.path]
    assert len(places) == len(set(places))


def test_a_row_without_a_place_is_alone_and_says_why() -> None:
    for found in TABLE:
        if not found.path:
            assert [other for other in TABLE if other.row == found.row] == [found]
            assert found.why.startswith("Not in the code: ")


@pytest.mark.parametrize("found", PLACES)
def test_the_code_stands_on_the_line(found: Listed) -> None:
    assert (SAMPLE / found.path).is_file()
    assert found.line in found.lines_with_code()


def test_the_table_survives_reading_and_writing() -> None:
    assert [parse(str(found)) for found in TABLE] == list(TABLE)


@pytest.mark.parametrize("found", PLACES)
def test_a_moved_line_is_found_again(found: Listed) -> None:
    moved = str(replace(found, line=found.line + 1))
    lost: list[str] = []
    again = parse(relocated(moved, lost))
    assert lost == []
    assert again is not None
    assert again.line in found.lines_with_code()


def test_code_that_is_gone_is_reported() -> None:
    lost: list[str] = []
    line = "| 1 | orders/models.py:1 | `no such code` | Because. |"
    assert relocated(line, lost) == line
    assert lost == ["orders/models.py no longer holds `no such code` (row 1)"]
