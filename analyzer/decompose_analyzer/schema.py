"""The JSON Schema of analysis.json, made from the types that are written there.

https://json-schema.org/draft/2020-12
"""

from __future__ import annotations

import dataclasses
import enum
import json
import types
import typing
from collections.abc import Mapping
from typing import Any

from decompose_core.analysis import SCHEMA, Analysis

PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean"}


def schema_text() -> str:
    """Write the schema as it lies in docs/."""
    definitions: dict[str, object] = {}
    root = _object(Analysis, definitions)
    root["properties"]["schema"] = {"const": SCHEMA}
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "analysis.json, written by `decompose analyze --format json`",
        **root,
        "$defs": dict(sorted(definitions.items())),
    }
    return json.dumps(document, indent=2) + "\n"


def _object(kind: Any, definitions: dict[str, object]) -> dict[str, Any]:
    """Describe a dataclass; fields may be added later, so unknown ones are allowed."""
    hints = typing.get_type_hints(kind)
    names = {
        each.name: str(each.metadata.get("json", each.name)) for each in dataclasses.fields(kind)
    }
    return {
        "type": "object",
        "properties": {
            json_name: _of(hints[name], definitions) for name, json_name in names.items()
        },
        "required": sorted(names.values()),
    }


def _of(hint: Any, definitions: dict[str, object]) -> dict[str, object]:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return {"anyOf": [_of(each, definitions) for each in arguments]}
    if origin is tuple:
        return {"type": "array", "items": _of(arguments[0], definitions)}
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _of(arguments[1], definitions)}
    if hint is type(None):
        return {"type": "null"}
    return _of_class(hint, definitions)


def _of_class(kind: type[Any], definitions: dict[str, object]) -> dict[str, object]:
    if dataclasses.is_dataclass(kind):
        return _reference(kind, definitions)
    if issubclass(kind, enum.IntEnum):
        return {"enum": [each.name.lower() for each in kind]}
    if issubclass(kind, enum.Enum):
        return {"enum": [each.value for each in kind]}
    return {"type": PLAIN[kind]}


def _reference(kind: type, definitions: dict[str, object]) -> dict[str, object]:
    if kind.__name__ not in definitions:
        definitions[kind.__name__] = {}  # set first: a type may hold itself
        definitions[kind.__name__] = _object(kind, definitions)
    return {"$ref": f"#/$defs/{kind.__name__}"}
