"""Whether the tables that moved look as the monolith's own migrations make them."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import tempfile
from pathlib import Path

import psycopg

from decompose_core.plan import ExtractionPlan
from decompose_extractor.subject import Subject

_SECONDS = 600
# The monolith's settings with another database: its own must never be touched.
_SETTINGS = """
import environ
from {settings} import *

DATABASES = {{"default": environ.Env.db_url_config({url!r})}}
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
    lines: list[str] = []
    for table in tables:
        before = _shape(subject.monolith_database, table)
        after = _shape(subject.database, table)
        lines += [f"{table}: the monolith has {each}" for each in sorted(before - after)]
        lines += [f"{table}: the service has {each}" for each in sorted(after - before)]
    return not lines, "\n".join(lines) or f"{len(tables)} tables are alike"


def _migrate_monolith(subject: Subject, settings: str) -> str:
    with tempfile.TemporaryDirectory(prefix="decompose-verify-") as folder:
        shim = Path(folder) / "decompose_verify_settings.py"
        shim.write_text(_SETTINGS.format(settings=settings, url=subject.monolith_database))
        done = subprocess.run(
            [subject.python, "-m", "django", "migrate", "--no-input", "--verbosity=0"],
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
    return "\n".join(done.stderr.strip().splitlines()[-5:]) if done.returncode else ""


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
