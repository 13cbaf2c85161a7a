"""Answers and verdicts in few words, for the tables of the comparison's tests."""

from __future__ import annotations

from base64 import b64encode

from decompose_core.exchange import Comparison, Diff, Observation
from decompose_proxy.comparing import compare
from decompose_proxy.rule import Context
from decompose_proxy.rules import parse_rules

Row = tuple[str, str, str, str]  # kind, path, control, candidate
Headers = tuple[tuple[str, str], ...]


def answer(
    body: str | bytes = "", media: str = "", *headers: tuple[str, str], status: int = 200
) -> Observation:
    """Make an answer."""
    content_type = (("Content-Type", media),) if media else ()
    if isinstance(body, bytes):
        text, encoding = b64encode(body).decode(), "base64"
    else:
        text, encoding = body, "utf-8"
    return Observation(status, (*content_type, *headers), text, encoding)


def json_answer(body: str, *headers: tuple[str, str]) -> Observation:
    """Make a JSON answer."""
    return answer(body, "application/json", *headers)


def rows(diffs: tuple[Diff, ...]) -> list[Row]:
    """Write differences as a table has them."""
    return [(each.kind, each.path, each.control, each.candidate) for each in diffs]


def verdict(
    control: Observation, candidate: Observation, *rules: str, context: Context | None = None
) -> Comparison:
    """Compare with rules as people write them."""
    return compare(control, candidate, parse_rules(rules), context)
