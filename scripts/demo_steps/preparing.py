"""Databases and the copy of the sample that this run works on."""

from __future__ import annotations

import contextlib
import re
import shutil

from scripts.demo_steps.stage import ACCOUNTS, ROOT, Stage
from tests.databases import Databases


def make_databases(stage: Stage, cleanup: contextlib.ExitStack, server: str) -> None:
    """Make one database for the monolith and one for the service; both are dropped at the end."""
    databases = Databases(server)
    cleanup.callback(databases.drop_all)
    stage.variables["MONOLITH_DATABASE_URL"] = databases.create("demo_monolith")
    stage.variables["ORDERS_DATABASE_URL"] = databases.create("demo_orders")


def copy_sample(stage: Stage) -> None:
    """Copy the sample and its decompose.toml, so that the repository stays as it is."""
    shutil.copytree(
        ROOT / "sample_monolith",
        stage.sample,
        ignore=shutil.ignore_patterns("__pycache__", "*.sqlite3", "media", "staticfiles"),
    )
    shutil.copy(ROOT / "decompose.toml", stage.folder)


def fill_monolith(stage: Stage, orders: int) -> None:
    """Migrate and seed; the seed tells the API tokens of its accounts."""
    stage.manage(stage.sample, "migrate", "--verbosity=0", database="MONOLITH_DATABASE_URL")
    told = stage.manage(
        stage.sample, "seed", f"--orders={orders}", database="MONOLITH_DATABASE_URL"
    )
    for account in ACCOUNTS:
        found = re.search(rf"{re.escape(account)}.*API token (\w+)", told)
        assert found, told
        stage.tokens[account] = found[1]
