"""The token for changes over the admin API: from the environment, else from the state folder."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

VARIABLE = "DECOMPOSE_ADMIN_TOKEN"
FILE = "admin.token"


def read(state: Path) -> str:
    """Return the token, or nothing where there is none."""
    given = os.environ.get(VARIABLE, "")
    path = state / FILE
    if given or not path.is_file():
        return given
    return path.read_text(encoding="ascii").strip()


def read_or_make(state: Path) -> str:
    """Return the token; the first time, make one that only its owner can read."""
    token = read(state)
    if token:
        return token
    state.mkdir(parents=True, exist_ok=True)
    token = secrets.token_urlsafe(32)
    handle = os.open(state / FILE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(token + "\n")
    return token
