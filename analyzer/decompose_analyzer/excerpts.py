"""The lines of source that a report shows beside its places, by a rule that it states.

Every place shows the lines around it. Where that would make the report too large, fewer lines
around, then only the line itself, then no line for the places that the tool settles alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath

from decompose_analyzer.reporting import Excerpts
from decompose_core.analysis import Analysis
from decompose_core.coupling import Coupling, Settlement
from decompose_core.location import Location
from decompose_source.files import LARGEST, decode

AROUND = (2, 1, 0)  # lines before and after a place, the most that fits
ROOM = 600_000  # characters of source in one report
WIDEST = 160  # characters of a line
HARDEST = (Settlement.MANUAL, Settlement.ASSISTED, Settlement.AUTOMATIC)

Read = Callable[[str], Sequence[str]]


def excerpts(analysis: Analysis, read: Read, *, room: int = ROOM) -> Excerpts:
    """Choose the lines for the couplings and models of an analysis."""
    places = _places(analysis)
    files: dict[str, Sequence[str]] = {}
    for each in places:
        if each.path not in files:
            files[each.path] = read(each.path)
    for around in AROUND:
        lines = _around(places, files, around)
        if _size(lines) <= room:
            return Excerpts(lines, around)
    kept, left_out = _first(places, files, room)
    return Excerpts(_around(kept, files, 0), 0, left_out)


def reader(root: Path) -> Read:
    """Read the lines of a project's files; a file that can't be read has none."""

    def read(path: str) -> Sequence[str]:
        inner = PurePosixPath(path)
        if inner.is_absolute() or ".." in inner.parts:
            return ()
        try:
            target = root / path
            if not target.is_file() or target.stat().st_size > LARGEST:
                return ()
            return decode(target.read_bytes(), path)[0].split("\n")
        except (OSError, ValueError):
            return ()

    return read


def _places(analysis: Analysis) -> tuple[Location, ...]:
    """List each place with a line once: models, then what a person settles, then the others."""
    ordered = sorted(analysis.couplings, key=_hardest_first)
    found = [each.location for each in analysis.models if not each.abstract]
    found += [each.location for each in ordered]
    lines = {(each.path, each.line): each for each in reversed(found) if each.line > 0}
    return tuple(reversed(lines.values()))


def _hardest_first(coupling: Coupling) -> tuple[object, ...]:
    return (HARDEST.index(coupling.settlement), coupling.sort_key)


def _around(
    places: Iterable[Location], files: Mapping[str, Sequence[str]], around: int
) -> Mapping[str, Mapping[int, str]]:
    found: dict[str, dict[int, str]] = {}
    for each in places:
        lines = files[each.path]
        for number in range(max(1, each.line - around), min(len(lines), each.line + around) + 1):
            found.setdefault(each.path, {})[number] = _shortened(lines[number - 1])
    return {path: dict(sorted(lines.items())) for path, lines in sorted(found.items())}


def _first(
    places: Iterable[Location], files: Mapping[str, Sequence[str]], room: int
) -> tuple[Sequence[Location], int]:
    """Take places until the room is used up, and count the others."""
    kept: list[Location] = []
    left_out = 0
    for each in places:
        lines = files[each.path]
        length = len(_shortened(lines[each.line - 1])) if each.line <= len(lines) else 0
        if length > room:
            left_out += 1
            continue
        room -= length
        kept.append(each)
    return kept, left_out


def _shortened(line: str) -> str:
    line = line.rstrip().expandtabs(4)
    return line if len(line) <= WIDEST else f"{line[: WIDEST - 1]}…"


def _size(lines: Mapping[str, Mapping[int, str]]) -> int:
    return sum(len(line) for each in lines.values() for line in each.values())
