"""The verdict as JSON: everything that is known, for machines."""

from __future__ import annotations

from dataclasses import dataclass

from decompose_analyzer.gate import Finding, Verdict
from decompose_analyzer.gate_reporting import GateReport
from decompose_core import codec

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class _Document:
    schema: int
    passed: bool
    partial: bool
    boundaries: tuple[str, ...]
    crossings: int
    accepted: int
    findings: tuple[Finding, ...]


def render(verdict: Verdict) -> str:
    """Write one object."""
    return codec.dumps(
        _Document(
            schema=SCHEMA,
            passed=verdict.passed,
            partial=verdict.partial,
            boundaries=verdict.boundaries,
            crossings=verdict.crossings,
            accepted=verdict.accepted,
            findings=verdict.findings,
        )
    )


report = GateReport(render, "everything, for machines")
