"""The verdict for a person at a terminal: what, how we know, what to do."""

from __future__ import annotations

import textwrap

from decompose_analyzer.gate import Finding, Verdict
from decompose_analyzer.gate_reporting import GateReport

WIDTH = 80


def render(verdict: Verdict) -> str:
    """Write each finding as a paragraph, and the sum at the end."""
    return "\n".join([*map(_paragraph, verdict.findings), summary(verdict), ""])


def summary(verdict: Verdict) -> str:
    """Say in one line how it ended."""
    names = ", ".join(verdict.boundaries)
    part = ", some files only" if verdict.partial else ""
    known = f"{verdict.accepted} of {verdict.crossings} crossings are accepted"
    count = len(verdict.findings)
    outcome = f"{count} finding{'' if count == 1 else 's'}" if count else "clean"
    return f"{outcome}: boundary {names}{part}; {known}"


def _paragraph(finding: Finding) -> str:
    head = f"{finding.location}: {finding.rule}"
    lines = [
        head,
        *_filled("", finding.message),
        *_filled("known by: ", finding.evidence),
        *_filled("to do: ", finding.remedy),
    ]
    return "\n".join(lines) + "\n"


def _filled(label: str, text: str) -> list[str]:
    return textwrap.wrap(
        f"{label}{text}",
        WIDTH,
        initial_indent="    ",
        subsequent_indent=" " * (4 + len(label)),
        break_long_words=False,
        break_on_hyphens=False,
    )


report = GateReport(render, "a paragraph a finding, for people")
