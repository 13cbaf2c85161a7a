"""Databases that a test makes and that are gone after it, with their subscriptions and slots."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from urllib.parse import urlsplit

import psycopg
from psycopg import sql


class Databases:
    """The databases of one test on one server."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._made: list[str] = []

    def create(self, name: str) -> str:
        """Make an empty database and return its URL."""
        database = f"decompose_test_{name}_{uuid.uuid4().hex[:8]}"
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))
        self._made.append(database)
        return self._url(database)

    def drop_all(self) -> None:
        """Drop every database that was made."""
        end_replication([self._url(database) for database in self._made])
        for database in self._made:
            drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database))
            with psycopg.connect(self._server, autocommit=True) as connection:
                connection.execute(drop)

    def _url(self, database: str) -> str:
        return urlsplit(self._server)._replace(path=f"/{database}").geturl()


def empty(urls: Sequence[str]) -> None:
    """Take everything out of databases that replicate to each other."""
    end_replication(urls)
    for url in urls:
        with psycopg.connect(url, autocommit=True) as connection:
            for (name,) in connection.execute("SELECT pubname FROM pg_publication").fetchall():
                connection.execute(sql.SQL("DROP PUBLICATION {}").format(sql.Identifier(name)))
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")


def end_replication(urls: Sequence[str]) -> None:
    """Let subscriptions rest first, so that slots can go, and drop these before subscriptions."""
    for statements in (_REST, _DROP_SLOTS, _DROP_SUBSCRIPTIONS):
        for url in urls:
            _run_each(url, statements)


def _run_each(url: str, statements: tuple[str, ...]) -> None:
    """Run statements once for each subscription of a database, whose name they may ask for."""
    with psycopg.connect(url, autocommit=True) as connection:
        names = [name for (name,) in connection.execute(_SUBSCRIPTIONS)] or [""]
        for name in names:
            for statement in statements:
                if name or "{}" not in statement:
                    connection.execute(sql.SQL(statement).format(sql.Identifier(name or "none")))


_SUBSCRIPTIONS = """
SELECT subname FROM pg_subscription
 WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
_REST = (
    "ALTER SUBSCRIPTION {} DISABLE",
    "ALTER SUBSCRIPTION {} SET (slot_name = NONE)",
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_subscription s JOIN pg_database d"
    " ON d.datname = current_database() WHERE pid IS NOT NULL AND subid IN"
    " (SELECT oid FROM pg_subscription WHERE subdbid = d.oid)",
)
_DROP_SLOTS = (
    "SELECT pg_terminate_backend(active_pid, 5000) FROM pg_replication_slots"
    " WHERE database = current_database() AND active",
    "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
    " WHERE database = current_database()",
)
_DROP_SUBSCRIPTIONS = ("DROP SUBSCRIPTION {}",)
