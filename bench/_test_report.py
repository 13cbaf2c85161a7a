"""Loaded into a monolith's own test run, as pytest's plugin or Django's runner: who passed.

Writes {test: passed, failed or skipped} to the file that BENCH_TEST_REPORT names.
"""

from __future__ import annotations

import json
import os
import unittest
from pathlib import Path
from typing import Any

_outcomes: dict[str, str] = {}


def pytest_runtest_logreport(report: Any) -> None:
    """Note how a test ended: by its worst part."""
    if _outcomes.get(report.nodeid) in (None, "passed"):
        _outcomes[report.nodeid] = report.outcome


def pytest_sessionfinish(session: Any) -> None:
    """Write down who passed."""
    _write(_outcomes)


def _write(outcomes: dict[str, str]) -> None:
    Path(os.environ["BENCH_TEST_REPORT"]).write_text(json.dumps(outcomes), encoding="utf-8")


if "BENCH_BY_DJANGO" in os.environ:
    from django.test.runner import DiscoverRunner
    from django.test.utils import iter_test_cases

    class Runner(DiscoverRunner):
        """Django's runner, writing down who passed."""

        def run_suite(self, suite: unittest.TestSuite, **kwargs: Any) -> unittest.TestResult:
            """Run, and write."""
            found = dict.fromkeys((each.id() for each in iter_test_cases(suite)), "passed")
            result = super().run_suite(suite, **kwargs)
            found |= {test.id(): "skipped" for test, _ in result.skipped}
            found |= {test.id(): "failed" for test, _ in (*result.failures, *result.errors)}
            _write(found)
            return result
