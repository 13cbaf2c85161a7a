"""Where a partition is wrong, and what others' parameters are worth: small cases by hand."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))  # its files import each other so

import _errors  # type: ignore[import-not-found]
import _left_out  # type: ignore[import-not-found]

TRUTH = {"a.1": "a", "a.2": "a", "a.3": "a", "b.1": "b", "b.2": "b"}


def test_pairs_are_split_or_mixed_and_models_misplaced() -> None:
    parts = [frozenset({"a.1", "a.2", "b.1"}), frozenset({"a.3"}), frozenset({"b.2"})]
    found = _errors.errors(parts, TRUTH)
    assert (found.split, found.split_in_largest, found.mixed) == (3, 2, 2)
    assert found.misplaced == {"b.1": "a"}
    assert (found.largest, found.largest_models) == ("a", 3)


def test_a_perfect_partition_has_no_errors() -> None:
    parts = [frozenset({"a.1", "a.2", "a.3"}), frozenset({"b.1", "b.2"})]
    found = _errors.errors(parts, TRUTH)
    assert (found.split, found.mixed, dict(found.misplaced)) == (0, 0, {})
    (line,) = list(_errors.table({"shop": found}))[2:]
    assert line == "| shop | 0 | none (a, 3 models) | 0 | 0 | 1.00 |"


def test_the_one_left_out_has_no_vote() -> None:
    scores = {
        "one": {0.5: 0.9, 1.0: 0.1},
        "two": {0.5: 0.2, 1.0: 0.6},
        "three": {0.5: 0.3, 1.0: 0.7},
    }
    found = {each.project: (each.chosen, each.score) for each in _left_out.left_out(scores)}
    assert found == {"one": (1.0, 0.1), "two": (0.5, 0.2), "three": (0.5, 0.3)}


def test_a_value_is_scored_on_other_draws_than_those_that_chose_it() -> None:
    choosing = {"one": {0.5: 0.9, 1.0: 0.1}, "two": {0.5: 0.8, 1.0: 0.2}}
    scoring = {"one": {0.5: 0.4, 1.0: 0.5}, "two": {0.5: 0.6, 1.0: 0.7}}
    found = {e.project: (e.chosen, e.score) for e in _left_out.left_out(choosing, scoring)}
    assert found == {"one": (0.5, 0.4), "two": (0.5, 0.6)}
