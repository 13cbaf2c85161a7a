"""How far a side has come: positions in PostgreSQL's log, so that a reader waits for its writer.

https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-SUBSCRIPTION
"""

from __future__ import annotations

import time

from django.db import connection

POLL_SECONDS = 0.02
HEADER = "Decompose-Position"
_APPLIED = """
SELECT max(w.latest_end_lsn) >= %s::pg_lsn
  FROM pg_stat_subscription w JOIN pg_subscription s ON s.oid = w.subid
 WHERE s.subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
   AND s.subname LIKE 'decompose%%' AND w.relid IS NULL AND w.pid IS NOT NULL
"""


def position() -> str:
    """Return the end of this database's log; nothing on other databases than PostgreSQL."""
    if connection.vendor != "postgresql":
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_insert_lsn()::text")
        return str(cursor.fetchone()[0])


def wait_for(there: str, seconds: float) -> bool:
    """Wait until this database has applied the other's log up to a position; False if time ran out.

    Where no subscription runs there is nothing to wait for.
    """
    if not there or connection.vendor != "postgresql":
        return True
    deadline = time.monotonic() + seconds
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_APPLIED, [there])
            applied = cursor.fetchone()[0]
        if applied is None or applied:
            return True
        if time.monotonic() >= deadline:
            return False
        time.sleep(POLL_SECONDS)
