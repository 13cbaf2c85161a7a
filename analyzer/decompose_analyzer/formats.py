"""The formats of the report: known by name before they are imported, since a run needs one."""

from __future__ import annotations

import importlib
import pkgutil

from decompose_analyzer import report
from decompose_analyzer.reporting import Report


def names() -> tuple[str, ...]:
    """Name every module of `report`, in order."""
    return tuple(sorted(each.name for each in pkgutil.iter_modules(report.__path__)))


def load(name: str) -> Report:
    """Import one format.

    Raises:
        TypeError: the module offers no report.
    """
    found = importlib.import_module(f"{report.__name__}.{name}").report
    if not isinstance(found, Report):
        raise TypeError(f"{report.__name__}.{name} offers no Report named 'report'")
    return found
