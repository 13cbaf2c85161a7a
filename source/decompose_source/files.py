"""The files of a project: found without going round in circles, decoded as Python does."""

from __future__ import annotations

import io
import os
import stat
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from decompose_core.location import Location
from decompose_core.problem import Level, Problem

# Above this a file is data that happens to be Python (generated tables), not somebody's code.
LARGEST = 5_000_000
SKIPPED = frozenset({"__pycache__", "node_modules", "bower_components", "venv", "virtualenv"})
TEMPLATE_FOLDERS = frozenset({"templates", "jinja2"})


@dataclass(frozen=True, slots=True)
class Found:
    """What lies in a project's folder; `packages` are folders with installed packages."""

    python: tuple[str, ...]
    templates: tuple[str, ...]
    packages: tuple[Path, ...]
    paths: frozenset[str]
    problems: tuple[Problem, ...]


def discover(root: Path) -> Found:
    """Walk the folder in name order; what can't be read becomes a Problem."""
    return _Walk(root).run()


def decode(data: bytes, path: str) -> tuple[str, tuple[Problem, ...]]:
    """Decode source by its byte order mark or cookie; wrong bytes are replaced and reported."""
    problems: list[Problem] = []
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    except SyntaxError as error:
        problems.append(_warning(f"can't tell the encoding: {error}", path, "correct the cookie"))
        encoding = "utf-8"
    try:
        text = data.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        problems.append(
            _warning(f"is not valid {encoding}: {error}", path, "save the file in its encoding")
        )
        text = data.decode("utf-8", "replace")
    if "\0" in text:
        problems.append(_warning("holds NUL bytes", path, "remove them; Python refuses the file"))
        text = text.replace("\0", " ")
    return text.replace("\r\n", "\n").replace("\r", "\n"), tuple(problems)


class _Walk:
    """One walk; keeps where links have led, so that no link leads round in circles."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.real_root = root.resolve()
        self.linked: set[Path] = set()
        self.python: list[str] = []
        self.templates: list[str] = []
        self.packages: list[Path] = []
        self.paths: set[str] = set()
        self.problems: list[Problem] = []

    def run(self) -> Found:
        pending = [""]
        while pending:
            pending.extend(reversed(list(self._folder(pending.pop()))))
        return Found(
            tuple(sorted(self.python)),
            tuple(sorted(self.templates)),
            tuple(sorted(self.packages)),
            frozenset(self.paths),
            tuple(self.problems),
        )

    def _folder(self, folder: str) -> Iterator[str]:
        """Take in a folder's files and yield the folders below it."""
        try:
            with os.scandir(os.path.join(self.root, folder)) as scan:
                entries = sorted(scan, key=lambda each: each.name)
        except OSError as error:
            message = f"can't read the folder: {error.strerror}"
            self.problems.append(_warning(message, folder or "."))
            return
        if any(each.name == "pyvenv.cfg" for each in entries) and folder:
            self._environment(folder)
            return
        inside_templates = not TEMPLATE_FOLDERS.isdisjoint(folder.split("/"))
        for entry in entries:
            path = f"{folder}/{entry.name}" if folder else entry.name
            self.paths.add(path)
            if self._is_folder(entry, path):
                yield path
            elif inside_templates or entry.name.endswith(".py"):
                self._file(entry, path, is_template=inside_templates)

    def _is_folder(self, entry: os.DirEntry[str], path: str) -> bool:
        try:
            if not entry.is_dir():
                return False
        except OSError as error:
            self.problems.append(_warning(f"can't be read: {error.strerror}", path))
            return False
        if entry.name in ("site-packages", "dist-packages"):
            self.packages.append(self.root / path)
            return False
        if entry.name.startswith(".") or entry.name in SKIPPED or entry.name.endswith(".egg-info"):
            if (self.root / path / "pyvenv.cfg").is_file():
                self._environment(path)
            return False
        return not entry.is_symlink() or self._may_follow(path)

    def _inside(self, path: str) -> bool:
        """Whether a link stays in the project; one that leads nowhere is found out when read."""
        try:
            return (self.root / path).resolve().is_relative_to(self.real_root)
        except (OSError, RuntimeError):  # a link to itself
            return True

    def _environment(self, folder: str) -> None:
        self.packages.extend(sorted((self.root / folder).glob("[Ll]ib*/**/site-packages"))[:1])

    def _may_follow(self, path: str) -> bool:
        if not self._inside(path):
            self.problems.append(_note("is a link that leaves the project; not followed", path))
            return False
        target = (self.root / path).resolve()
        here = (self.root / path).parent.resolve()
        if here.is_relative_to(target) or target in self.linked:
            self.problems.append(_note("is a link that goes round in a circle; not followed", path))
            return False
        self.linked.add(target)
        return True

    def _file(self, entry: os.DirEntry[str], path: str, *, is_template: bool) -> None:
        if entry.is_symlink() and not self._inside(path):
            self.problems.append(_note("is a link that leaves the project; not followed", path))
            return
        try:
            status = entry.stat()
        except OSError as error:
            self.problems.append(_warning(f"can't be read: {error.strerror}", path))
            return
        if not stat.S_ISREG(status.st_mode):
            self.problems.append(_warning("is no regular file; not read", path))
        elif status.st_size > LARGEST:
            self.problems.append(
                _warning(f"is larger than {LARGEST // 1_000_000} MB; not read", path)
            )
        elif entry.name.endswith(".py"):
            self.python.append(path)
        elif is_template:
            self.templates.append(path)


def _warning(message: str, path: str, hint: str = "") -> Problem:
    return Problem(Level.WARNING, message, Location(path), hint)


def _note(message: str, path: str) -> Problem:
    return Problem(Level.NOTE, message, Location(path))
