"""Put what Django says of a project together with what was read; where they differ, Django wins.

What only the source has is kept, for other settings may have it; each difference is a note.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from decompose_core import codec
from decompose_core.location import Location
from decompose_core.monolith import App, Endpoint, Field, Model, Receiver, Relation, Task
from decompose_core.problem import Level, Problem
from decompose_source.project import Project, sorted_problems

T = TypeVar("T")
Document = Mapping[str, Any]
ADMIN = "django.contrib.admin."  # its own pages: the source reading lists them in its own way


def merge(project: Project, said: Document) -> Project:
    """Return the project as Django has it, with a note on each difference."""
    notes: list[Problem] = []
    apps = _merged("app", project.apps, _all(App, said["apps"]), _app_key, _same, notes)
    models = _models(project.models, said["models"], notes)
    endpoints = _endpoints(project, _all(Endpoint, said["endpoints"]), notes)
    receivers = _merged(
        "receiver",
        project.receivers,
        _all(Receiver, said["signals"]),
        lambda each: f"{each.receiver} of {each.signal} from {each.sender or 'any sender'}",
        _same,
        notes,
    )
    tasks = _merged(
        "task", project.tasks, _all(Task, said["tasks"]), lambda each: each.name, _task, notes
    )
    return replace(
        project,
        apps=apps,
        models=models,
        endpoints=endpoints,
        receivers=receivers,
        tasks=tasks,
        problems=sorted_problems([*project.problems, *notes]),
    )


def _all(kind: type[T], documents: Iterable[Document]) -> list[T]:
    return [codec.decode(kind, each) for each in documents]


def _merged(  # noqa: PLR0913, PLR0917 what is merged, how it is named, how two are joined, where notes go
    kind: str,
    read: Iterable[T],
    said: Iterable[T],
    key: Callable[[T], str],
    joined: Callable[[T, T, list[Problem]], T],
    notes: list[Problem],
) -> tuple[T, ...]:
    """Join two listings by key: as read, then what only Django has, in order of its key."""
    true = {key(each): each for each in said}
    known = {key(each): each for each in read}
    for name in sorted(true.keys() - known.keys()):
        notes.append(
            _note(f"Django has the {kind} {name}, the source does not show it", true[name])
        )
    for name in sorted(known.keys() - true.keys()):
        notes.append(_note(f"the source shows the {kind} {name}, Django has none", known[name]))
    kept = [
        joined(each, true[name], notes) if name in true else each for name, each in known.items()
    ]
    return (*kept, *(true[name] for name in sorted(true.keys() - known.keys())))


def _note(message: str, thing: object) -> Problem:
    place = getattr(thing, "location", None)
    has_place = isinstance(place, Location) and place.path
    return Problem(Level.NOTE, message, place if has_place else None, "found by --boot")


def _same(read: T, said: T, notes: list[Problem]) -> T:
    """Keep what was read: its key was all there is to differ."""
    del said, notes
    return read


def _app_key(app: App) -> str:
    return f"{app.label} ({app.name})"


def _task(read: Task, said: Task, notes: list[Problem]) -> Task:
    if read.function == said.function:
        return read
    notes.append(_note(f"Django runs {said.function} for the task {read.name}", read))
    return replace(read, function=said.function)


def _models(
    read: tuple[Model, ...], said: Iterable[Document], notes: list[Problem]
) -> tuple[Model, ...]:
    abstract = [each for each in read if each.abstract]
    concrete = [each for each in read if not each.abstract]
    true = _all(Model, (each for each in said if not each["abstract"]))
    merged = _merged("model", concrete, true, lambda each: each.label, _model, notes)
    return tuple(sorted([*abstract, *merged], key=lambda each: (each.label, each.dotted)))


def _model(read: Model, said: Model, notes: list[Problem]) -> Model:
    true = {each.name: each for each in said.fields}
    fields: list[Field] = []
    for each in read.fields:
        own = true.pop(each.name, None)
        if own is None:
            notes.append(_note(f"Django has no field {read.label}.{each.name}", read))
        elif _facts(own) == _facts(each):
            fields.append(each)
        else:
            fields.append(own)
            notes.append(
                _note(f"Django has {read.label}.{each.name} otherwise: {_text(own)}", read)
            )
    for name, own in true.items():
        fields.append(own)
        notes.append(_note(f"Django also has the field {read.label}.{name}: {_text(own)}", read))
    for name in ("dotted", "db_table", "proxy", "managed"):
        if getattr(read, name) != getattr(said, name):
            notes.append(_note(f"Django has {name} {getattr(said, name)} for {read.label}", read))
    return replace(said, location=read.location, fields=tuple(fields))


def _text(field: Field) -> str:
    to = f" to {field.relation.to}" if field.relation else ""
    return f"{field.class_name}{to}, column {field.column}, {'null' if field.null else 'not null'}"


def _facts(field: Field) -> tuple[object, ...]:
    """Return what can differ: Django numbers hidden related names, and they say nothing."""
    null = bool(field.null and field.column)
    return (field.class_name, field.column, null, _target(field.relation))


def _target(relation: Relation | None) -> tuple[object, ...] | None:
    if relation is None:
        return None
    name = relation.related_name
    hidden = name is not None and name.endswith("+")
    shown = None if hidden or name is None else name
    return (relation.kind, relation.to, relation.on_delete, shown, relation.through)


def _endpoints(
    project: Project, said: Iterable[Endpoint], notes: list[Problem]
) -> tuple[Endpoint, ...]:
    """Join endpoints; what a view does to the data only its source tells."""
    said = list(said)
    sites = {each.namespace for each in said if each.view.startswith(ADMIN) and each.namespace}
    own = [
        replace(each, app=project.app_of(each.view))
        for each in said
        if not (each.namespace in sites or each.view.startswith(ADMIN))
    ]
    pages = {
        each for each in project.endpoints if each.namespace in sites or each.view.startswith(ADMIN)
    }
    read = [each for each in project.endpoints if each not in pages]
    merged = _merged("endpoint", read, own, _endpoint_key, _same, notes)
    if set(merged) == set(read):
        return project.endpoints
    return (*merged, *(each for each in project.endpoints if each in pages))


def _endpoint_key(endpoint: Endpoint) -> str:
    name = ":".join(filter(None, (endpoint.namespace, endpoint.name)))
    return f"{endpoint.route} ({endpoint.view}{f' as {name}' if name else ''})"
