"""Decide who answers a request: pure, on one immutable rule."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from decompose_core.monolith import EndpointEffect
from decompose_core.route import MONOLITH, Mode, Route
from decompose_proxy import cohort

SAFE = frozenset({"GET", "HEAD"})


class Reason(StrEnum):
    """Why a target answers."""

    UNMATCHED = "unmatched"
    CONTROL = "control"
    OWNER = "owner"
    SHARE = "share"
    CANDIDATE = "candidate"
    FALLBACK = "fallback"
    PINNED = "pinned"


@dataclass(frozen=True)
class Decision:
    """Who answers and why.

    `may_fall_back`: the control holds the same data, so it may answer where the target can't.
    `guarded`: the target is on trial, so a server error of its own counts as such a failure too.
    """

    target: str
    reason: Reason
    route: Route | None = None
    may_fall_back: bool = False
    guarded: bool = False

    @cached_property
    def route_id(self) -> str:
        """Name the route; "" where there is none."""
        return self.route.id if self.route else ""

    @cached_property
    def logged(self) -> str:
        """Write it as members of a JSON object: the same for many requests, hence kept."""
        named = {"target": self.target, "reason": self.reason.value, "route": self.route_id}
        return json.dumps(named)[1:-1]


UNMATCHED = Decision(MONOLITH, Reason.UNMATCHED)


@dataclass(frozen=True)
class Choice:
    """The decisions of a route, made once; `limit` is how many buckets the share takes.

    `pinned`: the owner's, for who has just written.
    """

    control: Decision
    candidate: Decision
    pinned: Decision
    limit: int
    shadow: float

    @property
    def splits(self) -> bool:
        """Say whether somebody's reads go to a replica."""
        owner_limit = 0 if self.pinned.target == MONOLITH else cohort.BUCKETS
        return self.control.reason is not Reason.OWNER and self.limit != owner_limit

    @cached_property
    def settled(self) -> Decision | None:
        """Return the decision that holds for every cohort, if there is one."""
        if self.limit >= cohort.BUCKETS:
            return self.candidate
        return None if self.limit > 0 else self.control


def prepare(route: Route) -> Choice:
    """Make a route's decisions; a write goes to the owner whatever the share says."""
    read = route.effect is EndpointEffect.READ
    trial = read and route.owner == MONOLITH
    reason = {Mode.SPLIT: Reason.SHARE, Mode.CANDIDATE: Reason.CANDIDATE}.get(
        route.mode, Reason.CONTROL
    )
    if not read:
        reason = Reason.OWNER
        limit = 0 if route.owner == MONOLITH else cohort.BUCKETS
    else:
        limit = cohort.limit(route.share)
    control = Decision(MONOLITH, reason if not read else Reason.CONTROL, route)
    candidate = Decision(route.target, reason, route, may_fall_back=read, guarded=trial)
    pinned = Decision(route.owner, Reason.PINNED, route, may_fall_back=route.owner != MONOLITH)
    return Choice(control, candidate, pinned, limit, route.shadow if read else 0.0)


def choose(choice: Choice, bucket: Callable[[], int]) -> Decision:
    """Return the decision; `bucket` is asked only where it matters."""
    settled = choice.settled
    if settled is not None:
        return settled
    return choice.candidate if bucket() < choice.limit else choice.control


def sampled(choice: Choice, decision: Decision, method: str, percent: float) -> bool:
    """Say whether a request is mirrored; `percent` is a number drawn from 0 to 100.

    Only reads by safe methods that the control answers are.
    """
    return decision.target == MONOLITH and method in SAFE and percent < choice.shadow
