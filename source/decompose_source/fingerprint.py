"""Whether a folder still holds what it held: every file by its status, else by its content.

A reading depends on any file below a project's root: code, templates, fixtures, catalogues, and the
bare existence of the rest. So all of them are compared. Files that a running project writes (its
database, logs, uploads) are compared by name only: nothing reads them.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
import zlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from decompose_source.files import LARGEST, SKIPPED
from decompose_source.installed import Installed

NAME_ONLY = frozenset(
    {".sqlite3", ".db", ".log", ".pyc", ".pyo", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".ico"}
    | {".svg", ".woff", ".woff2", ".ttf", ".eot", ".otf", ".pdf", ".zip", ".gz", ".mo", ".mp3"}
    | {".mp4", ".webm", ".pid", ".sock", ".swp"}
)
PACKED = frozenset({"node_modules", "bower_components"})
INSTALLED = frozenset({"site-packages", "dist-packages"})
YOUNG = 2_000_000_000  # ns: a file this fresh may change again and show the same times
Status = tuple[int, ...]  # mode, size, mtime, ctime (both in ns), inode; empty: by name only


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What a folder held: each file's status, and the digest of what can be read."""

    files: dict[str, Status]
    digests: dict[str, str]

    def still_holds(self, root: Path, now: Mapping[str, Status]) -> bool:
        """Say whether the folder holds the same: by status, where that differs by content."""
        if now.keys() != self.files.keys():
            return False
        for path, status in now.items():
            known = self.files[path]
            if status == known:
                continue
            digest = self.digests.get(path)
            if digest is None or not status or status[0] != known[0]:
                return False
            if _digest(root / path) != digest:
                return False
        return True


def statuses(root: Path) -> dict[str, Status]:
    """Read the status of all files and links below a folder; what can't be read has none."""
    return _Walk(root).run()


def installed_statuses(folders: Iterable[Path]) -> dict[str, Status]:
    """Read the status of what is read of installed packages; their times are all that counts."""
    found: dict[str, Status] = {}
    for folder in folders:
        with suppress(OSError):
            found.update({f"{folder}/{each.name}": () for each in folder.iterdir()})
            paths = [*folder.glob("*.dist-info/*"), *folder.glob("*.pth")]
            for name in sorted(Installed([folder]).readable):
                paths += [folder / f"{name}.py", *(folder / name).rglob("*.py")]
            for path in paths:
                with suppress(OSError):
                    status = path.stat()
                    found[str(path)] = (status.st_size, status.st_mtime_ns, status.st_ctime_ns)
    return found


def take(root: Path, before: Mapping[str, Status]) -> Fingerprint:
    """Take the fingerprint of a folder whose files have these statuses."""
    now = time.time_ns()
    digests: dict[str, str] = {}
    files = dict(before)
    for path, status in before.items():
        if len(status) < 5 or not stat.S_ISREG(status[0]) or status[1] > LARGEST:
            continue
        digest = _digest(root / path)
        if digest is None:
            continue
        digests[path] = digest
        if max(status[2], status[3]) > now - YOUNG:
            files[path] = (status[0], -1)  # its content decides
    return Fingerprint(files, digests)


class _Walk:
    """One walk; follows the links that `files.discover` may follow, and goes into no circle."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.real_root = root.resolve()
        self.found: dict[str, Status] = {}
        self.linked: set[Path] = {self.real_root}
        self.pending = [""]

    def run(self) -> dict[str, Status]:
        while self.pending:
            folder = self.pending.pop()
            try:
                with os.scandir(os.path.join(self.root, folder)) as scan:
                    entries = list(scan)
            except OSError as error:
                self.found[f"{folder}/"] = (error.errno or 0,)
                continue
            if folder and any(each.name == "pyvenv.cfg" for each in entries):
                continue
            for entry in entries:
                self._entry(entry, f"{folder}/{entry.name}" if folder else entry.name)
        return self.found

    def _entry(self, entry: os.DirEntry[str], path: str) -> None:
        try:
            status = entry.stat()
        except OSError as error:
            self.found[path] = (error.errno or 0,)
            return
        if stat.S_ISDIR(status.st_mode):
            self._folder(entry, path, status)
            return
        by_name = os.path.splitext(entry.name)[1].lower() in NAME_ONLY
        self.found[path] = () if by_name else (
            status.st_mode, status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino,
        )  # fmt: skip

    def _folder(self, entry: os.DirEntry[str], path: str, status: os.stat_result) -> None:
        self.found[f"{path}/"] = ()
        if entry.name in PACKED:
            self.found[f"{path}/"] = (status.st_mtime_ns,)
        if entry.name.startswith(".") or entry.name in SKIPPED | INSTALLED:
            return
        if entry.is_symlink():
            target = Path(entry.path).resolve()
            self.found[f"{path}/"] = (zlib.crc32(os.fsencode(target)),)
            if target in self.linked or not target.is_relative_to(self.real_root):
                return
            self.linked.add(target)
        self.pending.append(path)


def _digest(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None
