"""`decimal:PATH`: 10, 10.0 and "10.00" are the same number."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from decompose_proxy.allowance import Allowance, Word
from decompose_proxy.binding import Bindings
from decompose_proxy.finding import Finding


def _forgives(finding: Finding, _allowance: Allowance, _bindings: Bindings) -> bool:
    control, candidate = _number(finding.control), _number(finding.candidate)
    return control is not None and control == candidate


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.strip('"').strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


word = Word(_forgives, "Numbers are compared by value, in whatever form they are written.")
