"""The formats of the gate: known by name before they are imported, since a run needs one."""

from __future__ import annotations

import importlib
import pkgutil

from decompose_analyzer import gate_report
from decompose_analyzer.gate_reporting import GateReport


def names() -> tuple[str, ...]:
    """Name every module of `gate_report`, in order."""
    return tuple(sorted(each.name for each in pkgutil.iter_modules(gate_report.__path__)))


def load(name: str) -> GateReport:
    """Import one format.

    Raises:
        TypeError: the module offers no report.
    """
    found = importlib.import_module(f"{gate_report.__name__}.{name}").report
    if not isinstance(found, GateReport):
        raise TypeError(f"{gate_report.__name__}.{name} offers no GateReport named 'report'")
    return found
