"""What the databases really hold, and whether it fits the plan.

The apply worker stops at the first row that does not fit, often while it still counts as enabled.
So all is compared before anything is created, and again whenever somebody asks for the status.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from decompose_core.plan import PlannedTable
from decompose_core.problem import Level, Problem
from decompose_migrator.postgres import Connection, select


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the catalogue has it; a generated one is computed on each side and never sent."""

    table: str
    name: str
    type: str
    not_null: bool
    has_default: bool
    generated: bool


@dataclass(frozen=True, slots=True)
class _Relation:
    name: str
    kind: str
    replica_identity: str
    primary_key: list[str]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its key and columns; `kind` and `replica_identity` are PostgreSQL's letters."""

    name: str
    kind: str
    replica_identity: str
    primary_key: tuple[str, ...]
    columns: Mapping[str, Column]


def read_tables(connection: Connection, tables: Sequence[PlannedTable]) -> Mapping[str, Table]:
    """Read those of the planned tables that are there."""
    wanted = [each.name for each in tables]
    columns = select(connection, Column, _COLUMNS, [wanted])
    return {
        each.name: Table(
            each.name,
            each.kind,
            each.replica_identity,
            tuple(each.primary_key),
            {column.name: column for column in columns if column.table == each.name},
        )
        for each in select(connection, _Relation, _RELATIONS, [wanted])
    }


def published_columns(planned: PlannedTable, table: Table) -> tuple[str, ...]:
    """Name the columns that are sent, in the plan's order; the primary key is always among them."""
    wanted = planned.columns or tuple(table.columns)
    missing_key = tuple(name for name in table.primary_key if name not in wanted)
    found = (*missing_key, *wanted)
    return tuple(
        name for name in found if name in table.columns and not table.columns[name].generated
    )


def misfits(
    tables: Sequence[PlannedTable], monolith: Mapping[str, Table], service: Mapping[str, Table]
) -> list[Problem]:
    """List everything that would stop the flow, table by table."""
    return [
        problem
        for planned in tables
        for problem in _misfits(planned, monolith.get(planned.name), service.get(planned.name))
    ]


def _misfits(
    planned: PlannedTable, monolith: Table | None, service: Table | None
) -> Iterator[Problem]:
    if monolith is None:
        yield _error(
            f"the monolith's database has no table {planned.name}",
            "run the monolith's migrations, or extract again if the model was renamed",
        )
    if service is None:
        yield _error(
            f"the service's database has no table {planned.name}",
            "run `python manage.py migrate` in the service's folder",
        )
    if monolith is None or service is None:
        return
    yield from _unpublishable(planned, monolith)
    yield from _unlike(planned, monolith, service)


def _unpublishable(planned: PlannedTable, table: Table) -> Iterator[Problem]:
    if table.kind != "r":
        yield _error(
            f"{table.name} is no plain table in the monolith's database",
            "views, foreign and partitioned tables are not followed; leave it out of the boundary",
        )
    elif not table.primary_key:
        # Publishing it would break the monolith's own UPDATE and DELETE at once.
        yield _error(
            f"{table.name} has no primary key in the monolith's database",
            f"add one (ALTER TABLE {table.name} ADD PRIMARY KEY ...), then follow",
        )
    elif table.replica_identity != "d":
        yield _error(
            f"{table.name} has a replica identity other than its primary key",
            f"run ALTER TABLE {table.name} REPLICA IDENTITY DEFAULT in the monolith's database",
        )
    for name in planned.columns:
        if name not in table.columns:
            yield _error(
                f"the monolith's table {table.name} has lost the column {name}",
                "extract again; then unfollow and follow, so that the publication fits the plan",
            )


def _unlike(planned: PlannedTable, monolith: Table, service: Table) -> Iterator[Problem]:
    sent = published_columns(planned, monolith)
    for name in sent:
        ours, theirs = service.columns.get(name), monolith.columns[name]
        if ours is None:
            yield _error(
                f"{planned.name}.{name} is in the monolith's database but not in the service's",
                "extract again and migrate the service, or drop the column in the monolith",
            )
        elif ours.type != theirs.type:
            yield _error(
                f"{planned.name}.{name} is {theirs.type} in the monolith,"
                f" {ours.type} in the service",
                "bring the service's column to the same type with a migration",
            )
    for name, column in service.columns.items():
        if name not in sent and column.not_null and not (column.has_default or column.generated):
            yield _error(
                f"{planned.name}.{name} is not sent, yet NOT NULL without a default in the service",
                "give it a database default in the service, or add it to the plan's columns",
            )
    if service.primary_key != monolith.primary_key and monolith.primary_key:
        yield _error(
            f"{planned.name} has the primary key ({', '.join(monolith.primary_key)}) in the"
            f" monolith, ({', '.join(service.primary_key)}) in the service",
            "give both the same key, else rows can't be found for update",
        )


def _error(message: str, hint: str) -> Problem:
    return Problem(Level.ERROR, message, hint=hint)


_RELATIONS = """
SELECT c.relname AS name, c.relkind::text AS kind, c.relreplident::text AS replica_identity,
       COALESCE(
           (SELECT array_agg(a.attname::text ORDER BY k.position)
              FROM pg_index i, unnest(i.indkey) WITH ORDINALITY AS k (number, position)
              JOIN pg_attribute a ON a.attnum = k.number
             WHERE i.indrelid = c.oid AND i.indisprimary AND a.attrelid = c.oid),
           '{}') AS primary_key
  FROM unnest(%s::text[]) AS wanted (name)
  JOIN pg_class c ON c.oid = to_regclass(quote_ident(wanted.name))
 ORDER BY 1
"""

_COLUMNS = """
SELECT c.relname AS "table", a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
       a.attnotnull AS not_null, a.atthasdef OR a.attidentity <> '' AS has_default,
       a.attgenerated <> '' AS generated
  FROM unnest(%s::text[]) AS wanted (name)
  JOIN pg_class c ON c.oid = to_regclass(quote_ident(wanted.name))
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
 ORDER BY c.relname, a.attnum
"""
