"""A bug of ours costs one client one answer, and nobody else anything."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar

Arguments = ParamSpec("Arguments")


class Breakable(Protocol):
    """What can end itself after an exception that nobody expected."""

    def broke(self, error: Exception) -> None:
        """Say so in the log, answer 500, give everything back."""
        ...


Self = TypeVar("Self", bound=Breakable)


def guarded(
    method: Callable[Concatenate[Self, Arguments], None],
) -> Callable[Concatenate[Self, Arguments], None]:
    """Keep an exception from whoever called back: the loop, the sweep, another request's turn."""

    @wraps(method)
    def call(self: Self, /, *args: Arguments.args, **named: Arguments.kwargs) -> None:
        try:
            method(self, *args, **named)
        except Exception as error:
            self.broke(error)

    return call
