"""Which sides of the declared boundaries the queries of a running Django process touch.

A table belongs to the boundary that takes its app or model; all others are the monolith's.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Hashable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from decompose_analyzer.sql_listen import Listener, Statement, own_tables
from decompose_core.project_file import ProjectFile

Sides = Mapping[str, str]  # a table's boundary; "" stands for the monolith

MONOLITH = "the monolith"
SHOWN = 300  # characters of a statement
NOT_THEIRS = ("/site-packages/", "/dist-packages/", f"{Path(__file__).parent}/")


def sides(project: ProjectFile) -> Sides:
    """Map every table of the running Django to its boundary."""
    return {
        table: _boundary(project, model._meta.app_label, model._meta.object_name)
        for table, model in own_tables().items()
    }


def _boundary(project: ProjectFile, app: str, model: str) -> str:
    for name, section in sorted(project.boundaries.items()):
        if app in section.apps or f"{app}.{model}" in section.models:
            return name
    return ""


class Watch:
    """Keeps a message for each crossing, each once; `root` is where the project's code lies."""

    def __init__(self, known: Sides, root: Path) -> None:
        self._sides = known
        self._root = f"{root.resolve()}/"
        self._written: dict[Hashable, set[str]] = {}
        self.crossings: list[str] = []
        self._listener = Listener(known, self._hear)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Watch while the block runs."""
        with self._listener.listening():
            yield

    def take(self) -> list[str]:
        """Return the crossings since the last time, and forget them."""
        found, self.crossings, self._written = self.crossings, [], {}
        return found

    def _hear(self, statement: Statement) -> None:
        if len(self._touched(statement.tables)) > 1:
            self._add("one statement joins", statement.tables, statement)
        if statement.written and statement.transaction is not None:
            written = self._written.setdefault(statement.transaction, set())
            before = self._touched(written)
            written |= statement.written
            if len(self._touched(written)) > max(1, len(before)):
                self._add("one transaction writes", written, statement)

    def _touched(self, tables: Collection[str]) -> set[str]:
        return {self._sides[each] for each in tables}

    def _add(self, what: str, tables: Collection[str], statement: Statement) -> None:
        touched = ", ".join(self._side(each, statement) for each in sorted(tables))
        message = (
            f"{what} across a boundary: {touched}\n"
            f"  at {place(self._root)}\n"
            f"  known by: {statement.text[:SHOWN]}\n"
            "  to do: ask the other side for its rows, or let it write them; a test that may cross "
            'says so: @pytest.mark.crosses_boundary("reason")'
        )
        if message not in self.crossings:
            self.crossings.append(message)

    def _side(self, table: str, statement: Statement) -> str:
        view = statement.views.get(table)
        by = f", read by the view {view}" if view else ""
        return f"{table} ({self._sides[table] or MONOLITH}{by})"


def place(root: str) -> str:
    """Find the nearest line of the project's own code on the stack."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if is_own(frame, root):
            return f"{frame.f_code.co_filename.removeprefix(root)}:{frame.f_lineno}"
        frame = frame.f_back
    return "no line of the project"


def is_own(frame: FrameType, root: str) -> bool:
    """Say whether a frame runs code below the root that is no installed package."""
    name = frame.f_code.co_filename
    return name.startswith(root) and not any(each in name for each in NOT_THEIRS)
