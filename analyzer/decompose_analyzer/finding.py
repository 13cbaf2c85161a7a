"""Run every detector over one project."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from decompose_analyzer import couplings
from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan
from decompose_core.coupling import Coupling
from decompose_core.discovery import discover
from decompose_core.problem import Problem

Progress = Callable[[str], None]


def detectors() -> Mapping[str, Detector]:
    """Return every detector by its kind."""
    return discover(couplings, "detector", Detector)


def find_all(scan: Scan, progress: Progress) -> tuple[tuple[Coupling, ...], tuple[Problem, ...]]:
    """Find the couplings of every kind, sorted by place."""
    found: list[Coupling] = []
    problems: list[Problem] = []
    for kind, detector in detectors().items():
        progress(f"looking for {kind.replace('_', ' ')}")
        couplings, unjudged = find_kind(kind, detector, scan)
        found += couplings
        problems += unjudged
    return (
        tuple(sorted(found, key=lambda each: each.sort_key)),
        tuple(sorted(problems, key=lambda each: each.sort_key)),
    )


def find_kind(kind: str, detector: Detector, scan: Scan) -> tuple[list[Coupling], list[Problem]]:
    """Find the couplings of one kind between two apps, and the places that can't be judged."""
    found: set[Coupling] = set()
    problems: set[Problem] = set()
    for each in detector.find(scan):
        if isinstance(each, Problem):
            problems.add(each)
        elif each.source.app != each.target.app:
            found.add(_coupling(kind, detector, each))
    return (
        sorted(found, key=lambda each: each.sort_key),
        sorted(problems, key=lambda each: each.sort_key),
    )


def _coupling(kind: str, detector: Detector, found: Found) -> Coupling:
    return Coupling(
        kind=kind,
        source=found.source,
        target=found.target,
        effect=found.effect,
        severity=found.severity or detector.severity,
        location=found.location,
        detail=found.detail,
        settlement=found.settlement or detector.settlement,
        weight=detector.weight,
    )
