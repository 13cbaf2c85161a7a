"""The service's side of the flow, and the slot that keeps the monolith's log for it.

The slot is made beforehand and by itself: CREATE SUBSCRIPTION waits for its slot within its own
transaction, and if both databases share a server the slot waits for that transaction: for ever.
"""

from __future__ import annotations

from dataclasses import dataclass

from psycopg import sql

from decompose_migrator.postgres import Connection, select, value

READY = "r"
# pg_subscription_rel.srsubstate; https://www.postgresql.org/docs/current/catalog-pg-subscription-rel.html
STATES = {
    "i": "waiting",
    "d": "copying",
    "f": "copied",
    "s": "catching up",
    READY: "following",
}


@dataclass(frozen=True, slots=True)
class Subscription:
    """A subscription as the service's database has it; `worker` tells whether it runs now."""

    oid: int
    enabled: bool
    slot: str | None
    publications: list[str]
    server: str
    worker: bool
    errors: int


@dataclass(frozen=True, slots=True)
class Slot:
    """A replication slot as the monolith's server has it."""

    active: bool
    database: str | None
    lost: bool
    kept_bytes: int | None


@dataclass(frozen=True, slots=True, order=True)
class Copied:
    """How far one table's first copy is; `state` is a letter of STATES."""

    table: str
    state: str


def read_subscription(connection: Connection, name: str) -> Subscription | None:
    """Read the subscription of that name in this database."""
    found = select(connection, Subscription, _SUBSCRIPTION, [name])
    return found[0] if found else None


def read_slot(connection: Connection, name: str) -> Slot | None:
    """Read the slot of that name on this server."""
    found = select(connection, Slot, _SLOT, [name])
    return found[0] if found else None


def read_copied(connection: Connection, subscription: Subscription) -> list[Copied]:
    """Read how far each table's first copy is."""
    return select(connection, Copied, _COPIED, [subscription.oid])


def create_slot(connection: Connection, name: str) -> None:
    """Make the slot from which the subscription will read."""
    value(connection, "SELECT pg_create_logical_replication_slot(%s, 'pgoutput')::text", [name])


def create_subscription(connection: Connection, name: str, publisher: str) -> None:
    """Subscribe to the publication of the same name: copy what is there, then follow."""
    statement = sql.SQL(
        "CREATE SUBSCRIPTION {name} CONNECTION {publisher} PUBLICATION {name}"
        " WITH (create_slot = false, slot_name = {slot}, copy_data = true)"
    )
    connection.execute(
        statement.format(
            name=sql.Identifier(name), publisher=sql.Literal(publisher), slot=sql.Literal(name)
        )
    )


def enable_subscription(connection: Connection, name: str) -> None:
    """Let a stopped subscription go on."""
    _alter(connection, "ALTER SUBSCRIPTION {} ENABLE", name)


def disable_subscription(connection: Connection, name: str) -> None:
    """Let a subscription rest, and end its workers, so that none makes another slot."""
    _alter(connection, "ALTER SUBSCRIPTION {} DISABLE", name)
    value(connection, _END_WORKERS, [name])


def drop_subscription(connection: Connection, name: str) -> None:
    """Drop a disabled subscription alone; its slots lie on the other server.

    Those of unfinished copies must be gone already if that server is up: DROP SUBSCRIPTION waits
    for the making of such a slot, which on one server waits for the transaction of the DROP.
    """
    _alter(connection, "ALTER SUBSCRIPTION {} SET (slot_name = NONE)", name)
    _alter(connection, "DROP SUBSCRIPTION {}", name)


def drop_slots(connection: Connection, slot: str, subscription: Subscription | None) -> int:
    """Drop a subscription's slot, and those of first copies that had not ended; return how many."""
    # https://www.postgresql.org/docs/current/logical-replication-subscription.html: pg_OID_sync_...
    copying = f"^pg_{subscription.oid}_sync_[0-9]+_{subscription.server}$" if subscription else "^$"
    value(connection, _END_READERS, [slot, copying])
    return int(value(connection, _DROP_SLOTS, [slot, copying]) or 0)


def _alter(connection: Connection, statement: str, name: str) -> None:
    # The statements are this module's own; only the name is filled in.
    connection.execute(sql.SQL(statement).format(sql.Identifier(name)))


_SUBSCRIPTION = """
SELECT s.oid::int8 AS oid, s.subenabled AS enabled, s.subslotname::text AS slot,
       s.subpublications AS publications,
       EXISTS (SELECT FROM pg_stat_subscription w WHERE w.subid = s.oid AND w.pid IS NOT NULL)
           AS worker,
       (SELECT system_identifier::text FROM pg_control_system()) AS server,
       COALESCE(e.apply_error_count + e.sync_error_count, 0)::int8 AS errors
  FROM pg_subscription s
  LEFT JOIN pg_stat_subscription_stats e ON e.subid = s.oid
 WHERE s.subname = %s
   AND s.subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
"""

_SLOT = """
SELECT active, database::text, COALESCE(wal_status = 'lost', false) AS lost,
       pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::int8 AS kept_bytes
  FROM pg_replication_slots WHERE slot_name = %s
"""

_COPIED = """
SELECT c.relname AS "table", r.srsubstate::text AS state
  FROM pg_subscription_rel r JOIN pg_class c ON c.oid = r.srrelid
 WHERE r.srsubid = %s
 ORDER BY 1
"""

_END_WORKERS = """
SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_subscription
 WHERE subname = %s AND pid IS NOT NULL
"""
_OURS = "database = current_database() AND (slot_name = %s OR slot_name::text ~ %s)"
_END_READERS = f"""
SELECT count(pg_terminate_backend(active_pid, 5000)) FROM pg_replication_slots
 WHERE active AND {_OURS}
"""
_DROP_SLOTS = f"""
SELECT count(*) FROM
    (SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE {_OURS}) dropped
"""
