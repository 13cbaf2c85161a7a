"""What a name alone says: `order` is an Order, `orders` and `order_list` are rows of Order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from decompose_analyzer.hints import rows
from decompose_analyzer.values import Shape, Value

PLURALS = (("_list", ""), ("ies", "y"), ("es", ""), ("s", ""))
_NEXT_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class Conventions:
    """Guesses by the names of a project's models; `user` gives a row of the user model."""

    def __init__(self, labels: Iterable[str], user: Callable[[], Value]) -> None:
        self._user = user
        self._labels: dict[str, list[str]] = {}
        for label in sorted(labels):
            name = label.partition(".")[2]
            self._labels.setdefault(_NEXT_WORD.sub("_", name).lower(), []).append(label)

    def row(self, name: str, app: str | None) -> Value | None:
        """Take `order` for an Order where only one model, or only one of the app, is called so."""
        if name == "user":
            return Value(Shape.INSTANCE, self._user().name, guessed=True)
        labels = self._labels.get(name, ())
        own = [each for each in labels if each.partition(".")[0] == app]
        chosen = own if len(own) == 1 else labels
        return Value(Shape.INSTANCE, chosen[0], guessed=True) if len(chosen) == 1 else None

    def rows(self, name: str, app: str | None) -> Value | None:
        """Take `orders` or `order_list` for rows of Order."""
        for ending, singular in PLURALS:
            if name.endswith(ending):
                value = rows(self.row(name.removesuffix(ending) + singular, app))
                if value is not None:
                    return value
        return None
