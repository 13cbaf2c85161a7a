"""Keep the service's database a live replica of the monolith's tables.

Every step looks first and does only what is missing, so the same command goes on after any
interruption: publication, emptying of pre-filled tables, slot, subscription, sequences.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from decompose_core.problem import Level, OutsideFailed, Problem, Refused, outside_failed, refuse
from decompose_migrator.catalogue import Table, misfits, read_tables
from decompose_migrator.lag import position, wait_for_lsn
from decompose_migrator.link import Link
from decompose_migrator.prefilled import empty_tables, find_prefilled, objections
from decompose_migrator.preflight import check_publisher, check_subscriber
from decompose_migrator.publication import (
    create_publication,
    differences,
    read_publication,
    wanted,
)
from decompose_migrator.sequences import advance, sequences_behind
from decompose_migrator.sides import Sides, both_sides
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
        Refused: a server, a role or a table can't do it, or rows would be lost; nothing changed.
        OutsideFailed: a server can't be reached or failed.
    """
    steps: list[str] = []

    def done(step: str) -> None:
        steps.append(step)
        say(step)

    with both_sides(link) as sides:
        there = _check(sides)
        if not _resume(sides, done):
            _begin(sides, there, empty=empty, done=done)
        if behind := sequences_behind(sides.monolith, sides.service, link.tables):
            advance(sides.service, behind)
            done(f"set {len(behind)} sequences of the service beyond the monolith's")
    return Followed(tuple(steps))


def wait_until_following(link: Link, *, seconds: float, say: Say) -> None:
    """Wait for the first copy of every table, and for what was written meanwhile.

    Raises:
        OutsideFailed: time ran out; the flow goes on by itself.
    """
    deadline = time.monotonic() + seconds
    with both_sides(link) as sides:
        told = -1
        while left := _tables_left(sides):
            if left != told:
                say(f"{len(link.tables) - left} of {len(link.tables)} tables copied and following")
                told = left
            if time.monotonic() >= deadline:
                raise _late(sides, seconds, f"{left} tables are not copied yet")
            time.sleep(POLL_SECONDS)
        rest = max(0.0, deadline - time.monotonic())
        if not wait_for_lsn(sides.service, link.name, position(sides.monolith), rest):
            raise _late(sides, seconds, "it has not applied the latest writes")
    say(f"all {len(link.tables)} tables copied and following")


def _check(sides: Sides) -> Mapping[str, Table]:
    """Collect every objection of both sides before anything is created."""
    link = sides.link
    there = read_tables(sides.monolith, link.tables)
    here = read_tables(sides.service, link.tables)
    problems = [
        *check_publisher(sides.monolith, link.name),
        *check_subscriber(sides.service),
        *misfits(link.tables, there, here),
    ]
    if (have := read_publication(sides.monolith, link.name)) is not None:
        problems += [
            Problem(Level.ERROR, f"publication {link.name}: {difference}", hint=_again(link))
            for difference in differences(wanted(link.tables, there), have)
        ]
    if problems:
        raise Refused(*problems)
    return there


def _resume(sides: Sides, done: Say) -> bool:
    """Go on with a subscription that is there; False if there is none."""
    link = sides.link
    subscription = read_subscription(sides.service, link.name)
    if subscription is None:
        return False
    slot = read_slot(sides.monolith, link.name)
    if slot is None or slot.lost or read_publication(sides.monolith, link.name) is None:
        raise refuse(
            f"the subscription {link.name} has lost its slot or publication on the monolith's"
            " server, and rows may be missing since then",
            hint=_again(link),
        )
    if subscription.publications != [link.name]:
        raise refuse(f"the subscription {link.name} follows another one", hint=_again(link))
    if not subscription.enabled:
        enable_subscription(sides.service, link.name)
        done(f"enabled the subscription {link.name}")
    return True


def _begin(sides: Sides, there: Mapping[str, Table], *, empty: bool, done: Say) -> None:
    link = sides.link
    prefilled = find_prefilled(sides, there)
    if not empty and (problems := tuple(objections(prefilled, link.service))):
        raise Refused(*problems)
    slot = read_slot(sides.monolith, link.name)
    if slot and slot.active:
        raise refuse(
            f"the slot {link.name} on the monolith's server is read by another subscriber",
            hint="this service's data is followed elsewhere; unfollow there first",
        )
    if read_publication(sides.monolith, link.name) is None:
        create_publication(sides.monolith, link.name, wanted(link.tables, there))
        done(f"published {len(link.tables)} tables as {link.name}")
    if prefilled:
        empty_tables(sides.service, prefilled)
        rows = sum(each.rows for each in prefilled)
        done(f"deleted {rows} rows that stood in {len(prefilled)} tables of the service")
    if slot is None:
        create_slot(sides.monolith, link.name)
    create_subscription(sides.service, link.name, link.monolith)
    done(f"subscribed; {len(link.tables)} tables are being copied")


def _tables_left(sides: Sides) -> int:
    """Count the tables whose first copy has not ended."""
    link = sides.link
    subscription = read_subscription(sides.service, link.name)
    if subscription is None:
        raise refuse(
            f"no data follows for {link.service}",
            hint=f"run `decompose data follow {link.service}`",
        )
    copied = read_copied(sides.service, subscription)
    return len(link.tables) - sum(each.state == READY for each in copied)


def _late(sides: Sides, seconds: float, reason: str) -> OutsideFailed:
    link = sides.link
    subscription = read_subscription(sides.service, link.name)
    errors = subscription.errors if subscription else 0
    trouble = f"; its workers failed {errors} times, its server's log says why" if errors else ""
    return outside_failed(
        f"the service's database did not catch up within {seconds:g} s: {reason}{trouble}",
        hint=f"it goes on by itself; `decompose data status {link.service}` shows how far it is",
    )


def _again(link: Link) -> str:
    return f"run `decompose data unfollow {link.service}`, then follow again"
