"""Finds code that makes or names rows of content types, permissions and groups by hand.

`post_migrate` makes these rows, with other ids on every database.
https://docs.djangoproject.com/en/5.2/ref/signals/#post-migrate
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from decompose_analyzer import orm
from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan, model_end
from decompose_analyzer.values import Shape
from decompose_core.coupling import CouplingSeverity, Effect
from decompose_source.index import called_name
from decompose_source.modules import Module

MODELS = frozenset({"contenttypes.ContentType", "auth.Permission", "auth.Group"})
BY_LOWER = {each.lower(): each for each in MODELS}
MAKERS = {
    "create_permissions": "auth.Permission",
    "create_contenttypes": "contenttypes.ContentType",
}
SIGNAL = "post_migrate"


def find(scan: Scan) -> Iterator[Found]:
    """Look at migrations, at code that writes these rows, and at receivers of `post_migrate`."""
    for module in scan.migrations:
        for call in module.index.calls_named({"get_model"}):
            yield from _historical(scan, module, call)
    for module in (*scan.code, *scan.migrations):
        for call in module.index.calls_named(MAKERS.keys() | orm.WRITES_ROWS):
            yield from _made(scan, module, call)
    for receiver in scan.project.receivers:
        source = scan.end_of(receiver.receiver)
        touched = (
            _touched(scan, receiver.receiver) if receiver.signal.endswith(f".{SIGNAL}") else None
        )
        if touched is not None and source is not None:
            target = model_end(touched)
            detail = f"{receiver.receiver} runs after each migrate, when the rows may be made"
            yield Found(source, target, Effect.CALL, receiver.location, detail)


def _touched(scan: Scan, receiver: str) -> str | None:
    """Return the one of these models that a receiver asks for, or writes by what it calls."""
    written = MODELS & scan.effects.models_written(receiver)
    definition = scan.names.definition(receiver)
    if written or definition is None:
        return min(written, default=None)
    for call in scan.effects.calls_in(definition.module, definition.node):
        value = scan.types.of(definition.module, call)
        if value is not None and value.name in MODELS:
            return value.name
    return None


def _historical(scan: Scan, module: Module, call: ast.Call) -> Iterator[Found]:
    """Find `apps.get_model("auth", "Permission")` in a migration."""
    if called_name(call) != "get_model" or not call.args:
        return
    parts = [scan.text(module, each) for each in call.args[:2]]
    label = BY_LOWER.get(".".join(filter(None, parts)).lower())
    if label is not None:
        detail = f"a migration uses {label}: its rows have other ids on every database"
        yield Found(scan.end(module, call), model_end(label), Effect.READ, module.at(call), detail)


def _made(scan: Scan, module: Module, call: ast.Call) -> Iterator[Found]:
    name = called_name(call)
    label = MAKERS.get(name)
    if label is not None:
        dotted = scan.names.resolve(module, call.func, call) or ""
        if not dotted.startswith("django.contrib."):
            return
    else:
        label = scan.effects.written_by(module, call)
        base = (
            scan.types.of(module, call.func.value) if isinstance(call.func, ast.Attribute) else None
        )
        # A row that is saved is the business of `model_write`.
        if label not in MODELS or base is None or base.shape is not Shape.ROWS:
            return
    verb = "deletes" if name.endswith("delete") else "makes"
    detail = f"{name}() {verb} rows of {label} by hand: their ids differ between databases"
    yield Found(scan.end(module, call), model_end(label), Effect.WRITE, module.at(call), detail)


detector = Detector(
    find,
    "content types, permissions and groups that code makes or names by hand",
    example='`ContentType.objects.get_or_create(app_label="orders", model="order")` in a migration',
    settled="the service takes over the monolith's rows by natural key before its own post_migrate",
    rows=(14, 60),
    severity=CouplingSeverity.SOFT,
    docs="https://docs.djangoproject.com/en/5.2/ref/signals/#post-migrate",
    weight=0.25,
)
