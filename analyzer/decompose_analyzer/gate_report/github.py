"""The verdict as GitHub workflow commands, which become annotations of the changed lines.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from decompose_analyzer.gate import Finding, Verdict
from decompose_analyzer.gate_report.text import summary
from decompose_analyzer.gate_reporting import GateReport


def render(verdict: Verdict) -> str:
    """Write one command a finding; the sum is a notice."""
    lines = [*map(_command, verdict.findings), f"::notice::{_data(summary(verdict))}"]
    return "\n".join(lines) + "\n"


def _command(finding: Finding) -> str:
    place = finding.location
    where = f"file={_property(place.path)},line={max(place.line, 1)},col={place.column + 1}"
    text = f"{finding.message}\nknown by: {finding.evidence}\nto do: {finding.remedy}"
    return f"::error {where},title={_property(finding.rule)}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


report = GateReport(render, "annotations, in a GitHub workflow")
