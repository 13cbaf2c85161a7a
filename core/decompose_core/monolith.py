"""The map of a monolith: apps, models, endpoints, receivers, tasks."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from decompose_core.location import Location


class RelationKind(StrEnum):
    """How one model points to another."""

    FK = "FK"
    O2O = "O2O"
    M2M = "M2M"
    GFK = "GFK"
    GENERIC_RELATION = "GenericRelation"


class EndpointEffect(StrEnum):
    """What a request to an endpoint may do to the data; unknown counts as write."""

    READ = "read"
    WRITE = "write"


@dataclass(frozen=True, slots=True, order=True)
class App:
    """A Django application of the project's own."""

    label: str
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Relation:
    """Where a relation field points; `to` is `app.Model`, None when it is generic or unknown."""

    kind: RelationKind
    to: str | None
    on_delete: str | None = None
    related_name: str | None = None
    through: str | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """A field as `_meta.get_fields()` would show it; `column` is None where there is no column."""

    name: str
    class_name: str = field(metadata={"json": "class"})
    column: str | None = None
    null: bool = False
    relation: Relation | None = None


@dataclass(frozen=True, slots=True)
class Model:
    """A model with its inherited fields; `label` is `app.Model`."""

    label: str
    dotted: str
    app: str
    db_table: str
    location: Location
    abstract: bool = False
    proxy: bool = False
    managed: bool = True
    fields: tuple[Field, ...] = ()

    def field(self, name: str) -> Field | None:
        """Return the field of that name."""
        return next((each for each in self.fields if each.name == name), None)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One pattern of the URLconf with its view; `route` is what the resolver joins, whole."""

    route: str
    view: str
    location: Location
    name: str | None = None
    namespace: str = ""
    methods: tuple[str, ...] = ()
    effect: EndpointEffect = EndpointEffect.WRITE
    app: str | None = None
    handler: str = ""


@dataclass(frozen=True, slots=True)
class Receiver:
    """A function connected to a signal.

    `sender` is `app.Model`, another sender's dotted name, or None for any sender.
    """

    signal: str
    sender: str | None
    receiver: str
    location: Location


@dataclass(frozen=True, slots=True)
class Task:
    """A Celery task by its registered name."""

    name: str
    function: str
    location: Location


@dataclass(frozen=True, slots=True, order=True)
class FileUse:
    """A production file of an app, and the models that its code names, where it names several."""

    path: str
    app: str
    models: tuple[str, ...]
