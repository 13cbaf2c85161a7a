"""What an expression was inferred to be."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Shape(Enum):
    """The shapes that matter to a detector."""

    INSTANCE = "instance"  # one row of a model
    ROWS = "rows"  # a manager, a query set, or a list of rows
    MODEL = "model"  # the model's class itself
    PAIR = "pair"  # (row, created)
    OBJECT = "object"  # an instance of another class
    CLASS = "class"  # another class itself
    REQUEST = "request"  # Django's or DRF's request


@dataclass(frozen=True, slots=True, order=True)
class Value:
    """A shape of something: a model's label, or the dotted name of a class.

    `guessed` marks what only a naming convention says.
    """

    shape: Shape
    name: str
    guessed: bool = False

    @property
    def is_model(self) -> bool:
        """Say whether the name is a model's label."""
        return self.shape in MODEL_SHAPES


MODEL_SHAPES = frozenset({Shape.INSTANCE, Shape.ROWS, Shape.MODEL, Shape.PAIR})
REQUEST = Value(Shape.REQUEST, "request")
