"""A shop cut in two whose sides really follow each other: PostgreSQL's logical replication."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

from psycopg import sql

from tests.extractor.sides import Shop, Side

SECONDS = 20.0
_APPLIED = """
SELECT max(w.latest_end_lsn) >= %s::pg_lsn
  FROM pg_stat_subscription w JOIN pg_subscription s ON s.oid = w.subid
 WHERE s.subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
   AND w.relid IS NULL
"""
_SEQUENCE = "SELECT pg_get_serial_sequence(quote_ident(%s), 'id')"


@dataclass
class Replicated(Shop):
    """Both sides, each the subscriber of what the other owns; rows that arrived are not sent
    back."""

    def follow(self) -> None:
        """Copy once, then let the changes flow."""
        super().carry()
        self._flow(self.monolith, self.service, set(self._shared()))
        moved = {each.name for each in self.plan.tables if each.moved}
        self._flow(self.service, self.monolith, {*moved, "decompose_from_orders"})

    def carry(self) -> None:
        """Wait until each side has applied all that the other has written.

        Raises:
            AssertionError: it has not, in time.
        """
        for source, target in self._directions():
            ((position,),) = source.sql("SELECT pg_current_wal_insert_lsn()::text")
            # Something behind the position, so that a quiet log says that it was reached.
            source.sql("SELECT pg_logical_emit_message(true, 'decompose', '')")
            deadline = time.monotonic() + SECONDS
            while not target.sql(_APPLIED, position)[0][0]:
                assert time.monotonic() < deadline, f"{target.name} has not reached {position}"
                time.sleep(0.01)

    def flip(self, owner: str) -> None:
        """Say who owns, by hand; ids go on where the other side has stopped."""
        super().flip(owner)
        sides = (self.monolith, self.service)
        here, there = sides if owner == "orders" else reversed(sides)
        for each in self.plan.tables:
            ((name,),) = here.sql(_SEQUENCE, each.name) if each.moved else ((None,),)
            if name is not None:
                ((last, called),) = here.sql(f"SELECT last_value, is_called FROM {name}")
                there.sql("SELECT setval(%s, %s, %s)", name, last, called)

    def _directions(self) -> Iterator[tuple[Side, Side]]:
        yield self.monolith, self.service
        yield self.service, self.monolith

    def _shared(self) -> Iterator[str]:
        for each in self.plan.tables:
            if each.name != "decompose_from_orders" and each.name in self.monolith.columns:
                yield each.name

    def _flow(self, source: Side, target: Side, tables: set[str]) -> None:
        name = f"decompose_{source.name}"
        slot = f"{name}_{source.database.rpartition('_')[2]}"
        listed = sql.SQL(", ").join(
            sql.SQL("{} ({})").format(
                sql.Identifier(table),
                sql.SQL(", ").join(
                    map(sql.Identifier, sorted(source.columns[table] & target.columns[table]))
                ),
            )
            for table in sorted(tables)
        )
        source.connection.execute(
            # Tests empty both sides themselves.
            sql.SQL(
                "CREATE PUBLICATION {} FOR TABLE {} WITH (publish = 'insert, update, delete')"
            ).format(sql.Identifier(name), listed)
        )
        # Both databases are on one server, where CREATE SUBSCRIPTION can't make the slot itself.
        source.sql("SELECT pg_create_logical_replication_slot(%s, 'pgoutput')", slot)
        target.connection.execute(
            sql.SQL(
                "CREATE SUBSCRIPTION {} CONNECTION {} PUBLICATION {} WITH (create_slot = false,"
                " slot_name = {}, copy_data = false, origin = none)"
            ).format(
                sql.Identifier(name),
                sql.Literal(source.database),
                sql.Identifier(name),
                sql.Literal(slot),
            )
        )
