"""Which tables a piece of SQL reads and writes."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlglot import exp

PLACEHOLDER = re.compile(r"%\(\w+\)s|%s")
POSTGRES = "postgres"


@dataclass(frozen=True, slots=True)
class Tables:
    """Table names in lower case; a table that is written may be read as well."""

    read: frozenset[str]
    written: frozenset[str]


def tables_of(text: str, dialect: str = POSTGRES) -> Tables | None:
    """Parse statements, or a bare table name; None where they can't be parsed."""
    import sqlglot  # noqa: PLC0415  costs 150 ms, and most projects hold no raw SQL
    from sqlglot import errors, exp  # noqa: PLC0415

    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)
    plain = PLACEHOLDER.sub("NULL", text)
    if re.fullmatch(r"\s*\"?\w+\"?\s*", plain):
        return Tables(frozenset({plain.strip().strip('"').lower()}), frozenset())
    try:
        statements = sqlglot.parse(plain, read=dialect)
    except (errors.SqlglotError, RecursionError):
        return None
    found: set[str] = set()
    written: set[str] = set()
    for statement in statements:
        if statement is None:
            continue
        if isinstance(statement, exp.Command):
            return None
        found.update(_named(statement))
        written.update(_targets(statement))
    return Tables(frozenset(found - written), frozenset(written))


def _named(statement: exp.Expr) -> Iterator[str]:
    """Yield the tables that are named, but not the WITH queries that go by a table's name.

    A WITH query sees those before it; itself only where it is RECURSIVE.
    """
    from sqlglot import exp  # noqa: PLC0415

    left: list[tuple[exp.Expr, frozenset[str]]] = [(statement, frozenset())]
    while left:
        node, hidden = left.pop()
        around = node.args.get("with_") or node.args.get("with")  # named anew in sqlglot 28
        if around is not None:
            names = [each.alias_or_name.lower() for each in around.expressions]
            seen = hidden.union(names) if around.args.get("recursive") else hidden
            for name, query in zip(names, around.expressions, strict=True):
                left.append((query.this, seen))
                seen |= {name}
            hidden = seen
        if isinstance(node, exp.Table) and (node.db or node.name.lower() not in hidden):
            yield from filter(None, [node.name.lower()])  # a function that gives rows has no name
        # The names before FROM in MySQL's DELETE may be aliases; FROM has the tables.
        before = node.args.get("tables") if isinstance(node, exp.Delete) else None
        aside = {id(each) for each in (around, *(before or ()))}
        left += [(each, hidden) for each in node.iter_expressions() if id(each) not in aside]


def _targets(statement: exp.Expr) -> Iterator[str]:
    """Yield the tables that are written, also within: WITH gone AS (DELETE ... RETURNING *)."""
    from sqlglot import exp  # noqa: PLC0415

    for each in statement.find_all(exp.Insert, exp.Update, exp.Delete, exp.Merge):
        aliases = {table.alias: table.name for table in each.find_all(exp.Table) if table.alias}
        # MySQL names the tables of a DELETE that joins before its FROM.
        for target in each.args.get("tables") or [each.this]:
            table = target.this if isinstance(target, exp.Schema) else target
            if isinstance(table, exp.Table):
                yield aliases.get(table.name, table.name).lower()
    for truncated in statement.find_all(exp.TruncateTable):
        yield from (table.name.lower() for table in truncated.find_all(exp.Table))
