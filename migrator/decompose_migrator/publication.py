"""The monolith's side of the flow: which tables and columns are published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from psycopg import sql

from decompose_core.plan import PlannedTable
from decompose_migrator.catalogue import Table, published_columns
from decompose_migrator.postgres import Connection, names, select, value

# For each table the sorted columns, or None where the table is published whole.
Published = Mapping[str, tuple[str, ...] | None]


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    columns: list[str] | None


def wanted(tables: Sequence[PlannedTable], monolith: Mapping[str, Table]) -> Published:
    """Say what the plan wants published: moved tables whole, replicas by column."""
    return {
        each.name: (
            tuple(sorted(published_columns(each, monolith[each.name]))) if each.columns else None
        )
        for each in sorted(tables, key=lambda each: each.name)
        if each.name in monolith
    }


def read_publication(connection: Connection, name: str) -> Published | None:
    """Read what is published under that name; None where there is no such publication."""
    if not value(connection, "SELECT true FROM pg_publication WHERE pubname = %s", [name]):
        return None
    return {
        each.name: None if each.columns is None else tuple(sorted(each.columns))
        for each in select(connection, _Entry, _PUBLISHED, [name])
    }


def create_publication(connection: Connection, name: str, published: Published) -> None:
    """Publish these tables with all that happens to their rows."""
    tables = [
        sql.SQL("{}").format(sql.Identifier(table))
        if columns is None
        else sql.SQL("{} ({})").format(sql.Identifier(table), names(columns))
        for table, columns in published.items()
    ]
    connection.execute(
        sql.SQL("CREATE PUBLICATION {} FOR TABLE {}").format(
            sql.Identifier(name), sql.SQL(", ").join(tables)
        )
    )


def drop_publication(connection: Connection, name: str) -> bool:
    """Stop publishing; return whether there was something to stop."""
    found = read_publication(connection, name) is not None
    connection.execute(sql.SQL("DROP PUBLICATION IF EXISTS {}").format(sql.Identifier(name)))
    return found


def differences(want: Published, have: Published) -> Iterator[str]:
    """Say in words how what is published differs from what the plan wants."""
    for table in sorted({*want, *have}):
        if table not in have:
            yield f"{table} is not published"
        elif table not in want:
            yield f"{table} is published, though the plan does not name it"
        elif want[table] != have[table]:
            yield f"{table} is published with {_shown(have[table])}, not {_shown(want[table])}"


def _shown(columns: tuple[str, ...] | None) -> str:
    return "all columns" if columns is None else f"the columns {', '.join(columns)}"


_PUBLISHED = """
SELECT c.relname AS name,
       CASE WHEN r.prattrs IS NOT NULL THEN
           (SELECT array_agg(a.attname::text) FROM pg_attribute a
             WHERE a.attrelid = c.oid AND a.attnum = ANY (r.prattrs::int2[]))
       END AS columns
  FROM pg_publication p
  JOIN pg_publication_rel r ON r.prpubid = p.oid
  JOIN pg_class c ON c.oid = r.prrelid
 WHERE p.pubname = %s
 ORDER BY 1
"""
