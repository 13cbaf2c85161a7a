"""`ignore:PATH`: what is at the path, and below it, may differ in any way."""

from __future__ import annotations

from decompose_proxy.allowance import Allowance, Word
from decompose_proxy.binding import Bindings
from decompose_proxy.finding import Finding


def _forgives(_finding: Finding, _allowance: Allowance, _bindings: Bindings) -> bool:
    return True


word = Word(
    _forgives, "Whatever differs at the path and below it is counted, not reported.", deep=True
)
