"""Calls of functions that stay in the monolith: they change its data or act on the world."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from importlib import import_module
from types import ModuleType
from typing import ParamSpec, TypeVar

from django.conf import settings

Parameters = ParamSpec("Parameters")
Answer = TypeVar("Answer")

# Where tests find what the monolith does at the other end of a seam.
ENDS_IN_TESTS = "monolith_in_tests"
# What was reached since the last look, in words; a test that reaches what is not here and fails is
# reported as skipped.
reached: list[str] = []


class UnsettledSeam(Exception):
    """A call that crosses to the monolith and has no other end yet."""

    def __init__(self, symbol: str, *, because: str, callers: Iterable[str] = ()) -> None:
        reached.append(f"unsettled seam {symbol}")
        called_at = "".join(f"\n    {each}" for each in callers)
        super().__init__(
            f"{symbol} stays in the monolith ({because}), and this call of it is not settled.\n"
            f"  Called at:{called_at or ' no place that could be told'}\n"
            "  Give the monolith an endpoint that calls it and let this stub ask that endpoint,"
            " or keep the routes that lead here with the monolith."
        )


def seam(
    symbol: str, *, because: str, callers: Iterable[str] = ()
) -> Callable[[Callable[Parameters, Answer]], Callable[Parameters, Answer]]:
    """Make a stub fail when it is called; in tests it does what the monolith does."""

    def decorate(function: Callable[Parameters, Answer]) -> Callable[Parameters, Answer]:
        @wraps(function)
        def call(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Answer:
            end = end_in_tests(symbol)
            if end is None:
                raise UnsettledSeam(symbol, because=because, callers=callers)
            return end(*args, **kwargs)

        return call

    return decorate


def end_in_tests(symbol: str) -> Callable[..., object] | None:
    """Find the other end of a seam, in tests only."""
    if not settings.DECOMPOSE_SEAMS_IN_TESTS:
        return None
    package, _, name = f"{ENDS_IN_TESTS}.{symbol}".rpartition(".")
    found = _imported(package)
    if found is None:  # a method: a class beside the module's functions holds it
        package, _, owner = package.rpartition(".")
        found = getattr(_imported(package), f"{owner}Ends", None)
    return getattr(found, name, None)


def _imported(name: str) -> ModuleType | None:
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if name.startswith(error.name or "."):
            return None
        raise
