"""Functions that run on the side that owns their data: called the same way from either side."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from django.db import connection
from django.utils.module_loading import import_string

from decompose_link.boundary import MONOLITH, boundaries, boundary_with
from decompose_link.client import ask
from decompose_link.errors import CannotCross, FailedThere, RowNotThere
from decompose_link.options import switch, wait_seconds
from decompose_link.outbox import CALLED, tell
from decompose_link.owners import service_owns
from decompose_link.positions import POLL_SECONDS, wait_for
from decompose_link.serving import CALL, OWN
from decompose_link.wire import decode, encode

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")
Decorator = Callable[[Callable[Parameters, Result]], Callable[Parameters, Result]]


def remote(symbol: str, *, told: bool = False) -> Decorator[Parameters, Result]:
    """Make a stub ask the monolith, where the function is; tests call what stands in for it.

    What may be told returns nothing and refuses nothing: in a transaction its call is an event that
    is written with it, and the monolith runs it after the commit, once.
    """

    def decorate(stub: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
        @wraps(stub)
        def asked(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
            end = _end_in_tests(symbol)
            if end is not None:
                return cast(Result, end(*args, **kwargs))
            if told and connection.in_atomic_block:
                tell(boundary_with(MONOLITH), CALLED, _document(MONOLITH, symbol, args, kwargs))
                return cast(Result, None)
            return cast(Result, call_there(MONOLITH, symbol, args, kwargs))

        return asked

    return decorate


def at_owner(service: str) -> Decorator[Parameters, Result]:
    """Let a function of a moved app run here while the monolith owns its data, and there after."""

    def decorate(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
        symbol = f"{function.__module__}.{function.__qualname__}"

        @wraps(function)
        def either(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
            boundary = boundaries()[service]
            if boundary.peer != service or not service_owns(boundary):
                return function(*args, **kwargs)
            return cast(Result, call_there(service, symbol, args, kwargs))

        setattr(either, OWN, function)  # what a call that has arrived is for
        return either

    return decorate


def call_there(
    peer: str, symbol: str, args: tuple[object, ...], kwargs: Mapping[str, object]
) -> object:
    """Call a function of the other side by keys; raise what it raises.

    Raises:
        CannotCross: an argument has no key.
        LinkError: the call could not be made, or failed for reasons of its own.
    """
    document = _document(peer, symbol, args, kwargs)
    answer, position = ask(peer, f"{CALL}{symbol}/", document)
    # Rows that the call has changed are read here next: wait until they have arrived.
    wait_for(position, wait_seconds())
    return _outcome(answer)


def _document(
    peer: str, symbol: str, args: tuple[object, ...], kwargs: Mapping[str, object]
) -> dict[str, Any]:
    """Write a call down by keys.

    Raises:
        CannotCross: an argument has no key.
    """
    try:
        return {
            "symbol": symbol,
            "args": [encode(each) for each in args],
            "kwargs": {name: encode(each) for name, each in kwargs.items()},
        }
    except CannotCross as error:
        raise CannotCross(f"{symbol} runs in {peer}: {error}") from error


def _outcome(answer: Mapping[str, Any]) -> object:
    """Read an answer, again and again within bounds while a row that it names is on its way."""
    deadline = time.monotonic() + wait_seconds()
    while True:
        try:
            if "raised" in answer:
                raise _rebuilt(answer["raised"])
            return decode(answer["result"])
        except RowNotThere:
            if time.monotonic() >= deadline:
                raise
        time.sleep(POLL_SECONDS)


def _rebuilt(raised: Mapping[str, Any]) -> Exception:
    """Make the exception that the other side's function raised, of the same class."""
    try:
        kind = import_string(raised["type"])
    except ImportError:
        return FailedThere(f"{raised['type']}: {raised['text']}")
    if not (isinstance(kind, type) and issubclass(kind, Exception)):
        return FailedThere(f"{raised['type']}: {raised['text']}")
    error = kind.__new__(kind)
    error.args = tuple(decode(each) for each in raised["args"])
    for name, each in raised["state"].items():
        setattr(error, name, decode(each))
    return error


def _end_in_tests(symbol: str) -> Callable[..., object] | None:
    """Find what stands in for the monolith, in the service's own tests only."""
    if not switch("DECOMPOSE_SEAMS_IN_TESTS"):
        return None
    return cast(
        "Callable[..., object] | None",
        import_string("decompose_service.seams.end_in_tests")(symbol),
    )
