"""Compare two tables by counts and hashes that the databases compute themselves.

Rows are grouped by ranges of the key; a range's hash is the sum of its rows' hashes, so their order
does not matter. Counts and sums of values would miss a changed character, or a lost row next to a
bogus one; these hashes do not. Only where a range differs do keys travel.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from psycopg import sql

from decompose_migrator.postgres import Connection, select

ROWS_IN_A_RANGE = 1000
INTEGERS = frozenset({"smallint", "integer", "bigint"})


@dataclass(frozen=True, slots=True)
class Content:
    """What is compared of a table: the same columns on both sides, its key among them."""

    table: str
    primary_key: tuple[str, ...]
    key_types: tuple[str, ...]
    columns: tuple[str, ...]

    @property
    def ordered(self) -> bool:
        """Say whether the key begins with an integer, whose order both sides agree on."""
        return self.key_types[0] in INTEGERS


@dataclass(frozen=True, slots=True)
class Range:
    """One range of keys with how many rows it holds and what they hash to."""

    number: int
    rows: int
    hash: str


@dataclass(frozen=True, slots=True)
class _Row:
    key: str
    hash: str


def read_ranges(connection: Connection, content: Content) -> Mapping[int, Range]:
    """Compute every range of a table in one pass."""
    query = sql.SQL(
        "SELECT {number} AS number, count(*) AS rows, sum({row})::text AS hash"
        " FROM {table} GROUP BY 1"
    ).format(
        number=_number(content),
        row=_row_number(content),
        table=sql.Identifier(content.table),
    )
    return {each.number: each for each in select(connection, Range, query, [])}


def differing(one: Mapping[int, Range], other: Mapping[int, Range]) -> list[int]:
    """Number the ranges that are not the same on both sides."""
    return sorted(number for number in {*one, *other} if one.get(number) != other.get(number))


def rows_of_ranges(
    connection: Connection, content: Content, numbers: Sequence[int]
) -> dict[str, str]:
    """Return key and hash of every row in these ranges."""
    return _rows(connection, content, _in_ranges(content), sql.SQL("true"), [list(numbers)])


def rows_of_keys(
    connection: Connection, content: Content, numbers: Sequence[int], keys: Iterable[str]
) -> dict[str, str]:
    """Return key and hash of those of the named rows that are there, all of these ranges."""
    condition = sql.SQL("{} = ANY (%s)").format(_key(content))
    parameters = [list(numbers), sorted(keys)]
    return _rows(connection, content, _in_ranges(content), condition, parameters)


def rows_of_table(connection: Connection, content: Content, limit: int) -> dict[str, str]:
    """Return key and hash of the rows of a small table, up to a limit."""
    return _rows(connection, content, sql.SQL(""), sql.SQL("true LIMIT %s"), [limit])


def _rows(
    connection: Connection,
    content: Content,
    joined: sql.Composable,
    condition: sql.Composable,
    parameters: Sequence[object],
) -> dict[str, str]:
    query = sql.SQL(
        "SELECT {key} AS key, {hash} AS hash FROM {table} {joined} WHERE {condition}"
    ).format(
        key=_key(content),
        hash=_row_hash(content),
        table=sql.Identifier(content.table),
        joined=joined,
        condition=condition,
    )
    return {each.key: each.hash for each in select(connection, _Row, query, parameters)}


def _in_ranges(content: Content) -> sql.Composable:
    """Write the join with the wanted ranges, by their bounds: so the key's index finds them."""
    if not content.ordered:
        return sql.SQL("JOIN unnest(%s::int8[]) AS wanted (number) ON {} = wanted.number").format(
            _number(content)
        )
    return sql.SQL(
        "JOIN unnest(%s::int8[]) AS wanted (number)"
        " ON {key} >= wanted.number * {size} AND {key} < (wanted.number + 1) * {size}"
    ).format(key=_column(content, content.primary_key[0]), size=sql.Literal(ROWS_IN_A_RANGE))


def _number(content: Content) -> sql.Composable:
    """Write a row's range: a stretch of an integer key, else a share of the key's hash."""
    if content.ordered:
        key = _column(content, content.primary_key[0])
        return sql.SQL("floor({}::numeric / {})::int8").format(key, sql.Literal(ROWS_IN_A_RANGE))
    return sql.SQL("('x' || left(md5({}), 3))::bit(12)::int8").format(_key(content))


def _key(content: Content) -> sql.Composable:
    """Write the key as text; one of several columns as a row, which is unambiguous."""
    if len(content.primary_key) == 1:
        return sql.SQL("{}::text").format(_column(content, content.primary_key[0]))
    return _record(content, content.primary_key)


def _row_hash(content: Content) -> sql.Composable:
    return sql.SQL("md5({})").format(_record(content, content.columns))


def _row_number(content: Content) -> sql.Composable:
    """Write a row's hash as a number that can be summed up: half of it is far more than enough."""
    return sql.SQL("('x' || left({}, 16))::bit(64)::int8::numeric").format(_row_hash(content))


def _record(content: Content, columns: Sequence[str]) -> sql.Composable:
    """Write columns as the text of a row: NULL, '' and separators can't be confused in it."""
    texts = [sql.SQL("{}::text").format(_column(content, each)) for each in columns]
    return sql.SQL("ROW({})::text").format(sql.SQL(", ").join(texts))


def _column(content: Content, name: str) -> sql.Composable:
    return sql.Identifier(content.table, name)
