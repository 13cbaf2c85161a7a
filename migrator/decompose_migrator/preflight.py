"""What both servers and their roles must be able to do before anything is created."""

from __future__ import annotations

from collections.abc import Iterator

from decompose_core.problem import Level, Problem
from decompose_migrator.postgres import Connection, value

OLDEST = 15  # column lists in publications came with 15
SUBSCRIBERS_ROLE = 16  # from here on the role pg_create_subscription will do


def check_publisher(connection: Connection, slot: str) -> Iterator[Problem]:
    """List what keeps the monolith's server from publishing."""
    yield from _check_version(connection, "monolith")
    if (level := value(connection, "SHOW wal_level")) != "logical":
        yield _error(
            f"the monolith's server has wal_level = {level}",
            "run ALTER SYSTEM SET wal_level = 'logical' there and restart it",
        )
    if not value(connection, _MAY_REPLICATE):
        yield _error(
            "the monolith's role may not replicate",
            "run ALTER ROLE ... REPLICATION there as a superuser",
        )
    if not value(connection, _MAY_CREATE):
        yield _error(
            "the monolith's role may not create a publication",
            "run GRANT CREATE ON DATABASE ... TO ... in the monolith's database",
        )
    if not value(connection, _SLOT_IS_FREE, [slot]):
        yield _error(
            "the monolith's server has no free replication slot",
            "raise max_replication_slots and restart it, or drop a slot nobody uses",
        )


def check_subscriber(connection: Connection) -> Iterator[Problem]:
    """List what keeps the service's server from subscribing."""
    yield from _check_version(connection, "service")
    query = _MAY_SUBSCRIBE if _version(connection) >= SUBSCRIBERS_ROLE else _IS_SUPERUSER
    if not value(connection, query):
        yield _error(
            "the service's role may not create a subscription",
            "grant it pg_create_subscription and CREATE on the database (16 and later),"
            " or use a superuser (15)",
        )


def _check_version(connection: Connection, side: str) -> Iterator[Problem]:
    if (version := _version(connection)) < OLDEST:
        yield _error(
            f"the {side}'s server is PostgreSQL {version}",
            f"logical replication with column lists takes {OLDEST} or later; upgrade it first",
        )


def _version(connection: Connection) -> int:
    return connection.info.server_version // 10000


def _error(message: str, hint: str) -> Problem:
    return Problem(Level.ERROR, message, hint=hint)


_MAY_REPLICATE = "SELECT rolsuper OR rolreplication FROM pg_roles WHERE rolname = current_user"
_MAY_CREATE = "SELECT has_database_privilege(current_database(), 'CREATE')"
_SLOT_IS_FREE = """
SELECT count(*) < current_setting('max_replication_slots')::int OR bool_or(slot_name = %s)
  FROM pg_replication_slots
"""
_IS_SUPERUSER = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
_MAY_SUBSCRIBE = """
SELECT rolsuper OR (pg_has_role('pg_create_subscription', 'USAGE')
                    AND has_database_privilege(current_database(), 'CREATE'))
  FROM pg_roles WHERE rolname = current_user
"""
