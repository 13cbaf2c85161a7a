"""Listens to the SQL of a running Django process: which tables each statement touches.

Every connection of every thread is heard, whatever its alias, and raw cursors of Django too. Not
heard: `callproc()`, and a driver's own cursor or COPY. What a trigger or a function of the database
does is not seen; what a view reads is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from weakref import WeakSet

from decompose_analyzer.sql import POSTGRES, Tables, tables_of
from decompose_analyzer.sql_views import Views, views_of

DIALECTS = {"mysql": "mysql", "sqlite": "sqlite", "oracle": "oracle", "microsoft": "tsql"}
KEPT = 10_000  # statements whose tables are remembered
# Lists of any length make one statement: IN (%s, %s), VALUES (%s, %s), (%s, %s).
LIST = re.compile(r"(?:%s|\(%s(?:, %s)*\))(?:, (?:%s|\(%s(?:, %s)*\)))+")
WORD = re.compile(r"\w+")
NO_NAME = re.compile(r"'(?:[^']|'')*'|--[^\n]*|/\*.*?\*/", re.DOTALL)  # literals and comments
WRITE = re.compile(r"\s*(?:insert|update|delete|truncate|merge|replace)\b", re.IGNORECASE)
BEGINS = ("set_autocommit", "commit", "rollback")  # after each of these begins another transaction
NOTHING = Tables(frozenset(), frozenset())

Hear = Callable[["Statement"], None]


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement: the known tables that it reads and writes, and whose transaction it is in.

    `views` names the view by which a table is read; `transaction` is None outside of every block
    that the code itself opened.
    """

    text: str
    read: frozenset[str]
    written: frozenset[str]
    views: Mapping[str, str]
    transaction: Hashable | None

    @property
    def tables(self) -> frozenset[str]:
        """All tables, read or written."""
        return self.read | self.written


class Listener:
    """Hears the statements that touch any of the known tables (names in lower case)."""

    def __init__(self, known: Collection[str], hear: Hear) -> None:
        from django.db import (  # type: ignore[import-untyped]  # noqa: PLC0415 only where it runs
            connections,
        )
        from django.db.backends.signals import (  # type: ignore[import-untyped]  # noqa: PLC0415
            connection_created,
        )

        self._known = frozenset(known)
        self._hear = hear
        self._views: dict[tuple[str, str], Views] = {}
        self._begun: Counter[int] = Counter()
        # Connections belong to threads, and `connections` knows those of this thread only.
        self._connections: WeakSet[Any] = WeakSet(connections.all())
        self._heard: ExitStack | None = None
        connection_created.connect(self._meet)

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Listen while the block runs."""
        from django.db import connections  # noqa: PLC0415 only where it runs

        self._connections.update(connections.all())
        with ExitStack() as heard:
            self._heard = heard
            for connection in list(self._connections):
                self._attach(connection, heard)
            try:
                yield
            finally:
                self._heard = None

    def _meet(self, connection: Any, **_: Any) -> None:
        """Hear a connection that is opened while the test runs, perhaps in another thread."""
        if connection not in self._connections:
            self._connections.add(connection)
            if self._heard is not None:
                self._attach(connection, self._heard)

    def _attach(self, connection: Any, heard: ExitStack) -> None:
        connection.execute_wrappers.append(self._listen)
        heard.callback(connection.execute_wrappers.remove, self._listen)
        heard.enter_context(self._counting(connection))

    def _listen(
        self, execute: Callable[..., Any], sql: Any, params: object, many: bool, context: Any
    ) -> Any:
        connection = context["connection"]
        views = self._views_of(connection)
        text = _text(sql, connection)
        found = _touched(LIST.sub("%s", text), self._known.union(views), connection.vendor)
        if found is not NOTHING:
            self._hear(self._statement(text, found, views, connection))
        return execute(sql, params, many, context)

    def _statement(self, text: str, found: Tables, views: Views, connection: Any) -> Statement:
        by_view = {
            table: view
            for view in sorted(found.read & views.keys())
            for table in views[view] & self._known - found.read - found.written
        }
        return Statement(
            text=text,
            read=(found.read & self._known) | by_view.keys(),
            written=found.written & self._known,
            views=by_view,
            transaction=self._transaction(connection),
        )

    def _views_of(self, connection: Any) -> Views:
        """Ask a database once what its views read."""
        key = (connection.alias, str(connection.settings_dict["NAME"]))
        if key not in self._views:
            found = views_of(connection)
            if found is None:
                return {}
            self._views[key] = found
        return self._views[key]

    def _transaction(self, connection: Any) -> Hashable | None:
        """Name the transaction that the code itself opened; a test's own one does not count.

        An atomic block is one object however often a decorated function runs: what tells two runs
        apart is the savepoint or, outermost, how many transactions have begun.
        """
        blocks = connection.atomic_blocks
        own = [number for number, each in enumerate(blocks) if not each._from_testcase]
        begun = self._begun[id(connection)]
        if not own:
            by_hand = not connection.autocommit and not connection.in_atomic_block
            return (id(connection), begun) if by_hand else None
        savepoints = connection.savepoint_ids
        place = own[0] + len(savepoints) - len(blocks)  # the outermost block has no savepoint
        # The block itself, not its id: another object may get that id once it is gone.
        savepoint = (savepoints[place] or blocks[own[0]]) if place >= 0 else ""
        return (id(connection), begun, savepoint)

    @contextmanager
    def _counting(self, connection: Any) -> Iterator[None]:
        """Count the transactions of a connection: its BEGIN is no statement that a wrapper sees."""

        def counted(change: Callable[..., Any]) -> Callable[..., Any]:
            def count_and_change(*arguments: Any, **options: Any) -> Any:
                self._begun[id(connection)] += 1
                return change(*arguments, **options)

            return count_and_change

        before = {name: getattr(connection, name) for name in BEGINS}  # perhaps of another listener
        for name, change in before.items():
            setattr(connection, name, counted(change))
        try:
            yield
        finally:
            for name, change in before.items():
                setattr(connection, name, change)


def own_tables() -> Mapping[str, Any]:
    """Map every table of the running Django, in lower case, to the model that owns it.

    A relation's own table goes with the model that has the relation. A proxy owns nothing, and a
    model that is not managed only what no other one has: it may stand on another app's table.
    """
    from django.apps import (  # type: ignore[import-untyped]  # noqa: PLC0415 only where it runs
        apps,
    )

    models = [each for each in apps.get_models(include_auto_created=True) if not each._meta.proxy]
    found: dict[str, Any] = {}
    for model in sorted(models, key=lambda each: not each._meta.managed):
        found.setdefault(_bare(model._meta.db_table), model._meta.auto_created or model)
    return found


def _bare(table: str) -> str:
    """Drop the schema and the quotes: `"shop"."orders"` is `orders`."""
    return table.rpartition(".")[2].strip('"`[]').lower()


def _text(sql: Any, connection: Any) -> str:
    """Write out a statement that psycopg composed."""
    if hasattr(sql, "as_string"):
        return str(sql.as_string(connection.connection))
    return sql.decode(errors="replace") if isinstance(sql, bytes) else str(sql)


@lru_cache(KEPT)
def _touched(text: str, known: frozenset[str], vendor: str) -> Tables:
    """Tell which known tables a statement touches.

    Where it can't be parsed, each known name in it counts as read, the first one of a statement
    that writes as written.
    """
    words = [each.lower() for each in WORD.findall(NO_NAME.sub(" ", text))]
    if known.isdisjoint(words):
        return NOTHING
    found = tables_of(text.replace("%%", "%"), DIALECTS.get(vendor, POSTGRES))
    if found is None:
        named = [each for each in words if each in known]
        written = frozenset(named[:1] if WRITE.match(text) else ())
        return Tables(frozenset(named) - written, written)
    read, written = found.read & known, found.written & known
    return Tables(read, written) if read or written else NOTHING
