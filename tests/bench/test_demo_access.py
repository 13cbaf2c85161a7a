from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from scripts.demo_steps import access
from scripts.demo_steps.stage import Stage

MOMENT = datetime(2026, 5, 4, 3, 2, 1, 755_000, UTC)


@pytest.mark.parametrize(
    ("at", "milliseconds", "counts"),
    [
        # The log cuts the end of 2.0109 s to 2.010 s: this one seems to have begun too early.
        pytest.param(MOMENT + timedelta(milliseconds=255), 255.06, True, id="cut to before it"),
        pytest.param(MOMENT + timedelta(milliseconds=260), 255.06, True, id="after it"),
        pytest.param(MOMENT + timedelta(milliseconds=250), 255.06, False, id="before it"),
    ],
)
def test_a_request_counts_from_when_it_began(
    at: datetime, milliseconds: float, counts: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "FLUSH_SECONDS", 0)
    entry = {"at": at.isoformat(), "ms": milliseconds, "method": "GET", "path": "/orders/"}
    entry |= {"target": "orders", "route": "orders:1", "reason": "candidate"}
    (tmp_path / access.LOG).write_text(f"{json.dumps(entry)}\n")
    stage = cast(Stage, SimpleNamespace(reports=tmp_path))
    assert bool(access.answered_since(stage, MOMENT)) is counts
