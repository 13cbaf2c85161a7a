"""What has to cross between monolith and service: keys, deleted rows, calls and signals."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from decompose_core.monolith import Field, Model, Receiver, RelationKind
from decompose_extractor.acting import Acting, FunctionNode
from decompose_extractor.crossing import why_not
from decompose_extractor.cut import LINKS, Cut, is_test
from decompose_extractor.members import members_of
from decompose_extractor.pieces import Closure, How
from decompose_extractor.tables import primary_key

_MODEL_SIGNALS = "django.db.models.signals."
_VETO = ("pre_save", "pre_delete", "pre_init", "post_init")


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """A key across the boundary; `own` says that the class itself declares it."""

    model: str
    name: str
    dotted: str
    table: str
    column: str
    to: str
    to_table: str
    to_column: str
    rule: str
    moved: bool
    own: bool
    join: bool = False  # one of the two keys of an automatic join table


@dataclass(frozen=True, slots=True, order=True)
class Told:
    """A table whose deleted rows the other side hears of."""

    model: str
    table: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Across:
    """Everything that crosses one boundary, sorted."""

    moved: tuple[str, ...]
    keys: tuple[Key, ...]
    asked: tuple[str, ...]  # functions that stay and that the service calls
    offered: tuple[str, ...]  # functions that move and that the monolith goes on calling
    sent: tuple[Receiver, ...]  # receivers that stay, of what the service sends
    received: tuple[str, ...]  # receivers that move, of what the monolith sends

    def told(self, *, moved: bool) -> tuple[Told, ...]:
        """The tables of one side that keys of the other lead to."""
        columns: dict[tuple[str, str], set[str]] = {}
        for each in self.keys:
            if each.moved != moved and (each.to in self.moved) == moved:
                columns.setdefault((each.to, each.to_table), set()).add(each.to_column)
        return tuple(
            Told(label, table, tuple(sorted(names)))
            for (label, table), names in sorted(columns.items())
        )


def across(cut: Cut, production: Closure) -> Across:
    """Find it all."""
    return Across(
        moved=tuple(
            sorted(
                each.label
                for each in cut.project.models
                if not cut.is_staying(each.label) and not each.abstract
            )
        ),
        keys=tuple(sorted(keys_across(cut))),
        asked=tuple(sorted(_asked(cut, production))),
        offered=tuple(sorted(_offered(cut))),
        sent=tuple(
            sorted(_sent(cut), key=lambda each: (each.signal, each.sender or "", each.receiver))
        ),
        received=tuple(sorted(_received(cut))),
    )


def keys_across(cut: Cut) -> Iterator[Key]:
    """Every key of the database that leads from one side to the other."""
    for model in cut.project.models:
        if model.abstract or model.proxy or not model.managed:
            continue
        for each in model.fields:
            relation = each.relation
            if relation is None or relation.kind not in LINKS or relation.to is None:
                continue
            target = cut.project.model(relation.to)
            if target is None or cut.is_staying(model.label) == cut.is_staying(target.label):
                continue
            if relation.kind is RelationKind.M2M:
                if not relation.through:
                    yield from _join(cut, model, each, target)
            elif not _is_unchecked(cut, model, each):
                yield _key(cut, model, each, target)


def _key(cut: Cut, model: Model, found: Field, target: Model) -> Key:
    assert found.relation is not None
    rule = (found.relation.on_delete or "CASCADE").split("(")[0].rpartition(".")[2]
    return Key(
        model.label, found.name, model.dotted, model.db_table, found.column or "", target.label,
        target.db_table, _target_column(cut, model, found, target), rule,
        not cut.is_staying(model.label), _declares(cut, model, found.name),
    )  # fmt: skip


def _join(cut: Cut, model: Model, found: Field, target: Model) -> Iterator[Key]:
    """The two keys of an automatic join table; both lose their constraint with the field."""
    table = f"{model.db_table}_{found.name}"
    own = _declares(cut, model, found.name)
    for end in (model, target):
        key = primary_key(cut, end)
        yield Key(
            model.label, found.name, model.dotted, table,
            f"{end.label.rpartition('.')[2].lower()}_id", end.label, end.db_table,
            (key.column if key is not None else None) or "id", "CASCADE",
            not cut.is_staying(model.label), own, join=True,
        )  # fmt: skip


def _target_column(cut: Cut, model: Model, found: Field, target: Model) -> str:
    """The column that a key leads to: the primary key, or what `to_field` names."""
    named = _option(cut, model, found.name, "to_field")
    if isinstance(named, ast.Constant) and isinstance(named.value, str):
        field_ = target.field(named.value)
        if field_ is not None and field_.column:
            return field_.column
    key = primary_key(cut, target)
    return (key.column if key is not None else None) or "id"


def _is_unchecked(cut: Cut, model: Model, found: Field) -> bool:
    """Whether the project itself has given up the constraint."""
    rule = _option(cut, model, found.name, "on_delete")
    if isinstance(rule, ast.Call) and ast.unparse(rule.func) == "by_owner":
        return False  # loosened by the patch of an earlier extraction
    given = _option(cut, model, found.name, "db_constraint")
    return isinstance(given, ast.Constant) and given.value is False


def _option(cut: Cut, model: Model, name: str, option: str) -> ast.expr | None:
    """An argument of a field, in the class or in one that it inherits from."""
    for dotted in (model.dotted, *cut.project.names.ancestors(model.dotted)):
        found = cut.definition(dotted)
        if found is None or not isinstance(found.node, ast.ClassDef):
            continue
        for each in members_of(found.node):
            value = getattr(each.node, "value", None)
            if each.name == name and isinstance(value, ast.Call):
                return next((k.value for k in value.keywords if k.arg == option), None)
    return None


def _declares(cut: Cut, model: Model, name: str) -> bool:
    found = cut.definition(model.dotted)
    if found is None or not isinstance(found.node, ast.ClassDef):
        return False
    return any(each.name == name for each in members_of(found.node))


def _asked(cut: Cut, production: Closure) -> Iterator[str]:
    """The seams that the service calls, as far as all they take has a key."""
    for piece in production.pieces:
        symbol = f"{piece.module}.{piece.name}"
        if piece.how is How.SEAM and not why_not(cut, symbol):
            yield symbol
        for method in piece.stubs:
            if not why_not(cut, f"{symbol}.{method}"):
                yield f"{symbol}.{method}"


def _offered(cut: Cut) -> Iterator[str]:
    """The functions of moved apps that act and that code which stays names."""
    acting = Acting(cut)
    for module in cut.project.modules.values():
        if cut.is_moved(module.name) or is_test(module.name) or module.tree is None:
            continue
        for node in module.index.calls:
            dotted = cut.project.names.resolve(module, node.func, at=node)
            found = cut.definition(dotted) if dotted else None
            if found is None or not cut.is_moved(found.module.name) or "." in found.qualname:
                continue
            if not isinstance(found.node, FunctionNode) or is_test(found.module.name):
                continue
            if cut.task_name(found.module, found.node) or why_not(cut, found.dotted):
                continue
            if acting.of_function(found.module, found.node):
                yield found.dotted


def _sent(cut: Cut) -> Iterator[Receiver]:
    """Receivers that stay, of signals that moved code sends after the fact."""
    for each in cut.project.receivers:
        if cut.is_moved(each.receiver) or is_test(each.receiver) or is_veto(each):
            continue
        if cut.is_moved(each.signal) or (
            each.signal.startswith(_MODEL_SIGNALS) and is_moved_sender(cut, each)
        ):
            yield each


def _received(cut: Cut) -> set[str]:
    """Receivers that move, of signals that code which stays sends after the fact."""
    found: set[str] = set()
    for each in cut.project.receivers:
        if not cut.is_moved(each.receiver) or is_test(each.receiver) or is_veto(each):
            continue
        if each.sender is None or is_moved_sender(cut, each) or cut.is_moved(each.signal):
            continue
        found.add(each.receiver)
    return found


def is_moved_sender(cut: Cut, receiver: Receiver) -> bool:
    """Whether rows of a moved model, or of its join table, are what a receiver waits for."""
    label = (receiver.sender or "").partition(".")[0]
    return label in cut.moved


def is_veto(receiver: Receiver) -> bool:
    """Whether a receiver is asked before the fact: it may refuse or change, which no event can."""
    return receiver.signal.startswith(_MODEL_SIGNALS) and receiver.signal.endswith(_VETO)
