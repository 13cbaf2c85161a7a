"""The status code is the same."""

from __future__ import annotations

from collections.abc import Iterator

from decompose_proxy.finding import Finding, Kind
from decompose_proxy.rule import Rule, Sides


def _find(sides: Sides) -> Iterator[Finding]:
    control, candidate = sides.control.status, sides.candidate.status
    if control != candidate:
        yield Finding("status", Kind.VALUE, str(control), str(candidate))


rule = Rule(_find, "The status code; where it differs the bodies are not compared.")
