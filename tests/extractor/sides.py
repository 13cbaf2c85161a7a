"""A small shop cut in two: the patched monolith and the service, each on a PostgreSQL of its own.

Both run as processes that answer real HTTP and run snippets; `carry` does what replication does.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from textwrap import dedent
from typing import IO, Any, cast

import psycopg
from psycopg import sql

from decompose_core import codec
from decompose_core.plan import ExtractionPlan
from decompose_extractor.extract import Boundary, Extraction, extract
from decompose_extractor.migrations import write_tree
from decompose_source.project import read_project
from tests.extractor.small_shop import SHOP
from tests.extractor.tools import write_project

KEYS = "a secret that both sides have to sign with"
DRIVER = """
import json, os, sys, threading, traceback
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
django.setup()
from django.core.wsgi import get_wsgi_application

class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True

class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass

out, sys.stdout = sys.stdout, sys.stderr
server = make_server("127.0.0.1", int(sys.argv[1]), get_wsgi_application(), Server, Quiet)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(json.dumps({"result": "ready"}), file=out, flush=True)
for line in sys.stdin:
    scope = {}
    try:
        exec(json.loads(line), scope)
        answer = {"result": scope.get("result")}
    except BaseException as error:
        kind = type(error)
        answer = {"error": kind.__name__, "text": str(error), "trace": traceback.format_exc()}
    print(json.dumps(answer, default=str), file=out, flush=True)
"""


class Raised(Exception):
    """A snippet ended with an exception."""

    def __init__(self, kind: str, text: str, trace: str) -> None:
        super().__init__(f"{kind}: {text}\n{trace}")
        self.kind = kind
        self.text = text


@dataclass
class Side:
    """One running side."""

    name: str
    folder: Path
    database: str
    url: str
    process: subprocess.Popen[str]

    def run(self, code: str) -> Any:
        """Run a snippet; its `result` comes back."""
        stdin, stdout = cast("IO[str]", self.process.stdin), cast("IO[str]", self.process.stdout)
        stdin.write(json.dumps(dedent(code)) + "\n")
        stdin.flush()
        answer = json.loads(stdout.readline())
        if "error" in answer:
            raise Raised(answer["error"], answer["text"], answer["trace"])
        return answer["result"]

    def sql(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Run SQL as somebody without Django would, each statement on its own."""
        cursor = self.connection.execute(cast("Any", query), values)
        return cursor.fetchall() if cursor.description else []

    @cached_property
    def connection(self) -> psycopg.Connection[Any]:
        """A connection of the test's own."""
        return psycopg.connect(self.database, autocommit=True)

    @cached_property
    def columns(self) -> dict[str, set[str]]:
        """The columns of every table."""
        found: dict[str, set[str]] = {}
        query = "SELECT table_name, column_name FROM information_schema.columns"
        for table, name in self.sql(f"{query} WHERE table_schema = 'public'"):
            found.setdefault(table, set()).add(name)
        return found

    def stop(self) -> None:
        """End the process."""
        self.connection.close()
        self.process.kill()
        self.process.communicate()


@dataclass
class Shop:
    """Both sides."""

    monolith: Side
    service: Side
    plan: ExtractionPlan

    def flip(self, owner: str) -> None:
        """Say who owns, by hand, in both databases."""
        self.carry()
        for side in (self.monolith, self.service):
            side.sql(
                "INSERT INTO decompose_owner (service, owner, epoch) VALUES ('orders', %s, 1)"
                " ON CONFLICT (service) DO UPDATE SET owner = excluded.owner,"
                " epoch = decompose_owner.epoch + 1",
                owner,
            )

    def carry(self) -> None:
        """Make each replica equal to its owner's table, as the apply worker does: no trigger
        fires."""
        found = self.monolith.sql("SELECT owner FROM decompose_owner WHERE service = 'orders'")
        owner = found[0][0] if found else "monolith"
        for side in (self.monolith, self.service):
            side.sql("SET session_replication_role = replica")
        for table in self.plan.tables:
            service_owns = table.moved and owner == "orders"
            here = service_owns or table.name == "decompose_from_orders"
            sides = (self.service, self.monolith) if here else (self.monolith, self.service)
            if table.name in sides[0].columns:
                copy_rows(*sides, table.name)
        for side in (self.monolith, self.service):
            side.sql("SET session_replication_role = DEFAULT")

    def dispatch(self) -> None:
        """Carry, and let both sides handle what they hear, until nothing is left."""
        self.carry()
        for _ in range(9):
            done = [_dispatched(each) for each in (self.monolith, self.service)]
            self.carry()
            if not any(done):
                return
        raise AssertionError("there is no end to it")


def _dispatched(side: Side) -> bool:
    """Run the command; whether there was anything to do."""
    said = side.run(
        """
        import io
        from django.core.management import call_command
        out = io.StringIO()
        try:
            call_command("dispatch_outbox", "--once", stdout=out)
        except SystemExit:
            result = out.getvalue()
        """
    )
    return str(said).strip() != "0 handled, 0 failed"


def copy_rows(source: Side, target: Side, table: str) -> None:
    """Make a table of one side equal to the other's, if it is not."""
    names = sorted(source.columns[table] & target.columns[table])
    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    name = sql.Identifier(table)
    query = sql.SQL("SELECT {} FROM {} ORDER BY 1").format(columns, name)
    text = sql.SQL("COPY ({}) TO STDOUT").format(query)
    with source.connection.cursor() as here, here.copy(text) as rows:
        data = b"".join(rows)
    with target.connection.cursor() as there, there.copy(text) as rows:
        if b"".join(rows) == data:
            return
    target.connection.execute(sql.SQL("DELETE FROM {}").format(name))
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(name, columns)
    with target.connection.cursor() as there, there.copy(into) as copy:
        copy.write(data)


def build(folder: Path) -> tuple[Path, Path, Extraction]:
    """Write the shop, extract orders from it, and patch the shop."""
    monolith, service = folder / "monolith", folder / "service"
    write_project(monolith, SHOP)
    apps = ("people", "billing", "orders")
    for each in apps:
        (monolith / each / "migrations").mkdir()
        (monolith / each / "migrations" / "__init__.py").touch()
    run(monolith, {}, "makemigrations", *apps)
    project = read_project(monolith, settings="site_settings")
    made = extract(project, Boundary("orders", ("orders",)))
    write_tree(service, made.content)
    patch = folder / "monolith.patch"
    patch.write_bytes(made.content["monolith.patch"])
    outside = {"GIT_CEILING_DIRECTORIES": str(folder), "PATH": "/usr/bin:/bin"}
    subprocess.run(["git", "apply", str(patch)], cwd=monolith, env=outside, check=True)
    shutil.rmtree(monolith / "__pycache__", ignore_errors=True)
    return monolith, service, made


def start(
    folder: Path,
    name: str,
    settings: str,
    database: str,
    urls: Mapping[str, str],
    *,
    wait_seconds: float = 0.05,
) -> Side:
    """Migrate a side and start it; by default it waits for no row, as none arrives by itself."""
    with psycopg.connect(database, autocommit=True) as connection:
        current = sql.Identifier(database.rpartition("/")[2])
        connection.execute(
            sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(current)
        )
    variables = {
        "DATABASE_URL": database,
        "DECOMPOSE_SEAM_KEYS": KEYS,
        "DECOMPOSE_WAIT_SECONDS": str(wait_seconds),
        "LOG_LEVEL": "WARNING",
        "DEBUG": "1",
        "DECOMPOSE_SIGNING_KEY_FILE": str(folder / ".key"),
        **{f"DECOMPOSE_{side.upper()}_URL": url for side, url in urls.items()},
    }
    run(folder, variables, "migrate", "--verbosity=0")
    driver = folder / ".driver.py"
    driver.write_text(DRIVER, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, str(driver), urls[name].rpartition(":")[2]],
        cwd=folder,
        env=environment(folder, {**variables, "DJANGO_SETTINGS_MODULE": settings}),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    side = Side(name, folder, database, urls[name], process)
    assert json.loads(cast("IO[str]", process.stdout).readline())["result"] == "ready"
    return side


def free_url() -> str:
    """An address that nobody listens at."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{found.getsockname()[1]}"


def run(folder: Path, variables: Mapping[str, str], *arguments: str) -> str:
    """Run a management command."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=folder,
        env=environment(folder, variables),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


def read_plan(made: Extraction) -> ExtractionPlan:
    """The plan as it is written."""
    return codec.loads(ExtractionPlan, made.content["plan.json"].decode())


def environment(folder: Path, variables: Mapping[str, str]) -> dict[str, str]:
    """Only a side's own folder can be imported."""
    kept = {name: os.environ[name] for name in ("HOME", "LANG") if name in os.environ}
    return {**kept, "PATH": "", "PYTHONPATH": str(folder), **variables}
