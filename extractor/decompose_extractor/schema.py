"""Whether the tables that moved look as the monolith's own migrations make them."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg

from decompose_core.plan import ExtractionPlan
from decompose_extractor.subject import Subject

_SECONDS = 600
# The monolith's settings with another database: its own must never be touched.
_SETTINGS = """
from {settings} import *

DATABASES = {{"default": {database!r}}}
DATABASE_ROUTERS = []
"""
_COLUMNS = """
SELECT column_name, udt_name, character_maximum_length, numeric_precision, numeric_scale,
is_nullable
  FROM information_schema.columns
 WHERE table_schema = current_schema() AND table_name = %s
"""
_CONSTRAINTS = """
SELECT contype::text, pg_get_constraintdef(oid)
  FROM pg_constraint
 WHERE conrelid = to_regclass(quote_ident(%s)) AND contype IN ('c', 'p', 'u')
"""


def compare_schema(subject: Subject, plan: ExtractionPlan) -> tuple[bool, str]:
    """Migrate the monolith into an empty database and compare the moved tables, keys to other
    owners left out."""
    failure = _migrate_monolith(subject, plan.settings)
    if failure:
        return False, f"the monolith's own migrations could not be run:\n{failure}"
    # The monolith as it is has no tables of the link; monolith.patch brings them.
    tables = [t.name for t in plan.tables if t.moved and not t.model.startswith("decompose_link.")]
    tables += plan.views
    lines: list[str] = []
    for table in tables:
        before = _shape(subject.monolith_database, table)
        after = _shape(subject.database, table)
        lines += [f"{table}: the monolith has {each}" for each in sorted(before - after)]
        lines += [f"{table}: the service has {each}" for each in sorted(after - before)]
    return not lines, "\n".join(lines) or f"{len(tables)} tables and views are alike"


def database_settings(url: str) -> dict[str, object]:
    """An entry of DATABASES: the monolith may have no package that reads URLs."""
    if url.startswith("sqlite"):
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": url.partition("///")[2]}
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
    }


def check_monolith(subject: Subject, settings: str) -> str:
    """What Django's checks for production say of the monolith itself."""
    return _run_monolith(subject, settings, "check", "--deploy").stderr


def _migrate_monolith(subject: Subject, settings: str) -> str:
    done = _run_monolith(subject, settings, "migrate", "--no-input", "--verbosity=0")
    return "\n".join(done.stderr.strip().splitlines()[-5:]) if done.returncode else ""


def _run_monolith(
    subject: Subject, settings: str, *arguments: str
) -> subprocess.CompletedProcess[str]:
    with tempfile.TemporaryDirectory(prefix="decompose-verify-") as folder:
        shim = Path(folder) / "decompose_verify_settings.py"
        database = database_settings(subject.monolith_database)
        shim.write_text(_SETTINGS.format(settings=settings, database=database))
        return subprocess.run(
            [subject.python, "-m", "django", *arguments],
            cwd=subject.monolith,
            env={
                **os.environ,
                "DATABASE_URL": subject.monolith_database,
                "DJANGO_SETTINGS_MODULE": "decompose_verify_settings",
                "PYTHONDONTWRITEBYTECODE": "1",
                "PYTHONPATH": os.pathsep.join([folder, str(subject.monolith)]),
            },
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )


def _shape(url: str, table: str) -> set[str]:
    if url.startswith("sqlite"):
        return _sqlite_shape(url.partition("///")[2], table)
    with psycopg.connect(url) as connection:
        columns = connection.execute(_COLUMNS, [table]).fetchall()
        constraints = connection.execute(_CONSTRAINTS, [table]).fetchall()
    return {" ".join(map(str, each)) for each in [*columns, *constraints]}


def _sqlite_shape(path: str, table: str) -> set[str]:
    with sqlite3.connect(path) as connection:
        rows = connection.execute(
            "SELECT name, type, [notnull], pk FROM pragma_table_info(?)", [table]
        )
        return {" ".join(map(str, each)) for each in rows.fetchall()}
