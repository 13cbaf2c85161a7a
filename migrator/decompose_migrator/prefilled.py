"""Rows that stand in the service's tables before the first copy.

`migrate` leaves some behind: content types, permissions, what data migrations seed. The first copy
would stop at them. They are deleted where that loses nothing, and only there: because Django writes
them anew, or because the monolith has the very same rows. docs/decisions/0003-prefilled-tables.md
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from psycopg import sql

from decompose_core.plan import PlannedTable
from decompose_core.problem import Level, Problem
from decompose_migrator import checksum
from decompose_migrator.catalogue import Table
from decompose_migrator.postgres import Connection, value
from decompose_migrator.sides import Sides
from decompose_migrator.verify import content_of

# What Django's post_migrate writes by itself: made from code, so nothing in it is anybody's work.
MADE_BY_MIGRATE = frozenset({"auth_permission", "django_content_type", "django_site"})
COMPARED = 10_000  # rows: a table that holds more was not filled by a migration


@dataclass(frozen=True, slots=True)
class Prefilled:
    """A table of the service that is not empty, and rows in it that the monolith does not have."""

    table: str
    rows: int
    own: tuple[str, ...]


def find_prefilled(sides: Sides, catalogue: Mapping[str, Table]) -> list[Prefilled]:
    """Look at every table that is to be followed and is not empty."""
    found: list[Prefilled] = []
    for planned in sides.link.tables:
        count = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(planned.name))
        if rows := int(value(sides.service, count)):
            own = _own_rows(sides, planned, catalogue[planned.name])
            found.append(Prefilled(planned.name, rows, own))
    return found


def objections(prefilled: Sequence[Prefilled], service: str) -> Iterator[Problem]:
    """Refuse to delete rows that nobody else has."""
    for each in prefilled:
        if each.own:
            yield Problem(
                Level.ERROR,
                f"the service's table {each.table} holds {each.rows} rows, and the monolith does"
                f" not have all of them (for example key {each.own[0]})",
                hint=f"look at them; if they may go, run {_EMPTY.format(service)}",
            )
        elif each.rows > COMPARED and each.table not in MADE_BY_MIGRATE:
            yield Problem(
                Level.ERROR,
                f"the service's table {each.table} holds {each.rows} rows, more than migrate wrote",
                hint=f"if they are an old copy, run {_EMPTY.format(service)}",
            )


def empty_tables(service: Connection, prefilled: Sequence[Prefilled]) -> None:
    """Delete the rows of these tables, all or none."""
    with service.transaction():
        for each in prefilled:
            service.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(each.table)))


_EMPTY = "`decompose data follow {} --empty`, which deletes them"


def _own_rows(sides: Sides, planned: PlannedTable, table: Table) -> tuple[str, ...]:
    if planned.name in MADE_BY_MIGRATE:
        return ()
    content = content_of(planned, table)
    here = checksum.rows_of_table(sides.service, content, COMPARED)
    numbers = sorted(checksum.read_ranges(sides.service, content))
    there = checksum.rows_of_keys(sides.monolith, content, numbers, here)
    return tuple(sorted(key for key in here if here[key] != there.get(key)))
