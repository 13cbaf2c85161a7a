"""JSON read so that nothing is lost that could differ: numbers keep the form they have."""

from __future__ import annotations

import json
from typing import TypeAlias, cast

from decompose_proxy.finding import Uncomparable

MAX_NODES = 200_000
MAX_DEPTH = 200


class Number(str):
    """A number as written: 10, 10.0 and 1e1 are three texts, and none is the string "10"."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Number) and str.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = str.__hash__


Json: TypeAlias = "dict[str, Json] | list[Json] | str | Number | bool | None"


class NoJson(ValueError):
    """The text is no JSON."""


def parse(text: str) -> Json:
    """Parse JSON.

    Raises:
        NoJson: it is none.
        Uncomparable: it is too deep, or holds too many values.
    """
    try:
        value = json.loads(text, parse_int=Number, parse_float=Number, parse_constant=Number)
    except RecursionError:
        raise Uncomparable("too deep: JSON beyond the parser's limit") from None
    except ValueError as error:
        raise NoJson(str(error)) from None
    _check_bounds(cast(Json, value))
    return cast(Json, value)


def written(value: Json) -> str:
    """Write a value as canonical JSON text; a number keeps its form."""
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, dict):
        items = (f"{json.dumps(key)}: {written(value[key])}" for key in sorted(value))
        return "{" + ", ".join(items) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def type_name(value: Json) -> str:
    """Name a value's type as JSON does."""
    if isinstance(value, Number):
        return "number"
    names = {"dict": "object", "list": "array", "str": "string", "bool": "boolean"}
    return names.get(type(value).__name__, "null")


def _check_bounds(value: Json) -> None:
    """Walk without recursion: the limits are what makes recursion safe afterwards."""
    level, seen = [value], 0
    for _ in range(MAX_DEPTH):
        seen += len(level)
        if seen > MAX_NODES:
            raise Uncomparable(f"too large: more than {MAX_NODES} JSON values")
        level = [inner for each in level for inner in _inside(each)]
        if not level:
            return
    raise Uncomparable(f"too deep: more than {MAX_DEPTH} levels of JSON")


def _inside(value: Json) -> list[Json]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
