"""What migrations made beside tables: views, functions, triggers, indexes, by RunSQL.

The history of a moved app's migrations stays behind; what is left of it in the schema travels, each
object in its last form, into one migration after the first. So does the view behind an unmanaged
model that stays and is read here. Statements that change rows or columns don't: rows arrive by
replication, and columns are those of the models.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from decompose_core.location import Location
from decompose_extractor.cut import Cut
from decompose_extractor.pieces import Root
from decompose_extractor.statements import SchemaStatement, read
from decompose_source.modules import Module

RUN_SQL = "RunSQL"
_SEPARATE = "SeparateDatabaseAndState"
_NOOP = "RunSQL.noop"


@dataclass(frozen=True, slots=True)
class Operation:
    """One RunSQL with text that can be read, and its reverse where it has one."""

    app: str
    module: str
    place: Location
    sql: str
    reverse: str | None
    statements: tuple[SchemaStatement, ...]


@dataclass(frozen=True, slots=True)
class Carried:
    """What travels of one operation: all of it with its reverse, or single statements."""

    app: str
    place: Location
    sql: str
    reverse: str | None
    made: tuple[tuple[str, str], ...]  # (kind, name)
    words: frozenset[str]  # the names in it, in lower case


@dataclass(frozen=True, eq=False)
class DatabaseObjects:
    """The objects that a service has beside its models' tables, in the order they are made."""

    carried: tuple[Carried, ...] = ()
    roots: tuple[Root, ...] = ()
    words: frozenset[str] = frozenset()
    places: frozenset[Location] = field(default_factory=frozenset[Location])

    @cached_property
    def views(self) -> frozenset[str]:
        """The names of views among them, in lower case."""
        return frozenset(
            name for each in self.carried for kind, name in each.made if kind.endswith("view")
        )

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """The apps that have any."""
        return tuple(sorted({each.app for each in self.carried}))


def collect_objects(cut: Cut, replicas: Iterable[str]) -> DatabaseObjects:
    """Find what travels; `replicas` are the labels of models that stay and are read here."""
    here = set(replicas)
    unmanaged = {
        each.db_table.lower()
        for each in cut.project.models
        if each.label in here and not each.managed and not each.proxy
    }
    managed = {each.db_table.lower() for each in cut.project.models if each.managed}
    kept = [each for each in _kept(cut, managed) if _belongs(cut, each, unmanaged)]
    return DatabaseObjects(
        tuple(kept),
        tuple(_roots(cut, kept)),
        frozenset[str]().union(*(each.words for each in kept)),
        frozenset(each.place for each in kept),
    )


def operations(cut: Cut) -> Iterator[Operation]:
    """Every RunSQL of the project's migrations with text that can be read, as they are run."""
    listed = sorted(cut.migrations, key=lambda each: (_last(each[1]), each[1].name))
    for label, module in listed:
        for call in _database_only(module):
            yield from _operation(cut, label, module, call)


def _last(module: Module) -> str:
    return module.name.rpartition(".")[2]


def _operation(cut: Cut, label: str, module: Module, call: ast.Call) -> Iterator[Operation]:
    given = {each.arg: each.value for each in call.keywords}
    sql = _text(cut, module, call.args[0] if call.args else given.get("sql"))
    reverse = call.args[1] if len(call.args) > 1 else given.get("reverse_sql")
    state = call.args[2] if len(call.args) > 2 else given.get("state_operations")
    if sql is None or (state is not None and ast.unparse(state) not in ("None", "[]")):
        return  # what the state knows is made from the models
    yield Operation(
        label,
        module.name,
        module.at(call),
        sql,
        _text(cut, module, reverse),
        tuple(read(sql)),
    )


def _database_only(module: Module) -> Iterator[ast.Call]:
    """The RunSQL calls of a migration, but those with a state that the models have."""
    known: set[int] = set()
    for call in module.index.calls:
        if ast.unparse(call.func).rpartition(".")[2] != _SEPARATE:
            continue
        state = next((each.value for each in call.keywords if each.arg == "state_operations"), None)
        if state is None and len(call.args) > 1:
            state = call.args[1]
        if state is not None and ast.unparse(state) not in ("None", "[]"):
            known |= {id(each) for each in ast.walk(call)}
    for call in module.index.calls:
        if ast.unparse(call.func).rpartition(".")[2] == RUN_SQL and id(call) not in known:
            yield call


def _kept(cut: Cut, managed: set[str]) -> Iterator[Carried]:
    """What is left when everything has run: the last form of what no later statement drops."""
    listed = list(operations(cut))
    last: dict[tuple[str, str], int] = {}
    for number, each in enumerate(listed):
        for statement in each.statements:
            key = (statement.kind, statement.name)
            if statement.drops:
                last.pop(key, None)
            elif statement.kind not in ("", "extension") and (
                statement.kind != "table" or statement.name not in managed
            ):
                last[key] = number
    for number, each in enumerate(listed):
        left = [s for s in each.statements if not s.drops and last.get((s.kind, s.name)) == number]
        made = tuple((s.kind, s.name) for s in left)
        words = frozenset[str]().union(*(s.words for s in left))
        if len(left) == len(each.statements):
            yield Carried(each.app, each.place, each.sql, each.reverse, made, words)
        elif left:
            yield Carried(each.app, each.place, ";\n".join(s.sql for s in left), None, made, words)


def _belongs(cut: Cut, each: Carried, unmanaged: set[str]) -> bool:
    """Whether the app leaves, or a model that is read here stands on what is made."""
    return each.app in cut.moved or any(name in unmanaged for _, name in each.made)


def _roots(cut: Cut, kept: Iterable[Carried]) -> Iterator[Root]:
    """Ask for the models that stay and whose tables the objects read."""
    tables = {
        each.db_table.lower(): each
        for each in cut.project.models
        if cut.is_staying(each.label) and not each.abstract and not each.proxy
    }
    for each in kept:
        for name in sorted(each.words & tables.keys()):
            yield Root(tables[name].dotted, each.place)


def _text(cut: Cut, module: Module, node: ast.expr | None) -> str | None:
    """The SQL that an argument stands for, if it can be told without running it."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.Name(id=name):
            bound = (
                getattr(each.node, "value", None) for each in cut.outline(module).binders(name)
            )
            value = next(bound, None)
            return _text(cut, module, value) if isinstance(value, ast.expr) else None
        case ast.Tuple(elts=[first, ast.List(elts=[]) | ast.Tuple(elts=[]) | ast.Constant(None)]):
            return _text(cut, module, first)  # a statement without parameters
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            return _joined([_text(cut, module, each) for each in parts], ";\n")
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _joined([_text(cut, module, left), _text(cut, module, right)], "")
        case _:
            noop = node is not None and ast.unparse(node).endswith(_NOOP)
            return "" if noop else None


def _joined(parts: list[str | None], between: str) -> str | None:
    """Put parts together; None where one of them is not known."""
    known = [each for each in parts if each is not None]
    if len(known) < len(parts):
        return None
    return between.join(each.rstrip().rstrip(";") if between else each for each in known)
