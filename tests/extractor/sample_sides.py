"""The sample shop three times: as it was before the cut, patched, and with orders as a service.

The patch and the service are those of `extracted/orders`, so nothing is extracted here.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from decompose_core import codec
from decompose_core.plan import ExtractionPlan
from tests.databases import Databases
from tests.extractor.replicated import Replicated
from tests.extractor.sides import Side, free_url, start

ROOT = Path(__file__).resolve().parents[2]
MONOLITH = ROOT / "sample_monolith"
SERVICE = ROOT / "extracted" / "orders"
PATCH = SERVICE / "monolith.patch"
# What running it leaves behind.
_LEFT = shutil.ignore_patterns("__pycache__", "*.sqlite3", ".env", "media", "staticfiles")
# Rows of migrations that everything needs, and what only one of the shops has.
_KEPT = "'django_content_type', 'auth_permission', 'django_migrations', 'django_site'"
_TABLES = (
    "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
    f" AND table_type = 'BASE TABLE' AND table_name NOT IN ({_KEPT}) ORDER BY 1"
)
Rows = Mapping[str, tuple[str, ...]]


@dataclass
class Sides:
    """The shop before the cut, and both sides of it."""

    before: Side
    cut: Replicated

    def stop(self) -> None:
        """End the processes."""
        for each in (self.before, self.cut.monolith, self.cut.service):
            each.stop()


def unpack(folder: Path, *, patched: bool) -> Path:
    """Copy the monolith, and let git apply the patch that the service came with."""
    shutil.copytree(MONOLITH, folder, ignore=_LEFT)
    if patched:
        git_apply(folder)
    return folder


def git_apply(folder: Path, *options: str) -> None:
    """Apply the patch; `-R` takes it back."""
    # The folder may lie within a repository, where git would skip paths outside of its index.
    outside = {"GIT_CEILING_DIRECTORIES": str(folder.parent), "PATH": "/usr/bin:/bin"}
    subprocess.run(["git", "apply", *options, str(PATCH)], cwd=folder, env=outside, check=True)


def content(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def start_sample(folder: Path, databases: Databases) -> Sides:
    """Start three servers, each on a database of its own."""
    shutil.copytree(SERVICE, folder / "service", ignore=_LEFT)
    urls = {"monolith": free_url(), "orders": free_url()}
    plan = codec.loads(ExtractionPlan, (SERVICE / "plan.json").read_text(encoding="utf-8"))
    shop, config = "shop.settings", "config.settings"
    with ExitStack() as undo:
        started: list[Side] = []
        for name, path, settings, known in (
            ("before", unpack(folder / "before", patched=False), shop, {"before": free_url()}),
            ("monolith", unpack(folder / "monolith", patched=True), shop, urls),
            ("orders", folder / "service", config, urls),
        ):
            side = start(path, name, settings, databases.create(name), known, wait_seconds=5)
            undo.callback(side.stop)
            started.append(side)
        cut = Replicated(started[1], started[2], plan)
        cut.follow()
        undo.pop_all()
    return Sides(started[0], cut)


def empty(side: Side) -> None:
    """Take all rows away, and begin with the first id again."""
    tables = ", ".join(f'"{name}"' for (name,) in side.sql(_TABLES))
    side.sql(f"TRUNCATE {tables} RESTART IDENTITY")
    side.run("from django.core.cache import cache\ncache.clear()")


def rows(side: Side, wanted: Callable[[str], bool] = lambda table: True) -> Rows:
    """Every table as a sorted list of its rows, each a text of JSON."""
    found: dict[str, tuple[str, ...]] = {}
    for (name,) in side.sql(_TABLES):
        if wanted(name):
            found[name] = tuple(
                text for (text,) in side.sql(f'SELECT to_jsonb(t)::text FROM "{name}" t ORDER BY 1')
            )
    return found
