"""`unordered:PATH`: the list at the path is a set; use it where the queryset has no order."""

from __future__ import annotations

from decompose_proxy.allowance import Allowance, Word
from decompose_proxy.binding import Bindings
from decompose_proxy.finding import Finding, Kind


def _forgives(finding: Finding, _allowance: Allowance, _bindings: Bindings) -> bool:
    return finding.kind is Kind.ORDER


word = Word(_forgives, "The items of the list may come in another order.")
