"""What can be set, in Django's settings or in the environment, under one name."""

from __future__ import annotations

import os

from django.conf import settings


def option(name: str, default: str = "") -> str:
    """Read a text; the settings go before the environment."""
    found = getattr(settings, name, None)
    return str(found) if found not in (None, "") else os.environ.get(name, default)


def seconds(name: str, default: float) -> float:
    """Read a time."""
    return float(option(name, str(default)))


def switch(name: str) -> bool:
    """Read what is on or off."""
    return option(name).lower() in ("1", "true", "yes", "on")


def wait_seconds() -> float:
    """How long a side waits for rows that the other has written."""
    return seconds("DECOMPOSE_WAIT_SECONDS", 2.0)
