"""Which tables a piece of SQL reads and writes."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass

PLACEHOLDER = re.compile(r"%\(\w+\)s|%s")


@dataclass(frozen=True, slots=True)
class Tables:
    """Table names in lower case; a table that is written may be read as well."""

    read: frozenset[str]
    written: frozenset[str]


def tables_of(text: str) -> Tables | None:
    """Parse statements, or a bare table name; None where they can't be parsed."""
    import sqlglot  # noqa: PLC0415  costs 150 ms, and most projects hold no raw SQL
    from sqlglot import errors, exp  # noqa: PLC0415

    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)
    plain = PLACEHOLDER.sub("NULL", text)
    if re.fullmatch(r"\s*\"?\w+\"?\s*", plain):
        return Tables(frozenset({plain.strip().strip('"').lower()}), frozenset())
    try:
        statements = sqlglot.parse(plain, read="postgres")
    except (errors.SqlglotError, RecursionError):
        return None
    read: set[str] = set()
    written: set[str] = set()
    for statement in statements:
        if statement is None:
            continue
        if isinstance(statement, exp.Command):
            return None
        local = {each.alias_or_name.lower() for each in statement.find_all(exp.CTE)}
        read |= {each.name.lower() for each in statement.find_all(exp.Table)} - local
        for each in statement.find_all(
            exp.Insert, exp.Update, exp.Delete, exp.TruncateTable, exp.Merge
        ):
            target = each.this if not isinstance(each, exp.TruncateTable) else None
            tables = target.find_all(exp.Table) if target is not None else each.find_all(exp.Table)
            written |= {table.name.lower() for table in tables}
    return Tables(frozenset(read - written), frozenset(written))
