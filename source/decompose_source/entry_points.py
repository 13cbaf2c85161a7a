"""Entry points: what a project and its packages offer to each other under the name of a group.

https://packaging.python.org/en/latest/specifications/entry-points/
"""

from __future__ import annotations

import ast
import configparser
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_MOST_BYTES = 1_000_000
Groups = Mapping[str, object]


@dataclass(frozen=True, slots=True, order=True)
class EntryPoint:
    """One line of a group: a name and the `module:attribute` that it stands for."""

    group: str
    name: str
    value: str

    @property
    def module(self) -> str:
        """The module's dotted name."""
        return self.value.partition(":")[0].partition("[")[0].strip()

    @property
    def attribute(self) -> str:
        """The dotted path inside of the module; empty where the module itself is meant."""
        return self.value.partition(":")[2].partition("[")[0].strip()


def read_entry_points(root: Path, packages: Iterable[Path]) -> tuple[EntryPoint, ...]:
    """Read what the project declares itself, then what its installed packages declare."""
    found = [
        *_in_pyproject(_text(root / "pyproject.toml")),
        *_in_ini(_text(root / "setup.cfg"), "options.entry_points"),
        *_in_setup(_text(root / "setup.py")),
    ]
    for folder in packages:
        for path in sorted(folder.glob("*.dist-info/entry_points.txt")):
            found.extend(_in_ini(_text(path), None))
    return tuple(dict.fromkeys(found))


def _in_pyproject(text: str) -> Iterator[EntryPoint]:
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    yield from _of_groups(_below(tables, "project", "entry-points"))
    yield from _of_groups(_below(tables, "tool", "poetry", "plugins"))


def _below(table: object, *names: str) -> object:
    for name in names:
        table = table.get(name) if isinstance(table, dict) else None
    return table


def _of_groups(groups: object) -> Iterator[EntryPoint]:
    for group, entries in groups.items() if isinstance(groups, dict) else ():
        for name, value in entries.items() if isinstance(entries, dict) else ():
            if isinstance(value, str):
                yield EntryPoint(str(group), str(name), value)


def _in_ini(text: str, section: str | None) -> Iterator[EntryPoint]:
    """The sections of entry_points.txt are groups; setup.cfg has them as options of one section."""
    parser = configparser.ConfigParser(delimiters=("=",), interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign] # names keep their case
    try:
        parser.read_string(text)
    except configparser.Error:
        return
    if section is None:
        for group in parser.sections():
            for name, value in parser.items(group):
                yield EntryPoint(group, name.strip(), value.strip())
    elif parser.has_section(section):
        for group, lines in parser.items(section):
            yield from _of_lines(group, lines.splitlines())


def _of_lines(group: str, lines: Iterable[str]) -> Iterator[EntryPoint]:
    for line in lines:
        name, equals, value = line.partition("=")
        if equals:
            yield EntryPoint(group.strip(), name.strip(), value.strip())


def _in_setup(text: str) -> Iterator[EntryPoint]:
    """The literal `entry_points=` of a call in setup.py, which is read and never run."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    given = [
        keyword.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "entry_points"
    ]
    for node in given:
        try:
            groups = ast.literal_eval(node)
        except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
            continue
        if isinstance(groups, str):
            yield from _in_ini(groups, None)
        for group, lines in groups.items() if isinstance(groups, dict) else ():
            listed = lines.splitlines() if isinstance(lines, str) else lines
            yield from _of_lines(str(group), (each for each in listed if isinstance(each, str)))


def _text(path: Path) -> str:
    try:
        if not path.is_file() or path.stat().st_size > _MOST_BYTES:
            return ""
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
