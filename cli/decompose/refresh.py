"""Bring the routes and writers of a service up to date in decompose.toml, and keep what people set.

Three texts meet: what the last extraction wrote (its plan.json), what the file says now, and what
the new plan says. A value that is still as it was written follows the plan; one that somebody
changed stays, and so does an entry that the monolith no longer has if somebody worked on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import cast

import tomlkit
from tomlkit.items import AoT, Table, Whitespace

from decompose_core.plan import ExtractionPlan
from decompose_core.project_file import RouteEntry, WriterEntry

Written = Mapping[str, object]


def refresh(service: Table, before: ExtractionPlan | None, plan: ExtractionPlan) -> list[str]:
    """Change the service's section in place; say which entries stay though the plan has none."""
    old = before or plan
    kept: list[str] = []
    _merge(
        service, "routes", [written_route(e) for e in old.routes],
        [written_route(e) for e in plan.routes], _route_key, kept,
    )  # fmt: skip
    _merge(
        service, "writers", [written_writer(e) for e in old.writers],
        [written_writer(e) for e in plan.writers], _writer_key, kept,
    )  # fmt: skip
    return kept


def written_route(route: RouteEntry) -> Written:
    """A route as `extract` writes it."""
    entry: dict[str, object] = {"pattern": route.pattern}
    if route.methods:
        entry["methods"] = list(route.methods)
    return {**entry, "effect": route.effect.value, "view": route.view}


def written_writer(writer: WriterEntry) -> Written:
    """A writer as `extract` writes it."""
    names = ("endpoint", "task", "command")
    return {name: value for name in names if (value := getattr(writer, name))}


def table_of(entry: Written) -> Table:
    """Make a table of an entry."""
    table = tomlkit.table()
    for name, value in entry.items():
        table[name] = value
    return table


def _route_key(entry: Written) -> object:
    return entry.get("pattern"), tuple(cast("Iterable[str]", entry.get("methods", ())))


def _writer_key(entry: Written) -> object:
    return tuple(entry.get(name, "") for name in ("endpoint", "task", "command"))


def _merge(
    service: Table,
    name: str,
    old: Iterable[Written],
    new: Iterable[Written],
    key: Callable[[Written], object],
    kept: list[str],
) -> None:
    there = service.get(name)
    entries = list(there) if isinstance(there, AoT) else []
    known = {key(each.unwrap()): each for each in entries}
    base = {key(each): each for each in old}
    wanted = {key(each): each for each in new}
    merged = {k: _updated(known.get(k), base.get(k, {}), each) for k, each in wanted.items()}
    for each_key, table in known.items():
        written = base.get(each_key)
        if each_key in wanted or (written is not None and table.unwrap() == dict(written)):
            continue
        merged = _before(merged, each_key, table, list(known))
        if written is not None:
            kept.append(", ".join(str(each) for each in written.values()))
    if [each.unwrap() for each in merged.values()] == [each.unwrap() for each in entries]:
        return
    listed = tomlkit.aot()
    for each in merged.values():
        _end_without_blank_lines(each)
        listed.append(each)
    if merged:
        listed[-1].add(tomlkit.nl())
        service[name] = listed
    elif name in service:
        del service[name]


def _end_without_blank_lines(table: Table) -> None:
    """Drop the blank lines behind a table: tomlkit writes one before each table of an array."""
    body = table.value.body
    while body and body[-1][0] is None and isinstance(body[-1][1], Whitespace):
        body.pop()


def _before(
    merged: Mapping[object, Table], key: object, table: Table, order: Sequence[object]
) -> dict[object, Table]:
    """Put an entry of somebody's own before the one that it stood before: the first that fits a
    request wins."""
    after = next((each for each in order[order.index(key) + 1 :] if each in merged), None)
    found: dict[object, Table] = {}
    for each, there in merged.items():
        if each == after:
            found[key] = table
        found[each] = there
    return found if key in found else {**found, key: table}


def _updated(table: Table | None, base: Written, entry: Written) -> Table:
    """Let the values follow that nobody has changed since they were written."""
    if table is None:
        return table_of(entry)
    values = table.unwrap()
    for name, value in entry.items():
        if name not in values or (values[name] == base.get(name) and values[name] != value):
            table[name] = value
    return table
