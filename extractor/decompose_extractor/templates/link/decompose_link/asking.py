"""Short questions to this side's database."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import Any

from django.db import connection


def first_row(query: str, values: Sequence[object] = ()) -> tuple[Any, ...] | None:
    """Ask below Django's cursor: what the project counts or logs as its own queries stays the same.

    Values are marked by `%s`, whatever the database.

    Raises:
        DatabaseError: it can't be asked.
    """
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        query = query.replace("%s", "?")
    with connection.wrap_database_errors, closing(connection.connection.cursor()) as cursor:
        cursor.execute(query, values) if values else cursor.execute(query)
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row
