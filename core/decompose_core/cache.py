"""A folder of results that can be made again: bounded, private, and never trusted blindly.

An entry is one file with a digest of its content in front. Whatever is wrong with the folder or an
entry (somebody else's, readable by others, damaged, cut short) reads as "not there". Entries are
renamed into place, so that runs beside each other see the old or the new one, never a part.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import sys
import tempfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from decompose_core.problem import refuse

MOST_BYTES = 256 * 1024 * 1024  # of all entries; the ones that were used longest ago go first
MOST_OF_ONE = 64 * 1024 * 1024
_MAGIC = b"decompose 1\n"
_DIGEST = hashlib.sha256().digest_size


@dataclass(frozen=True, slots=True)
class Cache:
    """Entries by key in one folder of the user's own."""

    folder: Path

    def read(self, key: str) -> bytes | None:
        """Return what was kept under a key; None where there is nothing, or nothing sound."""
        path = self._path(key)
        try:
            data = path.read_bytes()
        except OSError:
            return None
        body = data[len(_MAGIC) + _DIGEST :]
        if data[: len(_MAGIC) + _DIGEST] != _MAGIC + hashlib.sha256(body).digest():
            return None
        try:
            content = zlib.decompress(body)
        except zlib.error:
            return None
        with contextlib.suppress(OSError):
            os.utime(path)
        return content

    def write(self, key: str, content: bytes) -> None:
        """Keep something; a full disk or a folder that is gone is no error."""
        body = zlib.compress(content, 1)
        if len(body) > MOST_OF_ONE:
            return
        with contextlib.suppress(OSError):
            handle, temporary = tempfile.mkstemp(dir=self.folder)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(_MAGIC + hashlib.sha256(body).digest() + body)
                Path(temporary).replace(self._path(key))
            except BaseException:
                Path(temporary).unlink(missing_ok=True)
                raise
            self._evict()

    def _path(self, key: str) -> Path:
        return self.folder / hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()

    def _evict(self) -> None:
        entries: list[tuple[float, int, str]] = []
        with os.scandir(self.folder) as scan:
            for each in scan:
                with contextlib.suppress(OSError):
                    status = each.stat(follow_symlinks=False)
                    entries.append((status.st_mtime, status.st_size, each.path))
        total = sum(size for _, size, _ in entries)
        for _, size, path in sorted(entries):
            if total <= MOST_BYTES:
                return
            Path(path).unlink(missing_ok=True)
            total -= size


def named_cache(folder: Path) -> Cache:
    """Open the cache in a folder that the user named.

    Raises:
        Refused: it can't be made, or somebody else could put results there.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.stat()
    except OSError as error:
        raise refuse(
            f"can't use the cache folder {folder}: {error.strerror}", hint="name another folder"
        ) from None
    foreign = hasattr(os, "geteuid") and status.st_uid != os.geteuid()
    if foreign or status.st_mode & 0o022:
        raise refuse(
            f"others can write to the cache folder {folder}",
            hint=f"name a folder of your own, or: chmod go-w {folder}",
        )
    return Cache(folder)


def users_cache() -> Cache | None:
    """Open the cache in the user's own cache folder; None where that is not theirs alone."""
    folder = _folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.lstat()
    except (OSError, RuntimeError):
        return None
    if not stat.S_ISDIR(status.st_mode):
        return None
    if hasattr(os, "geteuid") and (status.st_uid != os.geteuid() or status.st_mode & 0o077):
        return None
    return Cache(folder)


def _folder() -> Path:
    """Tell where caches go: XDG's folder, which a relative path does not name, or the system's."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    if Path(given).is_absolute():
        return Path(given) / "decompose"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home()) / "decompose" / "cache"
    return Path(os.path.expanduser("~")) / ".cache" / "decompose"
