"""Values as they cross: JSON, with rows as keys. Both sides have the models; each fetches its own
row.

A row is `{"$model": "orders.Order", "key": 7}`; other types that JSON lacks have marks of their
own.
"""

from __future__ import annotations

import base64
import dataclasses
import datetime
import decimal
import enum
import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet
from django.utils.dateparse import parse_duration
from django.utils.duration import duration_iso_string
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from decompose_link.boundary import rows_come
from decompose_link.errors import CannotCross, NotRead, RowNotThere

_WRITE: Mapping[type, tuple[str, Callable[[Any], object]]] = {
    datetime.datetime: ("$datetime", lambda value: value.isoformat()),
    datetime.date: ("$date", lambda value: value.isoformat()),
    datetime.time: ("$time", lambda value: value.isoformat()),
    datetime.timedelta: ("$duration", duration_iso_string),
    decimal.Decimal: ("$decimal", str),
    uuid.UUID: ("$uuid", str),
    bytes: ("$bytes", lambda value: base64.b64encode(value).decode()),
    tuple: ("$tuple", lambda value: [encode(each) for each in value]),
    set: ("$set", lambda value: sorted((encode(each) for each in value), key=repr)),
    frozenset: ("$frozenset", lambda value: sorted((encode(each) for each in value), key=repr)),
}
_READ: Mapping[str, Callable[[Any], object]] = {
    "$datetime": datetime.datetime.fromisoformat,
    "$date": datetime.date.fromisoformat,
    "$time": datetime.time.fromisoformat,
    "$duration": parse_duration,
    "$decimal": decimal.Decimal,
    "$uuid": uuid.UUID,
    "$bytes": base64.b64decode,
}


@dataclasses.dataclass(frozen=True, slots=True)
class RowElsewhere:
    """A row that a call gave back and whose model has no rows here: it can be handed on, not
    read."""

    label: str
    pk: Any

    def __getattr__(self, name: str) -> Any:
        raise NotRead(
            f"{self.label}.{name} can't be read here: nothing but the key {self.pk!r} comes to this"
            f' side.\n  "{self.label}" = "replica" among the boundary\'s seams brings its rows.'
        )


def encode(value: object) -> Any:
    """Turn a value into what JSON can hold.

    Raises:
        CannotCross: it has no key: an open file, a request, a function, an unsaved row.
    """
    if isinstance(value, enum.Enum):
        value = value.value
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str | Promise):
        return str(value)
    for kind, (mark, write) in _WRITE.items():
        if type(value) is kind:
            return {mark: write(value)}
    if isinstance(value, Model):
        return _key(value)
    if isinstance(value, RowElsewhere):
        return {"$model": value.label, "key": encode(value.pk)}
    if isinstance(value, list | QuerySet):
        return [encode(each) for each in value]
    if isinstance(value, Mapping):
        return {"$dict": [[encode(key), encode(each)] for key, each in value.items()]}
    if isinstance(value, _nobody()):
        return {"$anonymous": True}
    if isinstance(value, type) and issubclass(value, Model):
        return {"$class": value._meta.concrete_model._meta.label}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _data(value)
    raise CannotCross(f"a {type(value).__name__} has no key that the other side could use")


def decode(value: Any) -> Any:
    """Turn what arrived into values; rows are fetched, one query a model.

    Raises:
        RowNotThere: a row is not on this side.
    """
    return _Decoder(value).value(value)


def _key(row: Model) -> dict[str, object]:
    label = row._meta.concrete_model._meta.label
    if row.pk is None or row._state.adding:
        raise CannotCross(f"this {label} is not saved yet: it has no key")
    return {"$model": label, "key": encode(row.pk)}


def _data(value: Any) -> dict[str, object]:
    kind = type(value)
    fields = {each.name: encode(getattr(value, each.name)) for each in dataclasses.fields(value)}
    return {"$data": f"{kind.__module__}.{kind.__qualname__}", "fields": fields}


class _Decoder:
    """One message: its rows are fetched together, before the first is looked up."""

    def __init__(self, message: Any) -> None:
        wanted: dict[str, list[Any]] = {}
        for each in _marked(message, "$model"):
            wanted.setdefault(each["$model"], []).append(self.value(each["key"]))
        self.rows = {
            label: apps.get_model(label)._base_manager.in_bulk(keys)
            for label, keys in sorted(wanted.items())
            if rows_come(label)
        }

    def value(self, value: Any) -> Any:
        """Decode one value."""
        if isinstance(value, list):
            return [self.value(each) for each in value]
        if not isinstance(value, dict):
            return value
        mark = next((each for each in value if each.startswith("$")), "")
        if mark == "$model":
            return self._row(value)
        if mark in _READ:
            return _READ[mark](value[mark])
        if mark in ("$tuple", "$set", "$frozenset"):
            kind = {"$tuple": tuple, "$set": set, "$frozenset": frozenset}[mark]
            return kind(self.value(each) for each in value[mark])
        if mark == "$dict":
            return {self.value(key): self.value(each) for key, each in value[mark]}
        if mark == "$anonymous":
            return _nobody()()
        if mark == "$class":
            return apps.get_model(value[mark])
        if mark == "$data":
            kind = import_string(value[mark])
            if not (isinstance(kind, type) and dataclasses.is_dataclass(kind)):
                raise CannotCross(f"{value[mark]} is no dataclass")
            return kind(**{name: self.value(each) for name, each in value["fields"].items()})
        raise CannotCross(f"nothing is known of {mark!r}")

    def _row(self, value: Mapping[str, Any]) -> Model | RowElsewhere:
        label, key = value["$model"], self.value(value["key"])
        if label not in self.rows:
            return RowElsewhere(label, key)
        try:
            return self.rows[label][apps.get_model(label)._meta.pk.to_python(key)]
        except KeyError:
            raise RowNotThere(label, key) from None


def _marked(value: Any, mark: str) -> Iterable[dict[str, Any]]:
    if isinstance(value, list):
        for each in value:
            yield from _marked(each, mark)
    elif isinstance(value, dict):
        if mark in value:
            yield value
        else:
            yield from _marked(list(value.values()), mark)


def _nobody() -> Any:
    """Return Django's class for nobody; it stands among models, which may not be imported while
    apps are loaded, and a package's `__init__` may hold a seam."""
    return import_string("django.contrib.auth.models.AnonymousUser")
