"""SQL as migrations hold it: statements, and the objects of the schema that they make or drop."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""(?P<skip>
        --[^\n]* | /\*.*?\*/                       # comments
        | '(?:[^']|'')*' | "(?:[^"]|"")*"          # text and names
        | (?P<tag>\$\w*\$).*?(?P=tag)              # bodies of functions
    ) | (?P<end>;)""",
    re.X | re.S,
)
_NAME = r"""(?:"[^"]+"|[\w$]+)(?:\.(?:"[^"]+"|[\w$]+))?"""
_KIND = (
    r"MATERIALIZED\s+VIEW|VIEW|FUNCTION|PROCEDURE|AGGREGATE|TRIGGER|INDEX|EXTENSION|TYPE|DOMAIN"
    r"|SEQUENCE|RULE|POLICY|STATISTICS|COLLATION|CAST|OPERATOR|SCHEMA|TABLE"
)
_CREATE = re.compile(
    rf"""CREATE\s+(?:OR\s+REPLACE\s+)?(?:UNIQUE\s+|CONSTRAINT\s+|RECURSIVE\s+|(?:TEMP\w*|UNLOGGED)\s+)*
    (?P<kind>{_KIND})\s+(?:CONCURRENTLY\s+)?(?:IF\s+NOT\s+EXISTS\s+)?(?P<name>{_NAME})""",
    re.X | re.I,
)
_DROP = re.compile(
    rf"DROP\s+(?P<kind>{_KIND})\s+(?:CONCURRENTLY\s+)?(?:IF\s+EXISTS\s+)?(?P<name>{_NAME})", re.I
)
_COMMENTS = re.compile(r"\A(?:\s+|--[^\n]*\n?|/\*.*?\*/)+", re.S)
_WORD = re.compile(r"[A-Za-z_][\w$]*")


@dataclass(frozen=True, slots=True)
class SchemaStatement:
    """One statement; `kind` and `name` (in lower case) say what it makes or drops, if anything."""

    sql: str
    kind: str = ""
    name: str = ""
    drops: bool = False

    @property
    def words(self) -> frozenset[str]:
        """The names in it, in lower case, also in text: bodies of functions are text."""
        return frozenset(each.lower() for each in _WORD.findall(self.sql))


def split(sql: str) -> tuple[str, ...]:
    """Cut a script at the semicolons that end statements."""
    found: list[str] = []
    start = 0
    for token in _TOKEN.finditer(sql):
        if token["end"] is not None:
            found.append(sql[start : token.start()])
            start = token.end()
    found.append(sql[start:])
    return tuple(text for each in found if (text := _COMMENTS.sub("", each).strip()))


def read(sql: str) -> Iterator[SchemaStatement]:
    """Read each statement of a script."""
    for each in split(sql):
        made, dropped = _CREATE.match(each), _DROP.match(each)
        match = made or dropped
        if match is None:
            yield SchemaStatement(each)
        else:
            kind = " ".join(match["kind"].lower().split())
            name = match["name"].replace('"', "").lower()
            yield SchemaStatement(each, kind, name, drops=made is None)
