"""The one door to PostgreSQL: connections, questions, and failures with a place and a remedy."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import class_row

from decompose_core.problem import OutsideFailed, Refused, outside_failed, refuse

Connection = psycopg.Connection[tuple[Any, ...]]
Query = str | sql.Composed
T = TypeVar("T")

CONNECT_SECONDS = 10
# Text forms must not depend on how a server or a role is configured: they are hashed and compared.
SESSION = {
    "application_name": "decompose",
    "TimeZone": "UTC",
    "DateStyle": "ISO, YMD",
    "IntervalStyle": "iso_8601",
    "extra_float_digits": "3",
    "bytea_output": "hex",
    "xmlbinary": "hex",
    "statement_timeout": "0",
}


@contextlib.contextmanager
def connect(url: str, side: str) -> Iterator[Connection]:
    """Open a connection to one side, named in messages; each statement commits by itself.

    Raises:
        OutsideFailed: the server can't be reached, or a statement failed there.
        Refused: the role lacks a privilege.
    """
    try:
        connection = psycopg.connect(url, autocommit=True, connect_timeout=CONNECT_SECONDS)
    except psycopg.Error as error:
        raise unreachable(url, side, error) from None
    try:
        with connection:
            for name, value in SESSION.items():
                connection.execute("SELECT set_config(%s, %s, false)", [name, value])
            yield connection
    except psycopg.Error as error:
        raise failed(side, error) from error


def unreachable(url: str, side: str, error: psycopg.Error) -> OutsideFailed:
    """Say which server did not answer, without its password."""
    first = str(error).strip().partition("\n")[0]
    return outside_failed(
        f"can't connect to the database of {side} at {shown(url)}: {first}",
        hint="start the server, or correct the address in decompose.toml",
    )


def failed(side: str, error: psycopg.Error) -> Refused | OutsideFailed:
    """Turn a server's error into a message; a missing privilege is for the user to grant."""
    message = f"the database of {side} says: {str(error).strip().partition(chr(10))[0]}"
    if isinstance(error, psycopg.errors.InsufficientPrivilege):
        return refuse(message, hint="grant the role this privilege, or use another role")
    return outside_failed(message, hint="the server's log has more; then run the command again")


def shown(url: str) -> str:
    """Name a database for people: host, port and name, no user and no password."""
    parts = conninfo_to_dict(url)
    host, port = parts.get("host") or "local socket", parts.get("port") or 5432
    return f"{host}:{port}/{parts.get('dbname') or ''}"


def select(
    connection: Connection, kind: type[T], query: Query, parameters: Sequence[object]
) -> list[T]:
    """Ask for rows of that type; columns are named after its fields."""
    with connection.cursor(row_factory=class_row(kind)) as cursor:
        return cursor.execute(query, parameters).fetchall()


def value(connection: Connection, query: Query, parameters: Sequence[object] = ()) -> Any:
    """Ask for one value; None where there is no row."""
    row = connection.execute(query, parameters).fetchone()
    return row[0] if row else None


def names(columns: Sequence[str]) -> sql.Composed:
    """Write column or table names as SQL, quoted and separated by commas."""
    return sql.SQL(", ").join(map(sql.Identifier, columns))
