"""Values that may differ if they differ consistently: one here is always the same one there."""

from __future__ import annotations

from collections import defaultdict


class Bindings:
    """Collects pairs by name; a pair holds if both its values occur in no other pair of that name.

    All pairs are collected before the first question, so the order in which they were found does
    not matter, and neither does which side is which.
    """

    def __init__(self) -> None:
        self._there: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._here: dict[tuple[str, str], set[str]] = defaultdict(set)

    def add(self, name: str, control: str, candidate: str) -> None:
        """Note a pair, equal ones too: what is the same once can't be something else elsewhere."""
        self._there[name, control].add(candidate)
        self._here[name, candidate].add(control)

    def hold(self, name: str, control: str, candidate: str) -> bool:
        """Say whether the pair is part of a one-to-one mapping."""
        there = self._there.get((name, control), set())
        here = self._here.get((name, candidate), set())
        return there == {candidate} and here == {control}
