"""Recorded exchanges on disk: one JSON line each, in files named `*.exchanges.jsonl`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from decompose_core import codec
from decompose_core.exchange import Exchange
from decompose_core.location import Location
from decompose_core.problem import refuse

# Who asked: the subject of the identity token. A recording never holds what proves it.
USER = "X-Decompose-User"


def line(exchange: Exchange) -> str:
    """Write an exchange as a line."""
    return json.dumps(codec.encode(exchange), ensure_ascii=False) + "\n"


def read(path: Path) -> Iterator[Exchange]:
    """Read the exchanges of a file.

    Raises:
        Refused: it can't be read, or a line is no exchange.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise refuse(
            f"can't read the recording {path}: {error}", hint="`decompose record` makes one"
        ) from None
    for number, text in enumerate(lines, start=1):
        if text.strip():
            yield _exchange(text, Location(path.as_posix(), number))


def user(exchange: Exchange) -> str | None:
    """Return who asked, None for nobody."""
    wanted = USER.lower()
    return next((v for name, v in exchange.request.headers if name.lower() == wanted), None)


def _exchange(text: str, location: Location) -> Exchange:
    try:
        return codec.loads(Exchange, text)
    except codec.CodecError as error:
        raise refuse(
            f"no recorded exchange: {error}", location=location, hint="remove or record it again"
        ) from None
