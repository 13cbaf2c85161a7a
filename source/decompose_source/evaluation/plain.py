"""Python's own types: their methods, and making values of them, within bounds."""

from __future__ import annotations

import collections
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import cast

from decompose_source.evaluation.attributes import MISSING
from decompose_source.evaluation.evaluator import Evaluator
from decompose_source.evaluation.questions import iterate, to_string, truth
from decompose_source.evaluation.special import Special
from decompose_source.evaluation.values import (
    Class,
    External,
    Function,
    Instance,
    Method,
    Native,
    Partial,
    Unknown,
    Value,
    is_unknown,
)

LONGEST = 100_000
_SAFE: dict[type, frozenset[str]] = {
    kind: frozenset(name for name in dir(kind) if not name.startswith("_"))
    | {"__getitem__", "__setitem__", "__contains__", "__len__", "__iter__", "__delitem__"}
    for kind in (str, bytes, int, float, list, dict, tuple, set, frozenset, range)
}
_SAFE[PurePosixPath] = frozenset(
    [
        "parent",
        "parents",
        "name",
        "stem",
        "suffix",
        "suffixes",
        "parts",
        "joinpath",
        "with_name",
        "with_suffix",
        "as_posix",
        "relative_to",
        "is_relative_to",
        "is_absolute",
    ]
)
# What a real path can do and we answer from the name alone.
_PATH_SAME = frozenset({"resolve", "absolute", "expanduser"})
_CALLBACKS = (Function, Method, Partial, Native, Class)


def method(evaluator: Evaluator, value: Value, name: str) -> Value:
    """Give a method (or plain attribute) of a plain value."""
    if isinstance(value, type):
        return _class_method(value, name)
    if isinstance(value, PurePosixPath) and name in _PATH_SAME:
        return Native(f"pathlib.Path.{name}", lambda ev, args, kwargs: value)
    if isinstance(value, PurePosixPath) and name in ("exists", "is_file", "is_dir"):
        return evaluator.native("os.path.exists") and Native(
            name,
            lambda ev, args, kwargs: ev.call(ev.native("os.path.exists"), [value], {}),
        )
    kind = next((each for each in _SAFE if isinstance(value, each)), None)
    if kind is None or name not in _SAFE[kind]:
        if isinstance(value, PurePosixPath):
            return Unknown(f"{name} of a path")
        return MISSING
    attribute = getattr(value, name, MISSING)
    if not callable(attribute):
        return attribute

    def apply(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
        return _apply(evaluator, value, name, cast("Callable[..., Value]", attribute), args, kwargs)

    return Native(f"{type(value).__name__}.{name}", apply)


def construct(
    evaluator: Evaluator, kind: type, args: list[Value], kwargs: dict[str, Value]
) -> Value:
    """Call one of Python's own types."""
    if kind is type and len(args) == 1:
        return type_of(args[0])
    if kind is type:
        return evaluator.call(evaluator.native("builtins.make_class"), args, kwargs)
    if issubclass(kind, BaseException):
        return kind(*args)
    if kind is bool:
        known = truth(evaluator, args[0]) if args else False
        return Unknown("truth of an unknown", evaluator.site) if known is None else known
    if kind is str and args:
        text = to_string(evaluator, args[0])
        return Unknown("text of an unknown", evaluator.site) if text is None else text
    unknown = is_unknown(*args)
    if unknown is not None:
        return unknown
    if kind in (list, tuple, set, frozenset):
        items = iterate(evaluator, args[0]) if args else []
        if items is None:
            return Unknown("items of an unknown", evaluator.site)
        return cast("Callable[..., Value]", kind)(items)
    if kind is dict:
        return _make_dict(evaluator, args, kwargs)
    if kind is object:
        return Instance(External("builtins.object"))
    plain = [each.native if isinstance(each, Instance) else each for each in args]
    if kind in (int, float, range, bytes) and all(
        isinstance(each, str | int | float) for each in plain
    ):
        if kind is bytes or any(isinstance(each, str) and len(each) > 1000 for each in plain):
            return Unknown("bytes")
        return cast("Callable[..., Value]", kind)(*plain)
    return Unknown(f"call of {kind.__name__}", evaluator.site)


def type_of(value: Value) -> Value:
    """Give `type(value)`."""
    if isinstance(value, Instance):
        return value.cls
    if isinstance(value, Class):
        return value.extra.get("metaclass") or type
    if isinstance(value, Unknown):
        return value
    if isinstance(value, Function | Method | Native):
        return External("types.FunctionType")
    if isinstance(value, Special):
        return External(type(value).__name__)
    return type(value)


def _make_dict(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    result: dict[Value, Value] = {}
    for each in args:
        source = each.native if isinstance(each, Instance) else each
        if isinstance(source, dict):
            result.update(source)
            continue
        for pair in iterate(evaluator, source) or []:
            items = iterate(evaluator, pair)
            if items is not None and len(items) == 2:
                result[items[0]] = items[1]
    result.update(kwargs)
    return result


def _class_method(kind: type, name: str) -> Value:
    if kind is str and name == "maketrans":
        return Native("str.maketrans", lambda ev, args, kwargs: Unknown("translation table"))
    if kind is dict and name == "fromkeys":
        return Native("dict.fromkeys", _fromkeys)
    if name in ("__new__", "__init__", "__setattr__"):
        return Native(f"{kind.__name__}.{name}", lambda ev, args, kwargs: None)
    if name in _SAFE.get(kind, ()):
        return Native(
            f"{kind.__name__}.{name}",
            lambda ev, args, kwargs: ev.call(
                method(ev, getattr(args[0], "native", None) or args[0], name), args[1:], kwargs
            ),
        )
    return MISSING


def _fromkeys(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    return dict.fromkeys(iterate(evaluator, args[0]) or [], args[1] if len(args) > 1 else None)


def _apply(
    evaluator: Evaluator,
    value: Value,
    name: str,
    attribute: Callable[..., Value],
    args: list[Value],
    kwargs: dict[str, Value],
) -> Value:
    """Call a method; containers may hold unknown values, texts and numbers may not."""
    plain = [_plain(evaluator, each) for each in args]
    if isinstance(value, str | bytes | int | float | PurePosixPath):
        unknown = is_unknown(*plain, *kwargs.values())
        if unknown is not None:
            return unknown
        if name == "join":
            parts = [to_string(evaluator, each) for each in iterate(evaluator, plain[0]) or []]
            if None in parts:
                return Unknown("part of a text", evaluator.site)
            return attribute([each for each in parts if each is not None])
        if any(isinstance(each, int) and abs(each) > LONGEST for each in plain):
            return Unknown("too long a text")
        if name in ("format", "format_map"):
            return _format(evaluator, str(value), args, kwargs)
        return attribute(*plain, **kwargs)
    keyed = {
        key: _callback(evaluator, each) if isinstance(each, _CALLBACKS) else each
        for key, each in kwargs.items()
    }
    if name == "extend" and isinstance(plain[0], Unknown):
        plain = [[plain[0]]]  # whoever reads the list reports what it holds
    if name in ("extend", "update", "union", "intersection", "difference"):
        plain = [iterate(evaluator, each) if _needs_items(each) else each for each in plain]
        plain = [each for each in plain if each is not None and not isinstance(each, Unknown)]
    if name == "sort":
        _sort(value, keyed)
        return None
    if isinstance(value, collections.defaultdict) and name == "get":
        return dict.get(cast("dict[Value, Value]", value), *plain)
    return attribute(*plain, **keyed)


def _needs_items(value: Value) -> bool:
    return not isinstance(value, dict | list | tuple | set | frozenset | Unknown)


def _sort(value: Value, keyed: dict[str, Value]) -> None:
    try:
        cast("list[Value]", value).sort(**keyed)  # type: ignore[call-overload]
    except TypeError:  # unknown or mixed values: any order is as good
        return


def _plain(evaluator: Evaluator, value: Value) -> Value:
    if isinstance(value, Instance) and isinstance(value.native, dict | list | str | set | tuple):
        return value.native
    return value


def _callback(evaluator: Evaluator, function: Value) -> Callable[..., Value]:
    return lambda *args: evaluator.call(function, list(args), {})


def _format(evaluator: Evaluator, text: str, args: list[Value], kwargs: dict[str, Value]) -> Value:
    parts = [to_string(evaluator, each) for each in args]
    named = {key: to_string(evaluator, each) for key, each in kwargs.items()}
    if None in parts or None in named.values() or ":" in text:
        return Unknown("part of a text", evaluator.site)
    return text.format(*parts, **named)
