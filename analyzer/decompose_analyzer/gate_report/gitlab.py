"""The verdict as GitLab's Code Quality report.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

import json

from decompose_analyzer.gate import CROSSING, Finding, Verdict
from decompose_analyzer.gate_reporting import GateReport


def render(verdict: Verdict) -> str:
    """Write a list of issues."""
    return json.dumps([_issue(each) for each in verdict.findings], indent=2) + "\n"


def _issue(finding: Finding) -> dict[str, object]:
    return {
        "description": f"{finding.message}. {finding.evidence}. To do: {finding.remedy}.",
        "check_name": finding.rule,
        "fingerprint": finding.fingerprint,
        "severity": "major" if finding.rule.startswith(CROSSING) else "minor",
        "location": {
            "path": finding.location.path,
            "lines": {"begin": max(finding.location.line, 1)},
        },
    }


report = GateReport(render, "Code Quality issues, for GitLab")
