"""The sample shop is in order: checks, migrations, and its own tests."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.sample.couplings import SAMPLE


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py of the sample on SQLite, whatever the caller's environment says."""
    ignored = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    inherited = {name: value for name, value in os.environ.items() if name not in ignored}
    return subprocess.run(
        [sys.executable, "-W", "error", "manage.py", *arguments],
        cwd=SAMPLE,
        env={**inherited, "PYTHONDONTWRITEBYTECODE": "1", **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["check", "--fail-level", "WARNING"], id="check"),
        pytest.param(["makemigrations", "--check", "--dry-run"], id="migrations"),
    ],
)
def test_the_shop_is_in_order(arguments: list[str]) -> None:
    result = manage(*arguments, DATABASE_URL="sqlite://:memory:")
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.end_to_end
def test_the_shops_own_tests_pass() -> None:
    result = manage("test", "--parallel", "2")
    assert result.returncode == 0, result.stdout + result.stderr
    assert "OK" in result.stderr.splitlines()
