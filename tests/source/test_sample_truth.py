"""The reading of the sample monolith equals what Django says of it, kind by kind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from decompose_source.project import Project, read_project
from tests.source import truth
from tests.source.comparison import KINDS, differences, facts

SAMPLE = Path(__file__).parents[2] / "sample_monolith"
SETTINGS = "shop.settings"


@pytest.fixture(scope="module")
def said() -> dict[str, Any]:
    """Boot the sample on SQLite in a process of its own and let Django say what is in it."""
    environment = {key: value for key, value in os.environ.items() if "DJANGO" not in key}
    environment["DATABASE_URL"] = "sqlite://:memory:"
    order = {"root": str(SAMPLE), "path": ["."], "settings": SETTINGS}
    done = subprocess.run(
        [sys.executable, str(truth.__file__)],
        input=f"{json.dumps(order)}\n",
        capture_output=True,
        text=True,
        env=environment,
        check=True,
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    assert "error" not in answer, answer["error"]
    return answer


@pytest.fixture(scope="module")
def read() -> Project:
    """Read the sample without running it; the settings are found, not given."""
    return read_project(SAMPLE)


def test_the_settings_are_found(read: Project) -> None:
    assert read.settings_module == SETTINGS


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_read_as_django_says(kind: str, said: dict[str, Any], read: Project) -> None:
    found = [each for each in differences(said, read) if each.kind == kind]
    assert not found, str(found[0])
    assert facts(said)[kind] or kind in ("abstract", "methods")


def test_everything_was_resolved(read: Project) -> None:
    assert set(read.stats.resolution.values()) == {1.0}
