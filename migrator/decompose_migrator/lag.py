"""How far the service's copy is behind the monolith's database, in the positions of its log."""

from __future__ import annotations

import time
from dataclasses import dataclass

from decompose_migrator.postgres import Connection, value

POLL_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Lag:
    """What the service has not applied yet; None where nothing was ever applied."""

    bytes: int | None


def position(monolith: Connection) -> str:
    """Return the end of the monolith's log; whatever was committed before lies before it."""
    return str(value(monolith, "SELECT pg_current_wal_insert_lsn()::text"))


def applied(service: Connection, subscription: str) -> str | None:
    """Return up to where the service has applied the monolith's log; None before the first word.

    The apply worker reports a position only after everything before it is committed and visible.
    """
    found = value(service, _APPLIED, [subscription])
    return None if found is None else str(found)


def measure(monolith: Connection, service: Connection, subscription: str) -> Lag:
    """Compare the end of the monolith's log with what the service has applied."""
    end = position(monolith)
    found = applied(service, subscription)
    if found is None:
        return Lag(None)
    query = "SELECT greatest(0, pg_wal_lsn_diff(%s::pg_lsn, %s::pg_lsn))::int8"
    return Lag(int(value(service, query, [end, found])))


def wait_for_lsn(service: Connection, subscription: str, lsn: str, seconds: float) -> bool:
    """Wait until the service has applied the log up to a position; False if time ran out first."""
    deadline = time.monotonic() + seconds
    while not value(service, f"SELECT ({_APPLIED}) >= %s::pg_lsn", [subscription, lsn]):
        if time.monotonic() >= deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True


# The leading apply worker alone: workers of first copies have a relation, parallel ones a leader.
_APPLIED = """
SELECT max(w.latest_end_lsn) FROM pg_stat_subscription w
 WHERE w.subname = %s AND w.relid IS NULL AND w.pid IS NOT NULL
"""
