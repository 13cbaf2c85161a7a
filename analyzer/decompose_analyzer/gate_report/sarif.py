"""The verdict as SARIF 2.1.0, for code scanning.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import json
from importlib.metadata import version
from urllib.parse import quote

from decompose_analyzer.finding import detectors
from decompose_analyzer.gate import CROSSING, EXPIRED, STALE, Finding, Verdict
from decompose_analyzer.gate_reporting import GateReport
from decompose_core.location import Location

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
FINGERPRINT = "decomposeCrossing/v1"
HELP = "Cross less: let each side own its rows and its code, or accept the crossing with a reason."


def render(verdict: Verdict) -> str:
    """Write one run; its rules are always all there, so that their indexes are stable."""
    rules = _rules()
    indexes = {rule_id: number for number, rule_id in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "decompose",
                "version": version("django-decompose"),
                "rules": [_rule(rule_id, text) for rule_id, text in rules.items()],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, indexes) for each in verdict.findings],
    }
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _rules() -> dict[str, str]:
    kinds = {
        f"{CROSSING}/{kind}": f"New crossing of a declared boundary: {each.description}"
        for kind, each in sorted(detectors().items())
    }
    return {
        EXPIRED: "The time of an accepted crossing is over",
        STALE: "An accepted crossing is no more there",
        **kinds,
    }


def _rule(rule_id: str, text: str) -> dict[str, object]:
    return {
        "id": rule_id,
        "name": rule_id.replace("/", "_").title().replace("_", ""),
        "shortDescription": {"text": text},
        "help": {"text": HELP},
        "defaultConfiguration": {"level": "error"},
    }


def _result(finding: Finding, indexes: dict[str, int]) -> dict[str, object]:
    text = f"{finding.message}. Known by: {finding.evidence}. To do: {finding.remedy}."
    return {
        "ruleId": finding.rule,
        "ruleIndex": indexes[finding.rule],
        "level": "error",
        "message": {"text": text},
        "locations": [{"physicalLocation": _place(finding.location)}],
        "partialFingerprints": {FINGERPRINT: finding.fingerprint},
    }


def _place(location: Location) -> dict[str, object]:
    artifact = {"artifactLocation": {"uri": quote(location.path), "uriBaseId": "%SRCROOT%"}}
    if not location.line:
        return {**artifact}
    return {
        **artifact,
        "region": {"startLine": location.line, "startColumn": location.column + 1},
    }


report = GateReport(render, "SARIF 2.1.0, for code scanning")
