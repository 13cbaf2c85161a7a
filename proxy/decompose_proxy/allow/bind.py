"""`bind:PATH` or `bind:PATH=NAME`: values may differ, but only consistently.

For ids and keys that each side makes by itself: one value here is always the same one there.
Rules with the same NAME share one mapping, so an order's id in a list and in a payment must agree;
without a name each rule has its own.
"""

from __future__ import annotations

from decompose_proxy.allowance import Allowance, Word
from decompose_proxy.binding import Bindings
from decompose_proxy.finding import Finding, Kind


def _forgives(finding: Finding, allowance: Allowance, bindings: Bindings) -> bool:
    name = allowance.argument or "/".join(allowance.steps)
    return finding.kind is Kind.VALUE and bindings.hold(name, finding.control, finding.candidate)


word = Word(_forgives, "Values may differ as long as they differ consistently.", default="")
