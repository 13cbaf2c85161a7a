"""Bodies that are no text are the same bytes; a difference is shown by length and hash."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from decompose_proxy.answer import Form
from decompose_proxy.finding import Finding, Kind
from decompose_proxy.rule import Rule, Sides


def _find(sides: Sides) -> Iterator[Finding]:
    if not sides.both(Form.BINARY):
        return
    here, there = sides.control.body, sides.candidate.body
    kind = Kind.VALUE if len(here) == len(there) else Kind.SIZE
    yield Finding("body", kind, _digest(here), _digest(there))


def _digest(body: bytes) -> str:
    return f"{len(body)} bytes, sha256 {hashlib.sha256(body).hexdigest()[:16]}"


rule = Rule(_find, "Other bodies byte by byte.")
