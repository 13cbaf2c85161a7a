"""`clear:PATH`: values there hold nothing personal, so recordings and examples may show them.

It forgives no difference; masking asks for it (see `decompose_proxy.masking`).
"""

from __future__ import annotations

from decompose_proxy.allowance import Allowance, Word
from decompose_proxy.binding import Bindings
from decompose_proxy.finding import Finding


def _forgives(_finding: Finding, _allowance: Allowance, _bindings: Bindings) -> bool:
    return False


word = Word(_forgives, "Values at the path and below it are stored as they are.", deep=True)
