"""Writing a service's folder: whole or not at all, and never over somebody's own work."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from decompose_core.problem import refuse
from decompose_extractor.migrations import write_tree

MANIFEST = ".decompose-manifest.json"
_IGNORED = frozenset({"__pycache__", ".git", "db.sqlite3", ".env", "staticfiles", "media"})


def write_service(target: Path, content: Mapping[str, bytes]) -> tuple[str, ...]:
    """Put a service's files into its folder and return the paths that changed.

    Raises:
        Refused: the folder holds files that we did not write, or that were edited since.
    """
    check_target(target)
    before = {
        path: (target / path).read_bytes()
        for path in _manifest(target)
        if (target / path).is_file()
    }
    changed = tuple(
        sorted(path for path in {*before, *content} if before.get(path) != content.get(path))
    )
    if not changed:
        return ()
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as name:
        fresh = Path(name) / "new"
        write_tree(fresh, {**content, MANIFEST: _manifest_text(content)})
        (fresh / "manage.py").chmod(0o755)
        _keep_ignored(target, fresh)
        if target.exists():
            target.rename(Path(name) / "old")
        fresh.rename(target)
    return changed


def check_target(target: Path) -> None:
    """Refuse a folder that is not ours to write.

    Raises:
        Refused: it holds files that we did not write, or that were edited since.
    """
    if not target.exists():
        return
    if not target.is_dir():
        raise refuse(f"{target} is a file", hint="name another folder with --output")
    known = _manifest(target)
    there = {path: target / path for path in _files(target)}
    foreign = sorted(path for path in there if path not in known)
    if foreign and not known:
        raise refuse(
            f"{target} holds files that decompose did not write, {foreign[0]} among them",
            hint="name another folder with --output, or move these files away",
        )
    edited = sorted(
        path
        for path, file in there.items()
        if path in known and _hash(file.read_bytes()) != known[path]
    )
    if edited or foreign:
        listed = ", ".join([*edited, *foreign][:5])
        raise refuse(
            f"{len(edited) + len(foreign)} files in {target} were edited or added"
            f" since they were extracted: {listed}",
            hint="there is no merge yet: extract with --output into another folder and compare",
        )


def _manifest(target: Path) -> Mapping[str, str]:
    try:
        document = json.loads((target / MANIFEST).read_text(encoding="utf-8"))
        return cast("Mapping[str, str]", document["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _manifest_text(content: Mapping[str, bytes]) -> bytes:
    files = {path: _hash(content[path]) for path in sorted(content)}
    return (json.dumps({"schema": 1, "files": files}, indent=2) + "\n").encode()


def _files(target: Path) -> list[str]:
    """The files of a service's folder; what running it leaves behind does not count."""
    found: list[str] = []
    for folder, names, files in os.walk(target):
        names[:] = sorted(set(names) - _IGNORED)
        for each in files:
            path = (Path(folder) / each).relative_to(target).as_posix()
            if path != MANIFEST and each not in _IGNORED and not each.endswith(".pyc"):
                found.append(path)
    return found


def _keep_ignored(target: Path, fresh: Path) -> None:
    """Take along what the team keeps in the folder beside our files: its .env, its database."""
    for name in sorted(_IGNORED - {"__pycache__", "staticfiles"}):
        old = target / name
        if old.is_dir():
            shutil.copytree(old, fresh / name, dirs_exist_ok=True)
        elif old.is_file():
            shutil.copy2(old, fresh / name)


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
