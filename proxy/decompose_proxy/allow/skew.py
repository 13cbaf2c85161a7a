"""`skew:PATH` or `skew:PATH=SECONDS`: times may lie a little apart, five seconds unless told."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from decompose_proxy.allowance import Allowance, Word
from decompose_proxy.binding import Bindings
from decompose_proxy.finding import Finding


def _forgives(finding: Finding, allowance: Allowance, _bindings: Bindings) -> bool:
    control, candidate = _time(finding.control), _time(finding.candidate)
    if (
        control is None
        or candidate is None
        or (control.tzinfo is None) != (candidate.tzinfo is None)
    ):
        return False
    return abs((control - candidate).total_seconds()) <= float(allowance.argument)


def _time(text: str) -> datetime | None:
    """Read ISO 8601, a header's date, or seconds since 1970."""
    plain = text.strip().strip('"')
    for parse in (datetime.fromisoformat, parsedate_to_datetime, _from_seconds):
        try:
            return parse(plain)
        except (ValueError, TypeError, OverflowError, OSError):
            continue
    return None


def _from_seconds(text: str) -> datetime:
    return datetime.fromtimestamp(float(text), UTC)


def _argument_error(argument: str) -> str:
    try:
        fits = 0 <= float(argument) < float("inf")
    except ValueError:
        fits = False
    return "" if fits else f"{argument!r} is no number of seconds"


word = Word(
    _forgives, "Times may lie some seconds apart.", default="5", argument_error=_argument_error
)
