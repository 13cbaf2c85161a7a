"""Finds models whose rows carry another app's or package's past: history, soft delete, trees.

https://docs.djangoproject.com/en/5.2/topics/db/models/#model-inheritance
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan, app_of, model_end
from decompose_core.coupling import CouplingSeverity, Effect, End, Settlement
from decompose_core.monolith import Model, RelationKind

# What a model gets from a base class, a field or a registration of these packages.
PACKAGES = {
    "auditlog.": "writes each change into the audit log's table",
    "easyaudit.": "writes each change into the audit log's table",
    "field_history.": "writes each change of a field into a history table",
    "mptt.": "keeps its place in a tree in columns of all rows",
    "pghistory.": "writes each change into an event table, by trigger",
    "reversion.": "writes each change into the table of versions",
    "safedelete.": "keeps deleted rows",
    "simple_history.": "writes each change into a history table, with the user",
    "softdelete.": "keeps deleted rows",
    "django_softdelete.": "keeps deleted rows",
    "model_utils.models.SoftDeletableModel": "keeps deleted rows",
    "tree_queries.": "keeps its place in a tree",
    "treebeard.": "keeps its place in a tree in columns of all rows",
}
REGISTRATIONS = re.compile(
    r"^(?:reversion|auditlog|pghistory|easyaudit)\.(?:.+\.)?(register|track)$"
)
SOFT_DELETE = frozenset(
    {"deleted_at", "deleted_on", "date_deleted", "deleted_date", "is_deleted", "deleted"}
    | {"removed_at", "is_removed", "deletion_date"}
)
PAST = re.compile(
    r"(?<![a-z])(?:Audit|History|Historical|Changelog|ChangeLog|Trail|Revision|ObjectChange|LogEntry"
    r"|ActivityLog|EventLog)"
)


def find(scan: Scan) -> Iterator[Found]:
    """Look at the bases, fields and receivers of each model, and at registrations."""
    writers = _writers(scan)
    for model in scan.project.models:
        if model.abstract or model.proxy:
            continue
        yield from _packages(scan, model)
        yield from _soft_delete(scan, model)
        if PAST.search(model.label.partition(".")[2]):
            yield from _keeps(scan, model, writers.get(model.label, {}))
    yield from _registrations(scan)


def _packages(scan: Scan, model: Model) -> Iterator[Found]:
    for dotted in scan.classes.ancestors(model.dotted)[1:]:
        # Bases of bases belong to the same package, so the first one tells all.
        does = _does(dotted)
        if does is not None:
            yield _found(model, dotted, does)
            return
    for field in model.fields:
        member = scan.classes.member(model.dotted, field.name)
        if member is None or not isinstance(member.node, ast.Call) or field.relation is not None:
            continue
        made = scan.names.resolve(member.module, member.node.func, member.node) or ""
        does = _does(made)
        if does is not None:
            yield _found(model, made, does)
            return


def _does(dotted: str) -> str | None:
    return next((does for start, does in PACKAGES.items() if dotted.startswith(start)), None)


def _found(model: Model, dotted: str, does: str) -> Found:
    return Found(
        model_end(model.label),
        End(dotted.partition(".")[0], dotted.rpartition(".")[2]),
        Effect.SCHEMA,
        model.location,
        f"{model.label} {does}, by {dotted}",
    )


def _soft_delete(scan: Scan, model: Model) -> Iterator[Found]:
    """Find a column of a base in another app by which rows only seem to be deleted."""
    for field in model.fields:
        member = (
            scan.classes.member(model.dotted, field.name) if field.name in SOFT_DELETE else None
        )
        target = scan.end_of(member.owner) if member else None
        base = scan.names.definition(member.owner) if member else None
        if member is not None and base and target is not None and target.app != model.app:
            yield Found(
                model_end(model.label, field.name),
                target,
                Effect.SCHEMA,
                base.module.at(base.node),
                f"{model.label} keeps deleted rows by {member.owner}.{field.name}: "
                "a copy of its table holds them too",
            )


Writers = Mapping[str, Mapping[str, str]]


def _writers(scan: Scan) -> Writers:
    """Map each model to the models of other apps whose receivers write it, with the receiver."""
    found: dict[str, dict[str, str]] = {}
    receivers = {each.receiver for each in scan.project.receivers}
    for receiver in scan.project.receivers:
        sender = scan.models.label(receiver.sender) if receiver.sender else None
        definition = scan.names.definition(receiver.receiver) if sender else None
        if sender is None or definition is None:
            continue
        calls = scan.effects.calls_in(definition.module, definition.node)
        for write in scan.effects.writes(definition.module, calls):
            # What another receiver writes is the past of what that one receives.
            if app_of(write.model) != app_of(sender) and receivers.isdisjoint(write.path):
                found.setdefault(write.model, {}).setdefault(sender, receiver.receiver)
    return found


def _keeps(scan: Scan, model: Model, senders: Mapping[str, str]) -> Iterator[Found]:
    """Find whose past a model of the project's own keeps: by its keys, and by its receivers."""
    for sender, receiver in sorted(senders.items()):
        yield Found(
            model_end(model.label),
            model_end(sender),
            Effect.READ,
            model.location,
            f"{model.label} keeps the past of {sender}: {receiver} writes it on each change",
        )
    for field in model.fields:
        relation = field.relation
        if relation is None or relation.kind is not RelationKind.FK or relation.to is None:
            continue
        # An `OrderHistory` is about orders; who changed them is another matter.
        named = relation.to.partition(".")[2].lower() in model.label.partition(".")[2].lower()
        if app_of(relation.to) in scan.labels and named and relation.to not in senders:
            place = scan.field_location(model, field.name)
            detail = f"{model.label} keeps the past of {relation.to} by {field.name}"
            target = model_end(relation.to)
            yield Found(model_end(model.label, field.name), target, Effect.READ, place, detail)


def _registrations(scan: Scan) -> Iterator[Found]:
    """Find `reversion.register(Order)`, `auditlog.register(Order)`, `@pghistory.track()`."""
    for module, call in scan.calls_named(("register", "track")):
        dotted = scan.names.resolve(module, call.func, call) or ""
        if not REGISTRATIONS.match(dotted):
            continue
        package = dotted.partition(".")[0]
        value = scan.types.of(module, call.args[0]) if call.args else None
        named = value.name if value and value.is_model else ""
        source = model_end(named) if named else scan.end(module, call)
        detail = f"{named or source.symbol} {PACKAGES[package + '.']}, by {dotted}()"
        yield Found(source, End(package, "register"), Effect.SCHEMA, module.at(call), detail)


detector = Detector(
    find,
    "history, audit trails, soft deletes and trees that span apps",
    example="`AuditEntry` in audit, written by receivers of orders' models",
    settled="the past moves with its owner; a trail over both sides is marked",
    rows=(16,),
    severity=CouplingSeverity.REWRITE,
    docs="https://docs.djangoproject.com/en/5.2/topics/db/models/#model-inheritance",
    settlement=Settlement.ASSISTED,
    weight=1.0,
)
