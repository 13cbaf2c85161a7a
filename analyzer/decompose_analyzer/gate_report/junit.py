"""The verdict as JUnit XML, which every CI server can show: one failed case a finding."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from decompose_analyzer.gate import Finding, Verdict
from decompose_analyzer.gate_reporting import GateReport

SUITE = "decompose check"
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(verdict: Verdict) -> str:
    """Write one suite; where nothing fails, each boundary is a case that passed."""
    failures = len(verdict.findings)
    suites = ElementTree.Element("testsuites")
    suite = ElementTree.SubElement(
        suites,
        "testsuite",
        name=SUITE,
        tests=str(failures or len(verdict.boundaries)),
        failures=str(failures),
        errors="0",
        skipped="0",
    )
    for each in verdict.findings:
        _failed(suite, each)
    for name in verdict.boundaries if verdict.passed else ():
        ElementTree.SubElement(suite, "testcase", classname=SUITE, name=_text(f"boundary {name}"))
    ElementTree.indent(suites)
    text = ElementTree.tostring(suites, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'


def _failed(suite: ElementTree.Element, finding: Finding) -> None:
    case = ElementTree.SubElement(
        suite,
        "testcase",
        classname=_text(finding.rule),
        name=_text(f"{finding.location} {finding.message}"),
        file=_text(finding.location.path),
        line=str(finding.location.line),
    )
    failure = ElementTree.SubElement(
        case, "failure", type=_text(finding.rule), message=_text(finding.message)
    )
    failure.text = _text(
        f"{finding.location}\nknown by: {finding.evidence}\nto do: {finding.remedy}"
    )


def _text(value: str) -> str:
    """Leave out what XML can't hold, even escaped."""
    return NOT_XML.sub("?", value)


report = GateReport(render, "JUnit XML, for CI servers")
