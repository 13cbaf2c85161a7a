"""The JSON fixtures of a project: their rows with the line of each name."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from decompose_core.location import Location
from decompose_core.monolith import App
from decompose_core.problem import Level, Problem
from decompose_source.project import Project

OTHER_FORMATS = (".yaml", ".yml", ".xml", ".jsonl")


@dataclass(frozen=True)
class Row:
    """A row of a fixture: whose app the file is in, and its model as the file spells it."""

    app: App
    file: str
    model: str
    fields: Mapping[str, object]
    text: str
    place: Location

    def at(self, name: str) -> Location:
        """Return the first line of the file that holds a quoted name."""
        offset = self.text.find(f'"{name}"')
        return Location(self.place.path, self.text.count("\n", 0, max(offset, 0)) + 1)


def read_fixtures(project: Project) -> tuple[tuple[Row, ...], tuple[Problem, ...]]:
    """Read every fixture, and note those that can't be read."""
    rows: list[Row] = []
    problems: list[Problem] = []
    for app in project.apps:
        folder = project.root / app.path / "fixtures"
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            place = Location(path.relative_to(project.root).as_posix())
            if path.suffix == ".json":
                try:
                    text = path.read_text(encoding="utf-8", errors="replace")
                    document: object = json.loads(text)
                except OSError:
                    problems.append(Problem(Level.WARNING, "the fixture can't be read", place))
                except (ValueError, RecursionError) as error:
                    problems.append(
                        Problem(
                            Level.WARNING, f"no valid JSON: {error}", place, "correct the fixture"
                        )
                    )
                else:
                    rows += _rows(app, path.stem, document, text, place)
            elif path.suffix in OTHER_FORMATS:
                problems.append(Problem(Level.NOTE, "a fixture in this format is not read", place))
    return tuple(rows), tuple(problems)


def _rows(app: App, file: str, document: object, text: str, place: Location) -> Iterator[Row]:
    for each in cast("list[object]", document) if isinstance(document, list) else ():
        if isinstance(each, dict):
            row = cast("Mapping[str, object]", each)
            fields = row.get("fields")
            yield Row(
                app,
                file,
                str(row.get("model", "")),
                cast("Mapping[str, object]", fields) if isinstance(fields, dict) else {},
                text,
                place,
            )
