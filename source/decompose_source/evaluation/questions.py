"""Questions that a value answers: is it true, what does it hold, how is it written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from decompose_source.evaluation.attributes import MISSING, find_attribute
from decompose_source.evaluation.evaluator import MOST_ITEMS, Evaluator
from decompose_source.evaluation.special import Special
from decompose_source.evaluation.values import (
    Class,
    Function,
    Instance,
    Method,
    Namespace,
    Native,
    Partial,
    Unknown,
    Value,
    Wrapper,
)

PLAIN = (str, bytes, int, float, list, dict, tuple, set, frozenset, range, type(None))


def truth(evaluator: Evaluator, value: Value) -> bool | None:
    """Say whether a value is true; None where that isn't known."""
    if isinstance(value, (*PLAIN, type)):
        return bool(value)
    if isinstance(value, Class | Function | Namespace | Method | Native | Wrapper | Partial):
        return True
    if isinstance(value, Instance):
        if isinstance(value.native, PLAIN) and value.native is not None:
            return bool(value.native)
        for name in ("__bool__", "__len__"):
            method = find_attribute(evaluator, value, name)
            if method is not MISSING:
                return truth(evaluator, evaluator.call(method, [], {}))
        return True if isinstance(value.cls, Class) else None
    if isinstance(value, PurePosixPath | Special | BaseException):
        return True
    return None


def iterate(evaluator: Evaluator, value: Value) -> list[Value] | None:
    """Give the items of something iterable; None where they aren't known."""
    if isinstance(value, Instance):
        method = find_attribute(evaluator, value, "__iter__")
        if method is not MISSING and not isinstance(method, Unknown):
            result = evaluator.call(method, [], {})
            return None if result is value else iterate(evaluator, result)
        value = value.native
    if isinstance(value, Special):
        return value.items()
    if isinstance(value, Class):
        members = ((key, each) for key, each in value.names.items() if not key.startswith("_"))
        return [
            each
            for _, each in members
            if not isinstance(each, Class | Function | Wrapper | Special)
        ]
    if not isinstance(
        value, list | tuple | dict | set | frozenset | str | range | Iterator | bytes
    ) and not isinstance(value, Iterable):
        return None
    items: list[Value] = []
    for item in value:
        items.append(item)
        if len(items) >= MOST_ITEMS:
            break
    evaluator.steps += len(items) // 8
    if isinstance(value, set | frozenset):
        return _sorted_set(items)
    return items


def to_string(evaluator: Evaluator, value: Value) -> str | None:
    """Give `str(value)`; None where it isn't known."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Instance):
        if isinstance(value.native, str):
            return value.native
        method = find_attribute(evaluator, value, "__str__")
        if method is MISSING or isinstance(method, Unknown):
            return None
        result = evaluator.call(method, [], {})
        return result if isinstance(result, str) else None
    if isinstance(value, int | float | bool | None | PurePosixPath | BaseException):
        return str(value)
    if isinstance(value, list | tuple | dict | set):
        return None if holds_unknown(value) else str(value)
    return None


def holds_unknown(value: Iterable[Value]) -> bool:
    return any(not isinstance(each, str | int | float | bool | None) for each in value)


def _sorted_set(items: list[Value]) -> list[Value]:
    """Sets have no order; ours must not change from run to run."""
    try:
        return sorted(items)  # type: ignore[type-var]
    except TypeError:
        return items
