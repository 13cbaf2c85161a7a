"""Which tables the views of a database read, asked of the database itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from decompose_analyzer.sql import POSTGRES, tables_of

Views = Mapping[str, frozenset[str]]  # a view's name, in lower case, and the tables it reads

DEFINITIONS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'view'",
    "postgresql": (
        "SELECT viewname, definition FROM pg_views "
        "WHERE schemaname NOT IN ('pg_catalog', 'information_schema') "
        "UNION ALL SELECT matviewname, definition FROM pg_matviews"
    ),
    "mysql": (
        "SELECT table_name, view_definition FROM information_schema.views "
        "WHERE table_schema = DATABASE()"
    ),
}


def views_of(connection: Any) -> Views | None:
    """Ask through the driver: a test that counts queries must not see ours. None: not now."""
    question = DEFINITIONS.get(connection.vendor)
    if question is None:
        return {}
    try:
        cursor = connection.connection.cursor()
        try:
            cursor.execute(question)
            rows = cursor.fetchall()
        finally:
            cursor.close()
    except Exception:  # the transaction is broken already, and every driver has its own errors
        return None
    dialect = {"postgresql": POSTGRES}.get(connection.vendor, connection.vendor)
    return expanded({str(name).lower(): _read(str(text), dialect) for name, text in rows})


def expanded(views: Views) -> Views:
    """Replace a view that another one reads by what it reads in turn."""
    found = {name: read - {name} for name, read in views.items()}
    for _ in views:
        deeper = {
            name: frozenset().union(*(found.get(each, {each}) for each in read))
            for name, read in found.items()
        }
        if deeper == found:
            break
        found = deeper
    return found


def _read(text: str, dialect: str) -> frozenset[str]:
    tables = tables_of(text, dialect)
    return tables.read | tables.written if tables else frozenset()
