"""Readers move to the service and back, and nothing is lost."""

from __future__ import annotations

import time
from collections import Counter

import psycopg

from scripts.demo_steps.access import Answered, answered_since, now
from scripts.demo_steps.stage import SERVICE, Failed, Stage
from scripts.demo_steps.traffic import Traffic

STAGES = ("10", "50", "100", "0")
STAGE_SECONDS = 3.0
# Who must not have answered a reader any more at that share.
RETIRED = {"100": "monolith", "0": SERVICE}


def there_and_back(stage: Stage, traffic: Traffic) -> None:
    """Shift step by step and count who answered; no request may fail, no write go astray."""
    for share in STAGES:
        stage.decompose("shift", SERVICE, share)
        shifted = now()
        time.sleep(STAGE_SECONDS)
        answers = answered_since(stage, shifted)
        asked = [each for each in answers if each.method == "GET"]
        reads = Counter(each.target for each in asked if not each.pinned)
        stage.fact(
            f"share {share} %",
            f"{reads[SERVICE]:,} reads by the service, {reads['monolith']:,} by the monolith,"
            f" {len(asked) - reads.total():,} by the owner after an own write",
        )
        _check(share, reads, answers)
        if traffic.errors:
            raise Failed(f"{len(traffic.errors)} requests failed, first: {traffic.errors[0]}")


def nothing_lost(stage: Stage, traffic: Traffic) -> None:
    """Compare both databases, and look for each acknowledged note in each."""
    stage.decompose("data", "verify", SERVICE)
    for name in ("MONOLITH_DATABASE_URL", "ORDERS_DATABASE_URL"):
        with psycopg.connect(stage.variables[name]) as connection:
            found = {row[0] for row in connection.execute("SELECT body FROM orders_ordernote")}
        if lost := sorted(set(traffic.notes) - found):
            raise Failed(f"{len(lost)} acknowledged notes are not in {name}, first: {lost[0]}")
    stage.fact("data", f"both databases equal, {len(traffic.notes)} acknowledged writes in both")


def _check(share: str, reads: Counter[str], answers: list[Answered]) -> None:
    if reads[RETIRED.get(share, "")]:
        raise Failed(f"at {share} % the {RETIRED[share]} still answered {reads[RETIRED[share]]}")
    if not reads:
        raise Failed(f"at {share} % nobody read anything")
    astray = [each for each in answers if each.method == "POST" and each.target != "monolith"]
    if astray:
        raise Failed(f"{len(astray)} writes did not go to the owner, first: {astray[0].path}")
