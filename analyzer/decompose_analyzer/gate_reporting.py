"""What a unit of `gate_report/` is: one format of the same verdict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from decompose_analyzer.gate import Verdict


@dataclass(frozen=True, slots=True)
class GateReport:
    """One format: `render` gives the whole text; no format changes the exit code."""

    render: Callable[[Verdict], str]
    description: str
