"""The verdict as Markdown, for a comment on a pull request."""

from __future__ import annotations

from decompose_analyzer.gate import Finding, Verdict
from decompose_analyzer.gate_report.text import summary
from decompose_analyzer.gate_reporting import GateReport

MOST = 50  # a comment holds 65,536 characters


def render(verdict: Verdict) -> str:
    """Write a heading and one item a finding; the longest lists are cut, and say so."""
    head = "boundaries hold" if verdict.passed else "boundaries are crossed"
    lines = [f"### decompose: {head}", "", f"{_text(summary(verdict))}.", ""]
    for each in verdict.findings[:MOST]:
        lines += _item(each)
    left = len(verdict.findings) - MOST
    lines += [f"... and {left} more: `decompose check` shows them all.", ""] if left > 0 else []
    return "\n".join(lines[:-1]) + "\n"


def _item(finding: Finding) -> list[str]:
    return [
        f"* `{finding.location}` **{_text(finding.rule)}**: {_text(finding.message)}  ",
        f"  known by: {_text(finding.evidence)}  ",
        f"  to do: {_text(finding.remedy)}",
        "",
    ]


def _text(value: str) -> str:
    """Escape what Markdown would read as its own."""
    for mark in "\\`*_<>[]|":
        value = value.replace(mark, f"\\{mark}")
    return value


report = GateReport(render, "a comment, for a pull request")
