"""How a file of natives is written: a table of names with what we know of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from decompose_source.evaluation.values import Native, Value


class Natives(dict[str, Value]):
    """What one file knows, by full dotted name."""


class Table:
    """Collects the functions of one file; `freeze` gives them away."""

    def __init__(self, package: str = "") -> None:
        self._package = package
        self._known: dict[str, Value] = {}

    def function(
        self, *names: str, binds_class: bool = False
    ) -> Callable[[Callable[..., Value]], Callable[..., Value]]:
        """Know a function under these names of the package."""

        def take(function: Callable[..., Value]) -> Callable[..., Value]:
            for name in names:
                self.add(name, Native(self._full(name), function, binds_class))
            return function

        return take

    def add(self, name: str, value: Value) -> None:
        """Know a value under a name."""
        self._known[self._full(name)] = value

    def has(self, name: str) -> bool:
        """Whether the name is known."""
        return self._full(name) in self._known

    def freeze(self) -> Natives:
        """Give what was collected."""
        return Natives(self._known)

    def _full(self, name: str) -> str:
        return f"{self._package}.{name}" if self._package else name


def joined(tables: Mapping[str, Natives]) -> dict[str, Value]:
    """Join the tables of all files."""
    return {name: value for each in tables.values() for name, value in each.items()}
