"""Tables of values that other tables refer to by number."""

from __future__ import annotations

import os
from collections.abc import Hashable, Iterable, Sequence
from itertools import pairwise
from typing import Generic, TypeVar

Value = TypeVar("Value", bound=Hashable)


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
    common = os.path.commonprefix((one, other))
    return next((at for at, sign in enumerate(common) if ord(sign) > 0xFFFF), len(common))
