"""Who answered what, by the proxy's access log."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from scripts.demo_steps.stage import Stage

LOG = "access.jsonl"
FLUSH_SECONDS = 1.5  # the proxy writes its log in batches
CUT = timedelta(milliseconds=1)  # as much is cut off the time of an entry at most


@dataclass(frozen=True)
class Answered:
    """One answer to a request for a route of the service."""

    method: str
    path: str
    target: str
    pinned: bool  # a read of who had just written, and so the owner's


def now() -> datetime:
    """Return this moment."""
    return datetime.now(UTC)


def answered_since(stage: Stage, moment: datetime) -> list[Answered]:
    """Read the answers to requests that began after a moment."""
    time.sleep(FLUSH_SECONDS)
    found: list[Answered] = []
    for line in (stage.reports / LOG).read_text().splitlines():
        if line.endswith("}"):  # the last one may be half written
            entry = json.loads(line)
            ended = datetime.fromisoformat(entry["at"])
            began = ended - timedelta(milliseconds=entry["ms"])
            if began + CUT > moment and entry["route"]:
                pinned = entry["reason"] == "pinned"
                found.append(Answered(entry["method"], entry["path"], entry["target"], pinned))
    return found
