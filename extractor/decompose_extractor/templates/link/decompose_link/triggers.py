"""Triggers on deleted rows, so that SQL without Django counts too.

They are ordinary triggers: the apply worker of a replica, which sets `session_replication_role`,
does not fire them, so a delete is told once, by the side that owns the row.
https://www.postgresql.org/docs/current/sql-altertable.html (ENABLE REPLICA, ENABLE ALWAYS)
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

# So many rows of one statement are told in one event.
CHUNK = 1000
TELL = """
CREATE OR REPLACE FUNCTION decompose_tell_{service}() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
  keys text := '';
  name text;
BEGIN
  FOREACH name IN ARRAY TG_ARGV[1:] LOOP
    keys := keys || format(', %L, gone.%I', name, name);
  END LOOP;
  EXECUTE format(
    'INSERT INTO {outbox} (service, kind, body, epoch, made_at) SELECT %L, ''deleted'','
    ' jsonb_build_object(''model'', %L, ''rows'', jsonb_agg(jsonb_build_object(%s))), %s, now()'
    ' FROM (SELECT *, (row_number() OVER () - 1) / {chunk} AS part FROM gone) AS gone'
    ' GROUP BY part ORDER BY part',
    '{service}', TG_ARGV[0], substr(keys, 3),
    coalesce((SELECT epoch FROM decompose_owner WHERE service = '{service}'), 0)
  );
  RETURN NULL;
END
$body$
"""
# What the foreign key's constraint did while one side owned both ends, at the same moment: the end
# of the transaction. Across the boundary only PROTECT and RESTRICT are left to hold a row.
HOLD = """
CREATE OR REPLACE FUNCTION decompose_hold_{service}() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
  held boolean;
  owner text := coalesce(
    (SELECT o.owner FROM decompose_owner o WHERE service = '{service}'), 'monolith');
BEGIN
  IF TG_ARGV[5] = 'stays' THEN
    owner := 'monolith';
  END IF;
  IF owner <> '{here}' AND TG_ARGV[4] NOT IN ('PROTECT', 'RESTRICT') THEN
    RETURN NULL;
  END IF;
  EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE %I = ($1).%I)',
    TG_ARGV[0], TG_ARGV[1], TG_ARGV[3]) INTO held USING OLD;
  IF held THEN
    RAISE foreign_key_violation USING MESSAGE = format(
      'update or delete on table "%s" violates the key "%s" of table "%s"',
      TG_ARGV[2], TG_ARGV[1], TG_ARGV[0]);
  END IF;
  RETURN NULL;
END
$body$
"""


def creating(vendor: str, watch: Any) -> Iterator[str]:
    """The statements that make the triggers; none on databases that data can't move from."""
    names = {"service": watch.service, "here": watch.here, "outbox": _outbox(watch)}
    if vendor == "postgresql":
        yield TELL.format(**names, chunk=CHUNK)
        yield HOLD.format(**names)
        for each in watch.told:
            arguments = ", ".join(f"'{word}'" for word in (each.model, *each.columns))
            yield (
                f'CREATE TRIGGER {_name("tell", watch, each.table)} AFTER DELETE ON "{each.table}"'
                " REFERENCING OLD TABLE AS gone FOR EACH STATEMENT"
                f" EXECUTE FUNCTION decompose_tell_{watch.service}({arguments})"
            )
        for each in watch.held:
            words = (each.table, each.column, each.to_table, each.to_column, each.rule)
            arguments = ", ".join(f"'{word}'" for word in words)
            name = _name("hold", watch, f"{each.table}.{each.column}")
            yield (
                f'CREATE CONSTRAINT TRIGGER {name} AFTER DELETE ON "{each.to_table}"'
                " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW"
                f" EXECUTE FUNCTION decompose_hold_{watch.service}"
                f"({arguments}, '{'moves' if each.moved else 'stays'}')"
            )
    elif vendor == "sqlite":
        yield from _for_sqlite(watch)


def dropping(vendor: str, watch: Any) -> Iterator[str]:
    """The statements that take them away again."""
    if vendor == "postgresql":
        for each in watch.held:
            name = _name("hold", watch, f"{each.table}.{each.column}")
            yield f'DROP TRIGGER IF EXISTS {name} ON "{each.to_table}"'
        for each in watch.told:
            name = _name("tell", watch, each.table)
            yield f'DROP TRIGGER IF EXISTS {name} ON "{each.table}"'
        yield f"DROP FUNCTION IF EXISTS decompose_hold_{watch.service}()"
        yield f"DROP FUNCTION IF EXISTS decompose_tell_{watch.service}()"
    elif vendor == "sqlite":
        for each in watch.told:
            yield f"DROP TRIGGER IF EXISTS {_name('tell', watch, each.table)}"


def _for_sqlite(watch: Any) -> Iterator[str]:
    """Telling only: SQLite is for development, where nothing is cut yet."""
    for each in watch.told:
        keys = ", ".join(f"'{name}', OLD.\"{name}\"" for name in each.columns)
        yield (
            f'CREATE TRIGGER {_name("tell", watch, each.table)} AFTER DELETE ON "{each.table}"'
            f" FOR EACH ROW BEGIN INSERT INTO {_outbox(watch)}"
            " (service, kind, body, epoch, made_at)"
            f" VALUES ('{watch.service}', 'deleted', json_object('model', '{each.model}',"
            f" 'rows', json_array(json_object({keys}))), 0, CURRENT_TIMESTAMP); END"
        )


def _outbox(watch: Any) -> str:
    return f"decompose_from_{watch.here.replace('-', '_')}"


def _name(what: str, watch: Any, table: str) -> str:
    """A name within PostgreSQL's 63 characters, the same each time."""
    word = hashlib.sha256(f"{watch.service} {table}".encode()).hexdigest()[:8]
    plain = "".join(each if each.isalnum() else "_" for each in table)
    start = f"decompose_{what}_{plain}"[:50]
    return f'"{start}_{word}"'
