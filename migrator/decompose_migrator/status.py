"""Where the flow of one service stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from decompose_core.problem import Level, Problem
from decompose_migrator.catalogue import Table, misfits, read_tables
from decompose_migrator.lag import measure
from decompose_migrator.link import Link
from decompose_migrator.postgres import Connection
from decompose_migrator.publication import differences, read_publication, wanted
from decompose_migrator.sides import Sides, both_sides
from decompose_migrator.subscription import (
    READY,
    STATES,
    Slot,
    Subscription,
    read_copied,
    read_slot,
    read_subscription,
)

State = Literal["absent", "stopped", "copying", "following"]


@dataclass(frozen=True, slots=True, order=True)
class TableStatus:
    """One table: who will own it, and how far its copy is."""

    name: str
    moved: bool
    state: str


@dataclass(frozen=True, slots=True)
class Status:
    """The flow of one service; problems are what stops it or soon will."""

    service: str
    name: str
    state: State
    lag_bytes: int | None
    kept_bytes: int | None
    errors: int
    tables: tuple[TableStatus, ...]
    problems: tuple[Problem, ...]


def read_status(link: Link) -> Status:
    """Look at both databases and compare them with the plan."""
    with both_sides(link) as sides:
        monolith, service = sides.monolith, sides.service
        there, here = read_tables(monolith, link.tables), read_tables(service, link.tables)
        subscription = read_subscription(service, link.name)
        slot = read_slot(monolith, link.name)
        tables = _tables(link, service, subscription)
        problems = [*misfits(link.tables, there, here)]
        if subscription is not None:
            problems += _troubles(sides, there, subscription, slot)
        return Status(
            service=link.service,
            name=link.name,
            state=_state(subscription, tables),
            lag_bytes=measure(monolith, service, link.name).bytes if subscription else None,
            kept_bytes=slot.kept_bytes if slot else None,
            errors=subscription.errors if subscription else 0,
            tables=tables,
            problems=tuple(problems),
        )


def _tables(
    link: Link, service: Connection, subscription: Subscription | None
) -> tuple[TableStatus, ...]:
    copied = read_copied(service, subscription) if subscription else []
    states = {each.table: STATES[each.state] for each in copied}
    return tuple(
        sorted(
            TableStatus(each.name, each.moved, states.get(each.name, "not followed"))
            for each in link.tables
        )
    )


def _state(subscription: Subscription | None, tables: tuple[TableStatus, ...]) -> State:
    if subscription is None:
        return "absent"
    if not subscription.enabled:
        return "stopped"
    ready = all(each.state == STATES[READY] for each in tables)
    return "following" if ready else "copying"


def _troubles(
    sides: Sides, there: Mapping[str, Table], subscription: Subscription, slot: Slot | None
) -> Iterator[Problem]:
    link = sides.link
    again = f"run `decompose data unfollow {link.service}`, then follow again"
    published = read_publication(sides.monolith, link.name)
    if published is None:
        yield _error(f"the publication {link.name} is gone from the monolith's database", again)
    else:
        for difference in differences(wanted(link.tables, there), published):
            # RemoveField's DROP COLUMN ... CASCADE takes a table out without a word.
            yield _error(f"publication {link.name}: {difference}", again)
    if slot is None or slot.lost:
        yield _error(f"the slot {link.name} is gone from the monolith's server", again)
    if not subscription.enabled:
        yield _error(
            f"the subscription {link.name} is stopped, and the monolith's server keeps its log",
            f"run `decompose data follow {link.service}` to go on",
        )
    elif not subscription.worker:
        yield _error(
            f"the worker of {link.name} is not running; it failed {subscription.errors} times",
            "the log of the service's server says why; it tries again by itself",
        )


def _error(message: str, hint: str) -> Problem:
    return Problem(Level.ERROR, message, hint=hint)
