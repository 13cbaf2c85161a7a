"""Sequences of the tables that move: logical replication does not carry them.

Left alone, the service's would give numbers that are long taken on the first insert after cutover.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from psycopg import sql

from decompose_core.plan import PlannedTable
from decompose_migrator.postgres import Connection, select, value

HEADROOM = 100_000  # so that a sequence is not overtaken again by the next order


@dataclass(frozen=True, slots=True, order=True)
class Behind:
    """A sequence of the service that the monolith's has overtaken."""

    table: str
    column: str
    monolith: int
    service: int


@dataclass(frozen=True, slots=True)
class _Counter:
    table: str
    column: str
    sequence: str


def sequences_behind(
    monolith: Connection, service: Connection, tables: Sequence[PlannedTable]
) -> list[Behind]:
    """List the sequences of moved tables whose next number may be taken already."""
    there, here = _read(monolith, tables), _read(service, tables)
    return [
        Behind(*key, monolith=there[key], service=number)
        for key, number in sorted(here.items())
        if key in there and there[key] >= number
    ]


def advance(service: Connection, behind: Sequence[Behind]) -> None:
    """Set each sequence beyond the monolith's, with head-room."""
    for each in behind:
        service.execute(
            "SELECT setval(pg_get_serial_sequence(quote_ident(%s), %s), %s)",
            [each.table, each.column, each.monolith + HEADROOM],
        )


def _read(connection: Connection, tables: Sequence[PlannedTable]) -> Mapping[tuple[str, str], int]:
    moved = [each.name for each in tables if each.moved]
    return {
        (each.table, each.column): _last(connection, each.sequence)
        for each in select(connection, _Counter, _COUNTERS, [moved])
    }


def _last(connection: Connection, sequence: str) -> int:
    """Return the last number given; a sequence that gave none stands one before its first."""
    name = sql.SQL(".").join(map(sql.Identifier, sequence.split("\t")))
    query = sql.SQL("SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END FROM {}")
    return int(value(connection, query.format(name)))


_COUNTERS = """
SELECT t.relname AS "table", a.attname AS "column", n.nspname || E'\\t' || s.relname AS sequence
  FROM unnest(%s::text[]) AS wanted (name)
  JOIN pg_class t ON t.oid = to_regclass(quote_ident(wanted.name))
  JOIN pg_depend d ON d.refobjid = t.oid AND d.refclassid = 'pg_class'::regclass
                  AND d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
  JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
  JOIN pg_namespace n ON n.oid = s.relnamespace
  JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
 ORDER BY 1, 2
"""
