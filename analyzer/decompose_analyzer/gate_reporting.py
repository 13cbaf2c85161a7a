"""What a unit of `gate_report/` is, and how it is found: one format of the same verdict."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass

from decompose_analyzer import gate_report
from decompose_analyzer.gate import Verdict


@dataclass(frozen=True, slots=True)
class GateReport:
    """One format: `render` gives the whole text; no format changes the exit code."""

    render: Callable[[Verdict], str]
    description: str


def load(name: str) -> GateReport:
    """Import one format.

    Raises:
        TypeError: the module offers no report.
    """
    found = importlib.import_module(f"{gate_report.__name__}.{name}").report
    if not isinstance(found, GateReport):
        raise TypeError(f"{gate_report.__name__}.{name} offers no GateReport named 'report'")
    return found


def names() -> tuple[str, ...]:
    """Name every module of `gate_report`, the one for people first."""
    found = sorted(each.name for each in pkgutil.iter_modules(gate_report.__path__))
    return tuple(sorted(found, key=lambda each: each != "text"))
