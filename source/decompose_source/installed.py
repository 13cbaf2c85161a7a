"""Installed packages, read only where the project's start reaches them.

Of what lies in a site-packages folder only packages that have to do with Django are read: those
whose metadata name Django as their framework or need it. Everything else is an opaque name.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

from decompose_source.files import decode
from decompose_source.modules import Module

_ABOUT_DJANGO = re.compile(
    r"^(?:Name: .*(?:django|drf|wagtail).*|Classifier: Framework :: (?:Django|Wagtail).*"
    r"|Requires-Dist: (?:django|wagtail)[\w.-]*(?!.*\bextra\b).*)$",
    re.IGNORECASE | re.MULTILINE,
)
_VERSION = re.compile(r"(\d+)\.(\d+)(?:\.(\d+))?")
# Settings that a library gathers from files and the environment: opaque by their nature.
_OPAQUE = frozenset({"dynaconf"})
_MOST_BYTES = 2_000_000  # of a module; generated tables are larger


class Installed:
    """The packages of one environment; `folders` are its site-packages."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._folders = tuple(folders)
        self._found: dict[str, Module | None] = {}

    def __bool__(self) -> bool:
        return bool(self._folders)

    def find(self, dotted: str) -> Module | None:
        """Give a module of a package that has to do with Django; None for any other."""
        if dotted not in self._found:
            readable = dotted.partition(".")[0] in self.readable
            self._found[dotted] = self._read(dotted) if readable else None
        return self._found[dotted]

    def lacks(self, dotted: str) -> bool:
        """Whether importing the module would surely fail in this environment."""
        top, _, rest = dotted.partition(".")
        if top not in self._names:
            return self._complete and top not in sys.stdlib_module_names
        return bool(rest) and top in self.readable and not any(self._files(dotted))

    @cached_property
    def readable(self) -> frozenset[str]:
        """Top-level names of the distributions that have to do with Django."""
        found: set[str] = set()
        for folder in self._folders:
            for metadata in sorted(folder.glob("*.dist-info/METADATA")):
                header = _text(metadata).partition("\n\n")[0]
                if _ABOUT_DJANGO.search(header):
                    found.update(_tops(metadata.parent))
        return frozenset(found) - _OPAQUE

    @cached_property
    def django_version(self) -> tuple[int, int, int] | None:
        """The version of Django in this environment."""
        for folder in self._folders:
            for metadata in sorted(folder.glob("[Dd]jango-[0-9]*.dist-info")):
                found = _VERSION.search(metadata.name)
                if found is not None:
                    return int(found[1]), int(found[2]), int(found[3] or 0)
        return None

    @cached_property
    def _names(self) -> frozenset[str]:
        """What can be imported at the top: packages, modules and extensions."""
        entries = (each.name for folder in self._folders for each in folder.iterdir())
        return frozenset(each.partition(".")[0] for each in entries)

    @cached_property
    def _complete(self) -> bool:
        """Whether these folders hold all there is: no links lead to code elsewhere."""
        linked = any(
            each.suffix == ".pth" and "/" in _text(each)
            for folder in self._folders
            for each in folder.glob("*.pth")
        )
        editable = any(each.startswith("__editable__") for each in self._names)
        return self.django_version is not None and not linked and not editable

    def _files(self, dotted: str) -> Iterator[Path]:
        """Yield what could be the module: source, package, folder or extension."""
        relative = dotted.replace(".", "/")
        for folder in self._folders:
            place = folder / relative
            for path in (place / "__init__.py", place.with_name(f"{place.name}.py"), place):
                if path.is_dir() if path is place else path.is_file():
                    yield path
            yield from place.parent.glob(f"{place.name}.*.so")
            yield from place.parent.glob(f"{place.name}.*pyd")

    def _read(self, dotted: str) -> Module | None:
        path = next(self._files(dotted), None)
        if path is None or path.suffix not in ("", ".py"):
            return None
        is_package = path.name == "__init__.py" or path.suffix == ""
        source = ""
        if path.suffix:
            if path.stat().st_size > _MOST_BYTES:
                return None
            source, _ = decode(path.read_bytes(), dotted)
        return Module(dotted, f"<{dotted}>", is_package, source, first_party=False)


def site_packages(interpreter: Path) -> tuple[Path, ...]:
    """Find the packages of an environment by its interpreter or its folder, running neither."""
    at = interpreter.absolute()
    for folder in (at, *at.parents[:2]):
        if (folder / "pyvenv.cfg").is_file():
            found = sorted(folder.glob("[Ll]ib*/python*/site-packages"))
            found += [folder / "Lib" / "site-packages"]
            return tuple(dict.fromkeys(each.resolve() for each in found if each.is_dir()))[:1]
    found = sorted(at.parent.parent.glob("lib/python*/site-packages")) if at.is_file() else []
    return tuple(found) if len(found) == 1 else ()


def _tops(info: Path) -> Iterator[str]:
    """Yield what a distribution installs at the top."""
    listed = _text(info / "top_level.txt").split()
    if listed:
        yield from listed
        return
    for line in _text(info / "RECORD").splitlines():
        first, slash, _ = line.partition(",")[0].partition("/")
        if slash and "." not in first:
            yield first
        elif not slash and first.endswith(".py"):
            yield first.removesuffix(".py")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


NOTHING_INSTALLED = Installed(())
