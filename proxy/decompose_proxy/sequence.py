"""Line up two sequences (lines, rows, pieces of a page) so that one insertion is one difference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import TypeAlias, TypeVar

T = TypeVar("T")
MAX_ALIGNED = 2000  # difflib takes quadratic time; beyond this, items are paired by position
Pair: TypeAlias = tuple[int, T | None, T | None]


def differing(control: Sequence[T], candidate: Sequence[T]) -> Iterator[Pair[T]]:
    """Yield what differs: a position, the control's item or None, the candidate's item or None.

    The same positions come out whichever side is called the control: difflib favours its first
    argument, so the shorter sequence always is the first, and of two positions the later counts.
    """
    start, tail = _common(control, candidate)
    here = control[start : len(control) - tail]
    there = candidate[start : len(candidate) - tail]
    if max(len(here), len(there)) > MAX_ALIGNED:
        yield from _by_position(here, there, start)
    elif (len(here), list(map(repr, here))) <= (len(there), list(map(repr, there))):
        yield from _aligned(here, there, start)
    else:
        for position, candidates, controls in _aligned(there, here, start):
            yield position, controls, candidates


def _aligned(here: Sequence[T], there: Sequence[T], start: int) -> Iterator[Pair[T]]:
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, here, there, autojunk=False).get_opcodes():
        if tag != "equal":
            yield from _by_position(here[i1:i2], there[j1:j2], start + max(i1, j1))


def _common(control: Sequence[T], candidate: Sequence[T]) -> tuple[int, int]:
    """Count the equal items at the start and at the end."""
    limit = min(len(control), len(candidate))
    start = 0
    while start < limit and control[start] == candidate[start]:
        start += 1
    tail = 0
    while tail < limit - start and control[-1 - tail] == candidate[-1 - tail]:
        tail += 1
    return start, tail


def _by_position(here: Sequence[T], there: Sequence[T], start: int) -> Iterator[Pair[T]]:
    for n in range(max(len(here), len(there))):
        control = here[n] if n < len(here) else None
        candidate = there[n] if n < len(there) else None
        if control != candidate:
            yield start + n, control, candidate
