"""What a planter is: the text of one coupling, and where in a project it goes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from decompose_core.discovery import discover
from tests.analyzer.mutations import tables
from tests.analyzer.tools import files_of

ARROW = "  <--"
# `{KIND: ("SOURCE -> TARGET", FILES)}`
Table = Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Planted:
    """A place where a kind must be reported between two apps."""

    kind: str
    source: str
    target: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Planter:
    """A coupling of one kind from one app to another, or what a kind notes in one app.

    The texts go to the ends of their files, which need not exist. The line of the coupling ends
    in an arrow, which isn't written.
    """

    kind: str
    source: str
    target: str
    files: Mapping[str, str]

    def plant(self, root: Path) -> Planted:
        """Write the texts, and say what must be reported now."""
        place: tuple[str, int] | None = None
        for path, text in self.files.items():
            target = root / path
            before = target.read_text(encoding="utf-8") if target.exists() else ""
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(before + text.replace(ARROW, ""), encoding="utf-8")
            at, arrow, _ = text.partition(ARROW)
            if arrow:
                place = path, (before + at).count("\n") + 1
        assert place is not None, f"no line of {self.kind} has an arrow"
        return Planted(self.kind, self.source, self.target, *place)


def planters() -> Mapping[str, Planter]:
    """Read the planters of every table, by kind."""
    found: dict[str, Planter] = {}
    read = cast("Mapping[str, Table]", discover(tables, "PLANTERS", dict))
    for table in read.values():
        for kind, (ends, text) in table.items():
            assert kind not in found, f"{kind} is planted twice"
            source, _, target = ends.partition(" -> ")
            found[kind] = Planter(kind, source, target, files_of(text))
    return found


def uproot(planted: Iterable[Planter], root: Path, clean: Path) -> None:
    """Bring every file that planters wrote back to what it is in the clean copy."""
    for path in {path for each in planted for path in each.files}:
        original, target = clean / path, root / path
        if original.exists():
            target.write_bytes(original.read_bytes())
        else:
            target.unlink()
            for folder in target.parents:
                if (clean / folder.relative_to(root)).exists() or any(folder.iterdir()):
                    break
                folder.rmdir()
