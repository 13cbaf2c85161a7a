"""Keep the service's database a live replica of the monolith's tables.

Every step looks first and does only what is missing, so the same command goes on after any
interruption: publication, emptying of pre-filled tables, slot, subscription, sequences.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from decompose_core.problem import Level, Problem, Refused, outside_failed, refuse
from decompose_migrator.catalogue import Table, misfits, read_tables
from decompose_migrator.lag import position, wait_for_lsn
from decompose_migrator.link import Link
from decompose_migrator.postgres import Connection, connect
from decompose_migrator.prefilled import empty_tables, find_prefilled, objections
from decompose_migrator.preflight import check_publisher, check_subscriber
from decompose_migrator.publication import (
    create_publication,
    differences,
    read_publication,
    wanted,
)
from decompose_migrator.sequences import advance, sequences_behind
from decompose_migrator.subscription import (
    READY,
    create_slot,
    create_subscription,
    enable_subscription,
    read_copied,
    read_slot,
    read_subscription,
)

POLL_SECONDS = 0.1

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Followed:
    """What `follow` did; nothing, where everything stood already."""

    steps: tuple[str, ...]


def follow(link: Link, *, empty: bool, say: Say) -> Followed:
    """Set up the flow, or the part of it that is missing.

    Raises:
        Refused: a server, a role or a table can't do it, or rows would be lost; nothing was changed.
        OutsideFailed: a server can't be reached or failed.
    """
    steps: list[str] = []

    def done(step: str) -> None:
        steps.append(step)
        say(step)

    with (
        connect(link.monolith, "the monolith") as monolith,
        connect(link.target, f"the service {link.service}") as service,
    ):
        there = _check(link, monolith, service)
        resumed = _resume(link, monolith, service, done)
        if not resumed:
            _begin(link, monolith, service, there, empty=empty, done=done)
        if behind := sequences_behind(monolith, service, link.tables):
            advance(service, behind)
            done(f"set {len(behind)} sequences of the service beyond the monolith's")
    return Followed(tuple(steps))


def wait_until_following(link: Link, *, seconds: float, say: Say) -> None:
    """Wait for the first copy of every table, and for what was written meanwhile.

    Raises:
        OutsideFailed: time ran out; the flow goes on by itself.
    """
    deadline = time.monotonic() + seconds
    with (
        connect(link.monolith, "the monolith") as monolith,
        connect(link.target, f"the service {link.service}") as service,
    ):
        ready = -1
        while True:
            subscription = read_subscription(service, link.name)
            if subscription is None:
                raise refuse(
                    f"nothing follows for {link.service}",
                    hint=f"run `decompose data follow {link.service}`",
                )
            copied = read_copied(service, subscription)
            if (now_ready := sum(each.state == READY for each in copied)) != ready:
                ready = now_ready
                say(f"{ready} of {len(copied)} tables copied and following")
            if ready == len(copied):
                break
            if time.monotonic() >= deadline:
                raise _late(link, seconds, subscription.errors)
            time.sleep(POLL_SECONDS)
        left = max(0.0, deadline - time.monotonic())
        if not wait_for_lsn(service, link.name, position(monolith), left):
            raise _late(link, seconds, subscription.errors)


def _check(link: Link, monolith: Connection, service: Connection) -> Mapping[str, Table]:
    """Collect every objection of both sides before anything is created."""
    there, here = read_tables(monolith, link.tables), read_tables(service, link.tables)
    problems = [
        *check_publisher(monolith, link.name),
        *check_subscriber(service),
        *misfits(link.tables, there, here),
    ]
    if (have := read_publication(monolith, link.name)) is not None:
        problems += [
            Problem(
                Level.ERROR,
                f"publication {link.name}: {difference}",
                hint=f"run `decompose data unfollow {link.service}`, then follow again",
            )
            for difference in differences(wanted(link.tables, there), have)
        ]
    if problems:
        raise Refused(*problems)
    return there


def _resume(link: Link, monolith: Connection, service: Connection, done: Say) -> bool:
    """Go on with a subscription that is there; False if there is none."""
    subscription = read_subscription(service, link.name)
    if subscription is None:
        return False
    slot = read_slot(monolith, link.name)
    again = f"run `decompose data unfollow {link.service}`, then follow again"
    if slot is None or slot.lost or read_publication(monolith, link.name) is None:
        raise refuse(
            f"the subscription {link.name} has lost its slot or publication on the monolith's"
            " server, and rows may be missing since then",
            hint=again,
        )
    if subscription.publications != [link.name]:
        raise refuse(f"the subscription {link.name} follows another publication", hint=again)
    if not subscription.enabled:
        enable_subscription(service, link.name)
        done(f"enabled the subscription {link.name}")
    return True


def _begin(
    link: Link,
    monolith: Connection,
    service: Connection,
    there: Mapping[str, Table],
    *,
    empty: bool,
    done: Say,
) -> None:
    prefilled = find_prefilled(monolith, service, link.tables, there)
    if not empty and (problems := tuple(objections(prefilled, link.service))):
        raise Refused(*problems)
    slot = read_slot(monolith, link.name)
    if slot and slot.active:
        raise refuse(
            f"the slot {link.name} on the monolith's server is read by another subscriber",
            hint="this service's data is followed elsewhere; unfollow there first",
        )
    if read_publication(monolith, link.name) is None:
        create_publication(monolith, link.name, wanted(link.tables, there))
        done(f"published {len(link.tables)} tables as {link.name}")
    if prefilled:
        empty_tables(service, prefilled)
        rows = sum(each.rows for each in prefilled)
        done(f"deleted {rows} rows that migrate left in {len(prefilled)} tables of the service")
    if slot is None:
        create_slot(monolith, link.name)
    create_subscription(service, link.name, link.monolith)
    done(f"subscribed; {len(link.tables)} tables are being copied")


def _late(link: Link, seconds: float, errors: int) -> Exception:
    trouble = f"; its workers failed {errors} times, the server's log says why" if errors else ""
    return outside_failed(
        f"the service's database is still catching up after {seconds:g} s{trouble}",
        hint=f"it goes on by itself; `decompose data status {link.service}` shows how far it is",
    )
