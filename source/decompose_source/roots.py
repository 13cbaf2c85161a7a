"""Dotted names of files: which folders Python would be told to import from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

from decompose_core.location import Location
from decompose_core.problem import Level, Problem
from decompose_source.files import decode
from decompose_source.modules import Module, normal

_MARKERS = ("manage.py",)
_SETTINGS = re.compile(r"""DJANGO_SETTINGS_MODULE["'][\],\s=]+["']([\w.]+)["']""")
_DEFINED = re.compile(r"def[\s\\]+(\w+)")


@dataclass(frozen=True)
class Sources:
    """The modules of a project by dotted name, and the folders that their names start from."""

    modules: Mapping[str, Module]
    by_path: Mapping[str, Module]
    roots: tuple[str, ...]
    problems: tuple[Problem, ...]

    def find(self, dotted: str) -> Module | None:
        """Find a module by its name, from whichever folder that name starts."""
        module = self.modules.get(dotted)
        if module is not None:
            return module
        relative = dotted.replace(".", "/")
        for root in self.roots:
            prefix = f"{root}/{relative}" if root else relative
            module = self.by_path.get(f"{prefix}/__init__.py") or self.by_path.get(f"{prefix}.py")
            if module is not None:
                return module
        return None

    @cached_property
    def function_names(self) -> frozenset[str]:
        """What the functions and methods of the project are called, by the look of the text.

        It may hold more (a word in a comment), never less; so no file is parsed for it.
        """
        texts = (each.source for each in self.by_path.values())
        return frozenset(name for text in texts for name in _DEFINED.findall(normal(text)))


def read_modules(root: Path, paths: Iterable[str], *, first_party: bool = True) -> Sources:
    """Read every Python file once and give it its dotted name."""
    listed = list(paths)
    roots = import_roots(listed, _started_in(root, listed))
    modules: dict[str, Module] = {}
    by_path: dict[str, Module] = {}
    problems: list[Problem] = []
    for path in listed:
        try:
            data = (root / path).read_bytes()
        except OSError as error:
            problems.append(_unreadable(path, error))
            continue
        source, found = decode(data, path)
        problems.extend(found)
        is_package = path.rpartition("/")[2] == "__init__.py"
        module = Module(dotted_name(path, roots), path, is_package, source, first_party=first_party)
        modules.setdefault(module.name, module)
        by_path[path] = module
    return Sources(modules, by_path, roots, tuple(problems))


def import_roots(paths: Iterable[str], more: Iterable[str] = ()) -> tuple[str, ...]:
    """The folders that names start from, the deepest first: beside manage.py, `src`, the top."""
    listed = set(paths)
    roots = {"", *more}
    for path in listed:
        folder, _, name = path.rpartition("/")
        if name in _MARKERS and f"{folder}/__init__.py" not in listed:
            roots.add(folder)
        parts = PurePosixPath(folder).parts
        for number, part in enumerate(parts[:3]):
            source = "/".join(parts[: number + 1])
            if part == "src" and f"{source}/__init__.py" not in listed:
                roots.add(source)
    return tuple(sorted(roots, key=lambda each: (-each.count("/") - bool(each), each)))


def _started_in(root: Path, paths: Iterable[str]) -> Iterator[str]:
    """Packages that are also folders to start in: their manage.py names settings from inside."""
    listed = set(paths)
    for path in sorted(listed):
        folder, _, name = path.rpartition("/")
        if name not in _MARKERS or f"{folder}/__init__.py" not in listed:
            continue
        for dotted in _SETTINGS.findall(_text(root / path)):
            inside = f"{folder}/{dotted.replace('.', '/')}"
            if f"{inside}.py" in listed or f"{inside}/__init__.py" in listed:
                yield folder


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def dotted_name(path: str, roots: tuple[str, ...]) -> str:
    """Give a file its dotted name, from the deepest root above it."""
    root = next((each for each in roots if not each or path.startswith(f"{each}/")), "")
    relative = path[len(root) + 1 :] if root else path
    return relative.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _unreadable(path: str, error: OSError) -> Problem:
    return Problem(Level.WARNING, f"can't be read: {error.strerror}", Location(path))
