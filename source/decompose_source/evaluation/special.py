"""Objects that we play ourselves in place of a package's."""

from __future__ import annotations

from decompose_source.evaluation.evaluator import Evaluator
from decompose_source.evaluation.values import Value


class Special:
    """An object that we play ourselves: settings, the app registry, a model's `_meta`, a path."""

    __slots__ = ()

    def attribute(self, evaluator: Evaluator, name: str) -> Value:
        """Give an attribute.

        Raises:
            AttributeError: there is none of that name.
        """
        raise AttributeError(name)

    def assign(self, evaluator: Evaluator, name: str, value: Value) -> None:
        """Set an attribute; most of ours can't be changed."""

    def items(self) -> list[Value] | None:
        """Give what iterating over it gives; None where that isn't known."""
        return None
