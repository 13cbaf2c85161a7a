"""Tables of values that other tables refer to by number."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from itertools import pairwise
from typing import Generic, TypeVar

Value = TypeVar("Value", bound=Hashable)

BASIC = 0xFFFF  # the last character of the basic plane


class Table(Generic[Value]):
    """Gives each new value the next number; filled while a document is made, then dropped."""

    def __init__(self, values: Iterable[Value] = ()) -> None:
        self._numbers: dict[Value, int] = {}
        for each in values:
            self.number(each)

    def number(self, value: Value) -> int:
        """Return the value's number, a new one if need be."""
        return self._numbers.setdefault(value, len(self._numbers))

    def known(self, value: Value) -> int:
        """Return the value's number, or -1."""
        return self._numbers.get(value, -1)

    @property
    def rows(self) -> list[Value]:
        """List the values by number."""
        return list(self._numbers)


def shortened(texts: Sequence[str]) -> tuple[list[int], list[str]]:
    """Write sorted texts as how many characters each shares with the one before it, and the rest.

    Known as front coding. The lengths are those of JavaScript, which counts UTF-16 units, so what
    lies beyond the basic plane is not shared.
    """
    shared = [0, *(_shared(one, other) for one, other in pairwise(texts))][: len(texts)]
    return shared, [text[length:] for text, length in zip(texts, shared, strict=True)]


def _shared(one: str, other: str) -> int:
    for at, (sign, same) in enumerate(zip(one, other, strict=False)):
        if sign != same or ord(sign) > BASIC:
            return at
    return min(len(one), len(other))
