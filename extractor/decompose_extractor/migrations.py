"""The first migration of every app of a service, written by Django itself from the final models."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from decompose_core.problem import outside_failed
from decompose_extractor.database_objects import DatabaseObjects
from decompose_extractor.link_files import first_migration
from decompose_extractor.rendering import render
from decompose_extractor.statements import read

_SECONDS = 120


def write_migrations(
    content: Mapping[str, bytes], apps: Mapping[str, str], *, python: str = sys.executable
) -> dict[str, bytes]:
    """Run `makemigrations` in a copy of the service; `apps` maps each label to its package's
    folder.

    Raises:
        OutsideFailed: Django could not start the service; its own message says why.
    """
    with tempfile.TemporaryDirectory(prefix="decompose-extract-") as name:
        folder = Path(name)
        write_tree(folder, content)
        for package in apps.values():
            initial = folder / package / "migrations" / "__init__.py"
            initial.parent.mkdir(parents=True, exist_ok=True)
            initial.touch()
        run_manage(folder, ["makemigrations", "--no-header", *sorted(apps)], python=python)
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for package in apps.values()
            for path in sorted((folder / package / "migrations").glob("*.py"))
        }


def object_migrations(
    objects: DatabaseObjects,
    apps: Mapping[str, str],
    tables: Mapping[str, str],
    written: Iterable[str],
) -> Iterator[tuple[str, str]]:
    """Yield (path, text) of a migration for each app with objects beside its tables.

    `apps` maps labels to folders, `tables` table names in lower case to labels; `written` are the
    paths of the first migrations, after which it comes.
    """
    last: dict[str, str] = {}
    for path in sorted(written):
        folder, _, name = path.removesuffix(".py").rpartition("/migrations/")
        if name != "__init__":
            last[folder] = name
    made: dict[str, tuple[str, str]] = {}  # by view: the migration that makes it
    for label in objects.labels:
        carried = [each for each in objects.carried if each.app == label]
        words = {w for each in carried for part in read(each.sql) for w in part.words}
        after = {label, *(tables[each] for each in words & tables.keys())}
        known = {(each, last[apps[each]]) for each in after if each in apps and apps[each] in last}
        known |= {first_migration(each) for each in after if each not in apps}
        known |= {made[each] for each in words & made.keys()}
        number = int(last[apps[label]][:4]) + 1 if apps[label] in last else 1
        name = f"{number:04d}_database_objects"
        made |= {each: (label, name) for one in carried for _, each in one.made}
        operations = [
            {"place": each.place, "sql": literal(each.sql), "reverse": literal(each.reverse or "")}
            for each in carried
        ]
        text = render(
            "database_objects.py.jinja", dependencies=sorted(known), operations=operations
        )
        yield f"{apps[label]}/migrations/{name}.py", text


def literal(text: str) -> str:
    """Write text as a Python literal, several lines as they are; nothing for no text."""
    if not text.strip():
        return ""
    if "\n" not in text:
        return json.dumps(text, ensure_ascii=False)
    inner = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    return f'"""{inner}\n"""' if inner.endswith('"') else f'"""{inner}"""'


def write_tree(folder: Path, content: Mapping[str, bytes]) -> None:
    """Write files below a folder."""
    for path, data in content.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def run_manage(folder: Path, arguments: Iterable[str], *, python: str = sys.executable) -> str:
    """Run one management command of a service with nothing of our own environment but the
    interpreter.

    Raises:
        OutsideFailed: it ended with an error, or not at all.
    """
    command = [python, "manage.py", *arguments]
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=service_environment(folder),
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise outside_failed(f"can't run {' '.join(command)}: {error}") from None
    if done.returncode:
        tail = "\n".join((done.stderr or done.stdout).strip().splitlines()[-12:])
        raise outside_failed(
            f"the extracted service could not run `manage.py {' '.join(arguments)}`:\n{tail}",
            hint="nothing was written; the interpreter (--python names another) needs the packages"
            " of the monolith, django-environ, httpx, PyJWT[crypto] and, for an API,"
            " drf-spectacular",
        )
    return done.stdout


def service_environment(folder: Path, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """An environment in which only the service's own folder is importable, and no formatter is
    found.

    Django formats migrations with `black` where it is installed; the output must not depend on
    that.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in ("HOME", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT")
    }
    return {
        **kept,
        "PATH": "",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONPATH": str(folder),
        "DEBUG": "1",
        **(extra or {}),
    }
