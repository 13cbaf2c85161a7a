"""Operators and comparisons, within bounds; what they can't tell is unknown."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable
from pathlib import PurePosixPath

from decompose_source.evaluation.attributes import MISSING, find_attribute
from decompose_source.evaluation.evaluator import Evaluator
from decompose_source.evaluation.questions import PLAIN, holds_unknown, iterate, truth
from decompose_source.evaluation.values import (
    Class,
    External,
    Frame,
    Instance,
    Raised,
    Unknown,
    Value,
    is_unknown,
)

_WIDE = re.compile(r"%[^a-zA-Z%]*(?:\d{4}|\*)")  # a format that pads to any length
LONGEST = 1_000_000  # of a string or list that an operator makes


def operate(
    evaluator: Evaluator, op: ast.operator, left: Value, right: Value, frame: Frame, node: ast.AST
) -> Value:
    """Apply a binary operator."""
    if isinstance(left, Instance) and left.native is None:
        method = find_attribute(evaluator, left, _SPECIAL.get(type(op), "__none__"))
        if method is not MISSING:
            return evaluator.call(method, [right], {})
        return evaluator.unknown(f"operator on an object of {left.dotted}", frame, node)
    left, right = _payload(left), _payload(right)
    if isinstance(left, list) and isinstance(op, ast.Add) and not isinstance(right, list):
        return [*left, *(iterate(evaluator, right) or [right])]
    if isinstance(right, list | tuple) and isinstance(op, ast.Add) and isinstance(left, Unknown):
        return [left, *right] if isinstance(right, list) else (left, *right)
    if isinstance(left, tuple) and isinstance(op, ast.Add) and isinstance(right, Unknown):
        return (*left, right)
    unknown = is_unknown(left, right)
    if unknown is not None:
        return unknown
    known = (*PLAIN, PurePosixPath)
    if not (isinstance(left, known) and isinstance(right, known)) or _too_large(op, left, right):
        return evaluator.unknown("operator on what is not at hand", frame, node)
    if isinstance(op, ast.Mod) and isinstance(left, str):
        return _format_percent(left, right, evaluator.unknown("string format", frame, node))
    try:
        return _OPERATORS[type(op)](left, right)
    except (TypeError, ValueError, ArithmeticError) as error:
        raise Raised(error) from None


def compare(evaluator: Evaluator, op: ast.cmpop, left: Value, right: Value) -> bool | None:
    """Compare two values; None where the answer isn't known."""
    if isinstance(op, ast.In | ast.NotIn):
        found = _contains(evaluator, right, left)
        return found if found is None or isinstance(op, ast.In) else not found
    if is_unknown(left, right) is not None:
        return None
    if isinstance(op, ast.Is | ast.IsNot):
        same = left is right or (isinstance(left, External) and left == right)
        if not same and isinstance(left, External) and isinstance(right, External):
            return None
        return same is isinstance(op, ast.Is)
    left, right = _payload(left), _payload(right)
    if isinstance(op, ast.Eq | ast.NotEq):
        equal = _equal(left, right)
        return equal if equal is None or isinstance(op, ast.Eq) else not equal
    known = (int, float, str, bytes, tuple, list, set, frozenset)
    if not (isinstance(left, known) and isinstance(right, known)):
        return None
    try:
        return bool(_COMPARISONS[type(op)](left, right))
    except TypeError:
        return None


def _equal(left: Value, right: Value) -> bool | None:
    if left is right:
        return True
    if isinstance(left, External | Instance) or isinstance(right, External | Instance):
        return True if left == right else (False if left is None or right is None else None)
    if isinstance(left, Class) and isinstance(right, Class):
        return False
    try:
        return bool(left == right)
    except RecursionError:
        return None


def _contains(evaluator: Evaluator, container: Value, item: Value) -> bool | None:
    if isinstance(container, Instance) and container.native is None:
        method = find_attribute(evaluator, container, "__contains__")
        if method is not MISSING and not isinstance(method, Unknown):
            return truth(evaluator, evaluator.call(method, [item], {}))
        items = iterate(evaluator, container)
        if items is None:
            return None
        container = items
    container = _payload(container)
    if isinstance(item, Unknown) or isinstance(container, Unknown):
        return None
    if isinstance(container, str):
        return item in container if isinstance(item, str) else None
    if isinstance(container, dict | list | tuple | set | frozenset | range):
        try:
            if item in container:
                return True
        except TypeError:
            return None
        return None if any(isinstance(each, Unknown) for each in container) else False
    return None


def _payload(value: Value) -> Value:
    if isinstance(value, Instance) and value.native is not None:
        return value.native
    return value


def _too_large(op: ast.operator, left: Value, right: Value) -> bool:
    if isinstance(op, ast.Add):
        sizes = [each for each in (left, right) if isinstance(each, str | list | tuple | bytes)]
        return len(sizes) == 2 and len(sizes[0]) + len(sizes[1]) > LONGEST
    if isinstance(op, ast.Mult):
        size = [len(each) for each in (left, right) if isinstance(each, str | list | tuple | bytes)]
        times = [each for each in (left, right) if isinstance(each, int)]
        large = any(abs(each) > 10**60 for each in times)
        return large or bool(size and times and size[0] * times[0] > LONGEST)
    if isinstance(op, ast.Pow | ast.LShift):
        return not (isinstance(left, int | float) and isinstance(right, int | float)) or (
            abs(left) > 10**6 or abs(right) > 64
        )
    if isinstance(op, ast.Mod) and isinstance(left, str):
        return len(left) > 10_000 or _WIDE.search(left) is not None
    return False


def _format_percent(text: str, value: Value, otherwise: Unknown) -> Value:
    items = value if isinstance(value, tuple) else (value,)
    listed = items if not isinstance(value, dict) else tuple(value.values())
    if holds_unknown(listed):
        return otherwise
    try:
        return text % (value if isinstance(value, dict) else items)
    except (TypeError, ValueError, KeyError):
        return otherwise


_OPERATORS: dict[type[ast.operator], Callable[[Value, Value], Value]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
    ast.LShift: operator.lshift,
    ast.RShift: operator.rshift,
    ast.BitOr: operator.or_,
    ast.BitAnd: operator.and_,
    ast.BitXor: operator.xor,
    ast.MatMult: operator.matmul,
}
_COMPARISONS: dict[type[ast.cmpop], Callable[[Value, Value], Value]] = {
    ast.Lt: operator.lt,  # type: ignore[dict-item]
    ast.LtE: operator.le,  # type: ignore[dict-item]
    ast.Gt: operator.gt,  # type: ignore[dict-item]
    ast.GtE: operator.ge,  # type: ignore[dict-item]
}
_SPECIAL: dict[type[ast.operator], str] = {
    ast.Add: "__add__",
    ast.Sub: "__sub__",
    ast.Mult: "__mul__",
    ast.Div: "__truediv__",
    ast.BitOr: "__or__",
    ast.BitAnd: "__and__",
    ast.Mod: "__mod__",
}
