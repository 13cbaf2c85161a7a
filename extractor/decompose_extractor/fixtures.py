"""Fixtures of apps that stay and that tests of moved apps load: the rows whose models are here."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import cast

from decompose_core.location import Location
from decompose_core.problem import Level, Problem
from decompose_extractor.cut import Cut
from decompose_extractor.pieces import Root


@dataclass(frozen=True, slots=True)
class Fixture:
    """One fixture that comes along, with the rows of models that the service has."""

    origin: str
    target: str
    rows: tuple[Mapping[str, object], ...]

    def text(self, labels: frozenset[str]) -> str:
        """Write the rows of these models; `labels` are in lower case."""
        kept = [row for row in self.rows if str(row.get("model")).lower() in labels]
        return json.dumps(kept, indent=2, ensure_ascii=False) + "\n"


@dataclass(frozen=True, slots=True)
class Fixtures:
    """What tests load, and the models and columns that it fills."""

    found: tuple[Fixture, ...]
    roots: tuple[Root, ...]
    words: frozenset[str]
    problems: tuple[Problem, ...]


def collect_fixtures(cut: Cut, named: Mapping[str, Location]) -> Fixtures:
    """Find the files by which `loaddata` would find these names in apps that stay."""
    found: list[Fixture] = []
    roots: set[Root] = set()
    words: set[str] = set()
    problems: list[Problem] = []
    for path, target, place in _files(cut, named):
        origin = path.relative_to(cut.project.root).as_posix()
        rows = _rows(path)
        if rows is None:
            problems.append(_unread(origin, place))
            continue
        found.append(Fixture(origin, target, rows))
        for row in rows:
            model = _model(cut, str(row.get("model")))
            if model is not None:
                roots.add(Root(model, place))
                words |= set(cast("Mapping[str, object]", row.get("fields") or {}))
    return Fixtures(
        tuple(found),
        tuple(sorted(roots, key=lambda each: each.dotted)),
        frozenset(words),
        tuple(problems),
    )


def _files(cut: Cut, named: Mapping[str, Location]) -> Iterator[tuple[Path, str, Location]]:
    """Yield (file, where it lies in the service, who loads it)."""
    for app in cut.project.apps:
        if app.label in cut.moved:
            continue
        folder = cut.project.root / app.path / "fixtures"
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            inner = path.relative_to(folder).as_posix()
            place = named.get(inner) or named.get(str(PurePosixPath(inner).with_suffix("")))
            if path.is_file() and place is not None:
                yield path, f"{app.name.replace('.', '/')}/fixtures/{inner}", place


def _rows(path: Path) -> tuple[Mapping[str, object], ...] | None:
    """The rows of a JSON fixture; None for another format, or one that can't be read."""
    if path.suffix != ".json":
        return None
    try:
        rows: object = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError):
        return None
    if not isinstance(rows, list):
        return None
    listed = cast("Iterable[object]", rows)
    return tuple(cast("Mapping[str, object]", each) for each in listed if isinstance(each, dict))


def _model(cut: Cut, label: str) -> str | None:
    for each in cut.project.models:
        if each.label.lower() == label.lower() and cut.is_staying(each.label):
            return each.dotted
    return None


def _unread(origin: str, place: Location) -> Problem:
    return Problem(
        Level.WARNING,
        f"the fixture {origin} is loaded by a test; only JSON can be split by model",
        place,
        "copy what the test needs of it by hand",
    )
