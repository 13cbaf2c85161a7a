"""Finds feature flags whose switch is another app's or a package's row.

https://waffle.readthedocs.io/en/stable/usage/views.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan
from decompose_core.coupling import CouplingSeverity, Effect, End, Settlement

PACKAGES = ("waffle.", "constance.", "gargoyle.", "flags.", "gutter.")
# A flag or a feature alone may be anything; one that is on or off is a switch.
NAMES = re.compile(
    r"(?=.*(?:^|_)(?:flag|switch|toggle|feature)(?:_|$))"
    r"(?=.*(?:^|_)(?:enabled|active|on|is|off|disabled)(?:_|$))",
    re.IGNORECASE,
)


def find(scan: Scan) -> Iterator[Found]:
    """Look at calls of flag packages, and of other apps' functions that are named after flags."""
    for module, dotted, calls in scan.calls_by_target():
        target = _switch(scan, dotted)
        if target is None:
            continue
        for call in calls:
            flag = scan.text(module, call.args[0]) if call.args else None
            detail = f"asks {dotted} for the flag {flag!r}" if flag else f"asks {dotted} for a flag"
            yield Found(scan.end(module, call), target, Effect.READ, module.at(call), detail)


def _switch(scan: Scan, dotted: str) -> End | None:
    """Tell whose flag a function asks for; None where it asks for none."""
    name = dotted.rpartition(".")[2]
    if dotted.startswith(PACKAGES):
        return End(dotted.partition(".")[0], name)
    return scan.end_of(dotted) if NAMES.search(name) else None


detector = Detector(
    find,
    "feature flags whose switch is another app's row",
    example='`flag_enabled("brand-stats")` of core in orders',
    settled="the flags' table becomes a replica",
    rows=(47,),
    severity=CouplingSeverity.REWRITE,
    docs="https://waffle.readthedocs.io/en/stable/usage/views.html",
    settlement=Settlement.ASSISTED,
    weight=0.5,
    by_module=True,
)
