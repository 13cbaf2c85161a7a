"""Which sides of the declared boundaries the queries of a running Django process touch.

A table belongs to the boundary that takes its app or model; all others are the monolith's. Tables
are read off the statement (after FROM, JOIN, INTO, UPDATE, TRUNCATE), so a table that only a view
or a trigger of the database touches is not seen.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

from decompose_core.project_file import ProjectFile

Sides = Mapping[str, str]  # a table's boundary; "" stands for the monolith

MONOLITH = "the monolith"
SHOWN = 300  # characters of a statement
TABLE = re.compile(
    r"""\b(?:from|join|into|update|truncate(?:\s+table)?)\s+(?:only\s+)?["`\[]?(\w+)""",
    re.IGNORECASE,
)
WRITE = re.compile(r"\s*(?:insert|update|delete|truncate|merge|replace)\b", re.IGNORECASE)


def sides(project: ProjectFile) -> Sides:
    """Map every table of the running Django to its boundary."""
    from django.apps import (  # type: ignore[import-untyped]  # noqa: PLC0415 only where it runs
        apps,
    )

    found: dict[str, str] = {}
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        owner = meta.auto_created._meta if meta.auto_created else meta
        found.setdefault(meta.db_table, _boundary(project, owner.app_label, owner.object_name))
    return found


def _boundary(project: ProjectFile, app: str, model: str) -> str:
    for name, section in sorted(project.boundaries.items()):
        if app in section.apps or f"{app}.{model}" in section.models:
            return name
    return ""


class Watch:
    """Listens to every connection and keeps a message for each crossing, each once."""

    def __init__(self, known: Sides) -> None:
        self._sides = known
        self._written: dict[int, tuple[object, dict[str, str]]] = {}
        self.crossings: list[str] = []

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Listen while the block runs."""
        from django.db import (  # type: ignore[import-untyped]  # noqa: PLC0415 only where it runs
            connections,
        )

        with ExitStack() as stack:
            for connection in connections.all():
                stack.enter_context(connection.execute_wrapper(self._listen))
            yield

    def _listen(
        self, execute: Callable[..., Any], sql: str, params: object, many: bool, context: Any
    ) -> Any:
        statement = str(sql)
        tables = {
            each: self._sides[each] for each in TABLE.findall(statement) if each in self._sides
        }
        if len(set(tables.values())) > 1:
            self._add("one statement joins", tables, statement)
        if WRITE.match(statement) and tables:
            self._wrote(context["connection"], next(iter(tables.items())), statement)
        return execute(sql, params, many, context)

    def _wrote(self, connection: Any, table: tuple[str, str], statement: str) -> None:
        """Remember a write of the transaction that the code itself opened, not the test's own."""
        blocks = [each for each in connection.atomic_blocks if not each._from_testcase]
        if not blocks:
            return
        # The block is kept with its writes, so that no other object gets its id meanwhile.
        _, written = self._written.setdefault(id(blocks[0]), (blocks[0], {}))
        known = set(written.values())
        written[table[0]] = table[1]
        if known and table[1] not in known:
            self._add("one transaction writes", written, statement)

    def _add(self, what: str, tables: Mapping[str, str], statement: str) -> None:
        touched = ", ".join(f"{name} ({side or MONOLITH})" for name, side in sorted(tables.items()))
        message = (
            f"{what} across a boundary: {touched}\n"
            f"  at {_place()}\n"
            f"  known by: {statement[:SHOWN]}\n"
            "  to do: ask the other side for its rows, or let it write them; a test that may cross "
            'says so: @pytest.mark.crosses_boundary("reason")'
        )
        if message not in self.crossings:
            self.crossings.append(message)


def _place() -> str:
    """Find the nearest line that is neither Django's nor ours nor a package's."""
    for frame in reversed(traceback.extract_stack()):
        if "site-packages" not in frame.filename and frame.filename != __file__:
            return f"{frame.filename}:{frame.lineno}"
    return "an unknown place"
