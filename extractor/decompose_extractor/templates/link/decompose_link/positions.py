"""How far a side has come: positions in PostgreSQL's log, so that a reader waits for its writer.

https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-SUBSCRIPTION
"""

from __future__ import annotations

import time

from django.db import connection

from decompose_link.asking import first_row

POLL_SECONDS = 0.02
HEADER = "Decompose-Position"
_APPLIED = """
SELECT max(w.latest_end_lsn)::text
  FROM pg_stat_subscription w JOIN pg_subscription s ON s.oid = w.subid
 WHERE s.subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
   AND s.subname LIKE 'decompose%' AND w.relid IS NULL AND w.pid IS NOT NULL
"""


def position() -> str:
    """Return the end of this database's log; nothing on other databases than PostgreSQL."""
    if connection.vendor != "postgresql":
        return ""
    row = first_row("SELECT pg_current_wal_insert_lsn()::text")
    return str(row[0]) if row else ""


def wait_for(there: str, seconds: float) -> bool:
    """Wait until this database has applied the other's log up to a position; False if time ran out.

    Where no subscription runs there is nothing to wait for.
    """
    if not there or connection.vendor != "postgresql":
        return True
    deadline = time.monotonic() + seconds
    while True:
        here = applied()
        if not here or _number(here) >= _number(there):
            return True
        if time.monotonic() >= deadline:
            return False
        time.sleep(POLL_SECONDS)


def applied() -> str:
    """Return how much of the other side's log this database has; nothing where none arrives."""
    if connection.vendor != "postgresql":
        return ""
    row = first_row(_APPLIED)
    return str(row[0] or "") if row else ""


def _number(position: str) -> int:
    """Read an LSN, `16/B374D848`.

    Raises:
        ValueError: it is none.
    """
    high, _, low = position.partition("/")
    return (int(high, 16) << 32) + int(low, 16)
