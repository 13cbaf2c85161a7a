"""Results of earlier runs: found again where nothing that a run reads has changed.

What a run reads is the project's folder, what it was asked, and the program itself: all three are
part of the key. A result is kept only if the folder stayed the same from before the run until after
it. `docs/decisions/0004-what-is-kept.md` says why nothing smaller than a whole result is kept.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from decompose_core.cache import Cache, named_cache, users_cache
from decompose_core.problem import refuse
from decompose_source.files import discover
from decompose_source.fingerprint import (
    Fingerprint,
    Status,
    installed_statuses,
    statuses,
    take,
)

WHOLE = "analysis"  # the part of a kept result that is the whole analysis as JSON
PACKAGES = ("decompose_core", "decompose_source", "decompose_analyzer", "decompose")
# Other people's code that has a say in the result: another release is another result.
BORROWED = ("jinja2", "networkx", "pydot", "rich", "sqlglot")
CODE = (".css", ".html", ".js", ".py")
_END = b"\n\n"  # of the fingerprint: JSON on one line holds no empty line


@dataclass(frozen=True, slots=True)
class Kept:
    """The results for one project and one question."""

    cache: Cache
    root: Path
    packages: tuple[Path, ...] | None
    key: str
    before: Mapping[str, Status]

    def find(self, part: str) -> str | None:
        """Return a part of the result (its JSON, a page) that was kept and still holds."""
        content = self.cache.read(f"{self.key} {part}")
        if content is None:
            return None
        head, _, text = content.partition(_END)
        try:
            document = json.loads(head)
            files = {path: tuple(status) for path, status in document["files"].items()}
            known = Fingerprint(files, document["digests"])
            return text.decode() if known.still_holds(self.root, self.before) else None
        except (ValueError, KeyError, TypeError, AttributeError):
            return None

    def keep(self, parts: Mapping[str, str]) -> None:
        """Keep parts of a result, unless the project changed while it was read."""
        if _look(self.root, self.packages) != self.before:
            return
        found = take(self.root, self.before)
        head = json.dumps({"files": found.files, "digests": found.digests}).encode()
        for part, text in parts.items():
            with contextlib.suppress(UnicodeEncodeError):
                self.cache.write(f"{self.key} {part}", head + _END + text.encode())


def kept_results(
    root: Path, packages: tuple[Path, ...] | None, question: str, folder: Path | None = None
) -> Kept | None:
    """Look at the project's folder and its packages, and open the cache; None without one.

    `packages` are the folders with installed packages; None stands for those in the project.
    `folder` is where the cache is; None stands for the user's own.

    Raises:
        Refused: the named folder can't be used.
    """
    cache = users_cache() if folder is None else _outside(root, named_cache(folder))
    if cache is None or not root.is_dir():
        return None
    try:
        key = f"{root.resolve()} {packages} {question} {program()}"
        return Kept(cache, root, packages, key, _look(root, packages))
    except (OSError, RuntimeError):
        return None


def _outside(root: Path, cache: Cache) -> Cache:
    """Refuse a cache that would be read as a part of the project; nobody reads hidden folders."""
    top, folder = root.resolve(), cache.folder.resolve()
    if folder.is_relative_to(top):
        parts = folder.relative_to(top).parts
        if not any(each.startswith(".") for each in parts):
            raise refuse(
                f"the cache folder {cache.folder} lies in the project",
                hint="name a folder outside of it, or a hidden one: --cache-dir .cache/decompose",
            )
    return cache


def _look(root: Path, packages: tuple[Path, ...] | None) -> Mapping[str, Status]:
    folders = discover(root).packages if packages is None else packages
    return {**statuses(root), **installed_statuses(folders)}


def own_files() -> Iterator[Path]:
    """List our own code, and what the HTML report is put together from."""
    for name in PACKAGES:
        spec = importlib.util.find_spec(name)
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            found = (each for each in Path(folder).rglob("*") if each.suffix in CODE)
            yield from sorted(found)


def program() -> str:
    """Give a digest of the program that makes the results: Python, our code, what we borrow."""
    digest = hashlib.sha256(sys.version.encode())
    for path in own_files():
        digest.update(path.read_bytes())
    for name in BORROWED:
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.origin:
            status = Path(spec.origin).stat()
            digest.update(f"{spec.origin} {status.st_mtime_ns} {status.st_size}".encode())
    return digest.hexdigest()
