"""End the flow and leave nothing behind: no subscription, slot or publication.

The rows stay in the service's database. Where one side can't be reached, the other is cleaned, what
is left is named, and the same command finishes it later.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

from decompose_core.problem import Level, OutsideFailed, Problem
from decompose_migrator.link import Link
from decompose_migrator.postgres import Connection, connect
from decompose_migrator.publication import drop_publication
from decompose_migrator.sides import MONOLITH, side
from decompose_migrator.subscription import (
    Subscription,
    disable_subscription,
    drop_slots,
    drop_subscription,
    read_slot,
    read_subscription,
)


@dataclass(frozen=True, slots=True)
class Unfollowed:
    """What was taken down; nothing, where nothing stood."""

    steps: tuple[str, ...]


def unfollow(link: Link) -> Unfollowed:
    """Take down what there is, on both sides.

    Raises:
        OutsideFailed: a side can't be reached; what could be done was done.
    """
    steps: list[str] = []
    with (
        _reached(link.monolith, MONOLITH) as monolith,
        _reached(link.target, side(link)) as service,
    ):
        subscription: Subscription | None = None
        if not isinstance(service, OutsideFailed):
            subscription = read_subscription(service, link.name)
            if subscription:
                disable_subscription(service, link.name)
        if not isinstance(monolith, OutsideFailed):
            steps += _clean_monolith(link, monolith, subscription, service)
        if subscription and not isinstance(service, OutsideFailed):
            drop_subscription(service, link.name)
            steps.append(f"dropped the subscription {link.name}")
        _report(link, monolith, service, steps)
    return Unfollowed(tuple(steps))


def _clean_monolith(
    link: Link,
    monolith: Connection,
    subscription: Subscription | None,
    service: Connection | OutsideFailed,
) -> list[str]:
    slot = read_slot(monolith, link.name)
    if slot and slot.active and isinstance(service, OutsideFailed):
        # Its subscriber lives, we just don't see it: ending it from here would only make it retry.
        raise service
    steps: list[str] = []
    if dropped := drop_slots(monolith, link.name, subscription):
        steps.append(f"dropped {dropped} replication slots")
    if drop_publication(monolith, link.name):
        steps.append(f"dropped the publication {link.name}")
    return steps


def _report(
    link: Link,
    monolith: Connection | OutsideFailed,
    service: Connection | OutsideFailed,
    steps: list[str],
) -> None:
    """Fail if a side was out of reach, and say what was done and what is left there."""
    left = [
        (monolith, f"the slot {link.name} (it keeps the log and fills the disk) and publication"),
        (service, f"the subscription {link.name}"),
    ]
    problems = [
        Problem(
            Level.ERROR,
            f"{end.problems[0].message}; left there, if it was there: {what}",
            hint=f"done: {', '.join(steps) or 'nothing'}; once that server is back, run"
            f" `decompose data unfollow {link.service}` again",
        )
        for end, what in left
        if isinstance(end, OutsideFailed)
    ]
    if problems:
        raise OutsideFailed(*problems)


@contextlib.contextmanager
def _reached(url: str, name: str) -> Iterator[Connection | OutsideFailed]:
    """Yield a connection, or the failure to get one."""
    with contextlib.ExitStack() as stack:
        reached: Connection | OutsideFailed
        try:
            reached = stack.enter_context(connect(url, name))
        except OutsideFailed as failure:
            reached = failure
        yield reached
