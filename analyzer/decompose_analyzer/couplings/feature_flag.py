"""Finds feature flags whose switch is another app's or a package's row.

https://waffle.readthedocs.io/en/stable/usage/views.html
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan
from decompose_core.coupling import CouplingSeverity, Effect, End, Settlement

PACKAGES = ("waffle.", "constance.", "gargoyle.", "flags.", "gutter.")
NAMES = re.compile(r"(?:^|_)(?:flag|flags|switch|feature|toggle)(?:_|$)", re.IGNORECASE)


def find(scan: Scan) -> Iterator[Found]:
    """Look at calls of flag packages, and of other apps' functions that are named after flags."""
    for module, call in scan.calls():
        dotted = scan.names.resolve(module, call.func, call)
        if dotted is None:
            continue
        name = dotted.rpartition(".")[2]
        flag = scan.text(module, call.args[0]) if call.args else None
        if dotted.startswith(PACKAGES):
            target: End | None = End(dotted.partition(".")[0], name)
        elif NAMES.search(name) and not isinstance(call.func, ast.Call):
            target = scan.end_of(dotted)
        else:
            continue
        if target is not None:
            detail = f"asks {dotted} for the flag {flag!r}" if flag else f"asks {dotted} for a flag"
            yield Found(scan.end(module, call), target, Effect.READ, module.at(call), detail)


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
)
