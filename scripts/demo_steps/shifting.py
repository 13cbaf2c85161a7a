"""Readers move to the service and back, and nothing is lost."""

from __future__ import annotations

import json
import time
from collections import Counter

import psycopg

from scripts.demo_steps.stage import SERVICE, Failed, Stage
from scripts.demo_steps.traffic import Traffic

STAGES = ("10", "50", "100", "0")
STAGE_SECONDS = 4.0


def there_and_back(stage: Stage, traffic: Traffic) -> None:
    """Shift step by step and count who answered the readers; no request may fail."""
    log = stage.reports / "access.jsonl"
    for share in STAGES:
        stage.decompose("shift", SERVICE, share)
        read = log.stat().st_size
        time.sleep(STAGE_SECONDS)
        answered = _answered(log.read_bytes()[read:])
        stage.fact(
            f"share {share}",
            f"{answered[SERVICE]:,} reads by the service, {answered['monolith']:,} by the monolith",
        )
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


def _answered(lines: bytes) -> Counter[str]:
    """Count the answers to reads of the service's routes by who gave them."""
    entries = [json.loads(line) for line in lines.splitlines()[1:] if line.endswith(b"}")]
    return Counter(
        str(each["target"]) for each in entries if each["method"] == "GET" and each["route"]
    )
