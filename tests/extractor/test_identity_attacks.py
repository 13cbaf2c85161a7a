"""No forged token is taken by a generated service, whoever made it and however."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).with_name("cases") / "identity_attacks.py"
SEVERAL = 50  # attacks


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(SCRIPT)],
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return document


@pytest.mark.parametrize("how", ["attacks", "with a fixed key"])
def test_every_attack_is_refused(found: dict[str, Any], how: str) -> None:
    assert len(found[how]) >= SEVERAL
    assert {name: each for name, each in found[how].items() if each != "refused"} == {}


def test_no_attack_takes_long_or_makes_the_service_ask_elsewhere(found: dict[str, Any]) -> None:
    assert found["seconds"] < 10
    assert found["asked"] == ["/jwks.json"]


def test_good_tokens_are_taken_with_a_little_skew_of_clocks(found: dict[str, Any]) -> None:
    assert found["good"] == {
        "by cookie": "user 1 via cookie",
        "by header": "user 1 via authorization",
        "an unknown via": "user 1 via cookie",
        "two seconds over": "user 1 via cookie",
        "issued in three seconds": "user 1 via cookie",
        "an inactive user": "nobody",
    }


def test_keys_rotate_and_outlive_the_monolith_for_a_while(found: dict[str, Any]) -> None:
    assert found["key set"] == {
        "first": True,
        "asked in a flood": 1,
        "overlap": [True, True],
        "withdrawn": [True, False],
        "down, stale": True,
        "down for too long": False,
        "up again": True,
        "nonsense is survived": True,
        "a symmetric key": False,
    }


def test_a_token_made_from_a_cookie_needs_what_the_cookie_needs(found: dict[str, Any]) -> None:
    assert found["csrf"] == {
        "by cookie, without": "refused",
        "by cookie, with": "taken",
        "by cookie, with another": "refused",
        "by header, without": "taken",
        "by something unknown, without": "refused",
    }


def test_what_the_monolith_issues_is_taken_and_its_key_before_is_published(
    found: dict[str, Any],
) -> None:
    assert found["issued"] == {
        "verdict": "user 1 via cookie",
        "published": 2,
        "no private part": True,
    }
