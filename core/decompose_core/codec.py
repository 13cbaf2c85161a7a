"""Turn our frozen dataclasses into JSON documents and back, by their type hints.

A field is written under its own name, or under `metadata={"json": NAME}` where that is no Python
identifier. Enums are written by value (`IntEnum` by lower-case name), mappings sorted by key.
Unknown keys are ignored, so that a newer writer's file can be read; missing keys take the default.
"""

from __future__ import annotations

import dataclasses
import enum
import json
import types
import typing
from collections.abc import Iterable, Mapping
from json.encoder import encode_basestring
from typing import Any, TypeVar, cast

T = TypeVar("T")

_HINTS: dict[type[Any], dict[str, Any]] = {}  # resolving them is the slow part of decoding
_NAMES: dict[
    type[Any], list[tuple[str, str]] | None
] = {}  # of fields: in the document, in the class
_PLAIN = frozenset({str, int, float, bool, type(None)})


class CodecError(ValueError):
    """A document does not fit the type; `path` says where."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}" if path else message)
        self.path = path


def dumps(value: object) -> str:
    """Write a value as indented JSON with a final newline.

    `json` itself indents in Python, piece by piece, after a copy of all; this makes neither.
    """
    return _text(value, "\n") + "\n"


def loads(kind: type[T], text: str) -> T:
    """Read a value of that type from JSON text."""
    return decode(kind, loads_document(text))


def loads_document(text: str) -> object:
    """Parse JSON text; an error says line and column."""
    try:
        return cast(object, json.loads(text))
    except json.JSONDecodeError as error:
        raise CodecError(f"line {error.lineno}, column {error.colno}", error.msg) from error


def _text(value: object, newline: str) -> str:  # noqa: PLR0911 one a kind of value
    """Write a value; `newline` is the line break with the indentation of the line it stands in."""
    kind = type(value)
    if kind is str:
        return encode_basestring(cast(str, value))
    if kind is int:
        return str(value)
    if kind in _PLAIN:
        return json.dumps(value, allow_nan=False)
    inner = f"{newline}  "
    names = _names(kind)
    if names is not None:
        fields = [(name, getattr(value, attribute)) for name, attribute in names]
        texts = [
            f'"{name}": {encode_basestring(each) if type(each) is str else _text(each, inner)}'
            for name, each in fields
        ]
        return _enclosed("{", texts, newline, "}")
    if isinstance(value, enum.Enum):
        return _text(encode(value), newline)
    if isinstance(value, tuple | list):
        items = [_text(each, inner) for each in cast("Iterable[object]", value)]
        return _enclosed("[", items, newline, "]")
    if isinstance(value, Mapping):
        pairs = sorted(cast("Mapping[str, object]", value).items())
        texts = [f"{_key(key)}: {_text(each, inner)}" for key, each in pairs]
        return _enclosed("{", texts, newline, "}")
    if isinstance(value, frozenset | set):
        return _text(encode(value), newline)
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _enclosed(opening: str, texts: list[str], newline: str, closing: str) -> str:
    """Put items on lines of their own, in one step: the text may be the whole document."""
    if not texts:
        return opening + closing
    pieces = [f",{newline}  "] * (2 * len(texts) + 1)
    pieces[1::2] = texts
    pieces[0], pieces[-1] = f"{opening}{newline}  ", f"{newline}{closing}"
    return "".join(pieces)


def _key(key: object) -> str:
    """Write a key; `json` writes numbers and truths as text."""
    if isinstance(key, str):
        return encode_basestring(key)
    return json.dumps({key: 0})[1:-4]


def encode(value: object) -> object:  # noqa: PLR0911 one a kind of value
    """Turn a value into what `json` can write."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    names = _names(kind)
    if names is not None:
        return {name: encode(getattr(value, attribute)) for name, attribute in names}
    if isinstance(value, enum.Enum):
        return value.name.lower() if isinstance(value, enum.IntEnum) else value.value
    if isinstance(value, Mapping):
        items = cast("Mapping[str, object]", value).items()
        return {key: encode(each) for key, each in sorted(items)}
    if isinstance(value, frozenset | set):
        return sorted(cast("Iterable[str]", value))
    if isinstance(value, tuple | list):
        return [encode(each) for each in cast("Iterable[object]", value)]
    return value


def _names(kind: type[Any]) -> list[tuple[str, str]] | None:
    """Name the fields of a dataclass, in the document and in the class; None for other kinds."""
    if kind not in _NAMES:
        is_ours = dataclasses.is_dataclass(kind)
        fields = dataclasses.fields(kind) if is_ours else ()
        _NAMES[kind] = [(_json_name(each), each.name) for each in fields] if is_ours else None
    return _NAMES[kind]


def decode(kind: type[T], document: object, path: str = "") -> T:
    """Turn a JSON document into a value of that type.

    Raises:
        CodecError: the document does not fit.
    """
    return cast(T, _decode(kind, document, path))


def _decode(kind: Any, document: Any, path: str) -> object:
    if typing.get_origin(kind) is not None:
        return _decode_generic(kind, document, path)
    if kind is Any or kind is object:
        return document
    if dataclasses.is_dataclass(kind):
        return _decode_dataclass(cast("type[Any]", kind), document, path)
    if issubclass(kind, enum.Enum):
        return _decode_enum(kind, document, path)
    return _decode_plain(kind, document, path)


def _decode_plain(kind: type[Any], document: Any, path: str) -> object:
    """Decode text, numbers and truth; a truth is no number here, though Python says so."""
    if kind is float:
        fits = isinstance(document, int | float) and not isinstance(document, bool)
        return float(_expect(fits, document, path, "not a number"))
    fits = isinstance(document, kind) and not (kind is int and isinstance(document, bool))
    return _expect(fits, document, path, f"not of type {kind.__name__}")


def _decode_generic(kind: Any, document: Any, path: str) -> object:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return _decode_union(arguments, document, path)
    if origin is typing.Literal:
        return _expect(document in arguments, document, path, f"not one of {arguments}")
    if issubclass(origin, Mapping):
        _expect(isinstance(document, dict), document, path, "not an object")
        return {
            key: _decode(arguments[1], each, f"{path}.{key}" if path else key)
            for key, each in document.items()
        }
    return _decode_items(origin, arguments, document, path)


def _decode_union(kinds: tuple[Any, ...], document: Any, path: str) -> object:
    if document is None and type(None) in kinds:
        return None
    errors: list[CodecError] = []
    for kind in kinds:
        if kind is type(None):
            continue
        try:
            return _decode(kind, document, path)
        except CodecError as error:
            errors.append(error)
    raise errors[0] if errors else CodecError(path, "no type fits")


def _decode_items(origin: Any, arguments: tuple[Any, ...], document: Any, path: str) -> object:
    _expect(isinstance(document, list), document, path, "not a list")
    if origin is tuple and (len(arguments) != 2 or arguments[1] is not Ellipsis):
        _expect(len(document) == len(arguments), document, path, f"not {len(arguments)} items")
        pairs = zip(arguments, document, strict=True)
        return tuple(_decode(kind, each, f"{path}[{n}]") for n, (kind, each) in enumerate(pairs))
    items = [_decode(arguments[0], each, f"{path}[{n}]") for n, each in enumerate(document)]
    return origin(items)


def _decode_dataclass(kind: type[Any], document: Any, path: str) -> object:
    _expect(isinstance(document, dict), document, path, "not an object")
    hints = _hints(kind)
    values: dict[str, object] = {}
    for each in dataclasses.fields(kind):
        name = _json_name(each)
        if name in document:
            values[each.name] = _decode(
                hints[each.name], document[name], f"{path}.{name}" if path else name
            )
        elif each.default is dataclasses.MISSING and each.default_factory is dataclasses.MISSING:
            raise CodecError(f"{path}.{name}" if path else name, "is missing")
    return kind(**values)


def _decode_enum(kind: type[enum.Enum], document: Any, path: str) -> enum.Enum:
    try:
        return kind[str(document).upper()] if issubclass(kind, enum.IntEnum) else kind(document)
    except (KeyError, ValueError):
        known = (each.name.lower() if isinstance(each, int) else each.value for each in kind)
        listed = ", ".join(map(str, known))
        raise CodecError(path, f"{document!r} is none of: {listed}") from None


def _expect(fits: bool, document: Any, path: str, message: str) -> Any:
    if not fits:
        raise CodecError(path, message)
    return document


def _json_name(each: dataclasses.Field[Any]) -> str:
    return str(each.metadata.get("json", each.name))


def _hints(kind: type[Any]) -> dict[str, Any]:
    if kind not in _HINTS:
        _HINTS[kind] = typing.get_type_hints(kind)
    return _HINTS[kind]
