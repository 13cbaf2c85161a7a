"""Databases that a test makes and that are gone after it, with their subscriptions and slots."""

from __future__ import annotations

import uuid
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
        """Drop what was made: subscriptions, then slots, then databases."""
        for database in self._made:
            _drop_subscriptions(self._url(database))
        for database in self._made:
            with psycopg.connect(self._server, autocommit=True) as connection:
                connection.execute(
                    "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots"
                    " WHERE database = %s AND active",
                    [database],
                )
                connection.execute(
                    "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
                    " WHERE database = %s",
                    [database],
                )
                drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
                connection.execute(drop.format(sql.Identifier(database)))

    def _url(self, database: str) -> str:
        return urlsplit(self._server)._replace(path=f"/{database}").geturl()


def _drop_subscriptions(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        names = connection.execute(
            "SELECT subname FROM pg_subscription"
            " WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())"
        ).fetchall()
        for (name,) in names:
            for statement in (
                "ALTER SUBSCRIPTION {} DISABLE",
                "ALTER SUBSCRIPTION {} SET (slot_name = NONE)",
                "DROP SUBSCRIPTION {}",
            ):
                connection.execute(sql.SQL(statement).format(sql.Identifier(name)))
