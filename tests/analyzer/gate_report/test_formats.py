"""Every format of the verdict: what its readers need is there, and what they'd choke on is not."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from jsonschema import Draft4Validator, ValidationError

from decompose_analyzer.gate import Finding, Verdict
from decompose_analyzer.gate_formats import load, names
from decompose_core.location import Location
from tests.analyzer.gate_cases import KNOWN, PLANTED, entry, verdict

CLEAN = verdict([KNOWN], [entry(KNOWN)])
FOUND = verdict([PLANTED], [entry(KNOWN)])
ODD = Finding(
    rule="crossing/call",
    message="50 %: a::b,\nnext & <last> \x00 | *bold*",
    location=Location("a,b: c%d/é.py", 0, 0),
    evidence='"quoted"',
    remedy="`code`",
    fingerprint="f" * 32,
)
STRANGE = replace(FOUND, findings=(ODD,))

SARIF = Path(__file__).parents[1] / "schemas" / "sarif-2.1.0-rtm.5.json"


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize("shown", [CLEAN, FOUND, STRANGE], ids=["clean", "found", "strange"])
def test_a_format_renders_every_verdict_to_text_that_ends_its_line(
    name: str, shown: Verdict
) -> None:
    text = load(name).render(shown)
    assert text.endswith("\n")
    assert text == load(name).render(shown)
    for each in shown.findings:
        assert each.rule in text.replace("%2F", "/").replace("\\", "")


@pytest.mark.parametrize("shown", [CLEAN, FOUND, STRANGE], ids=["clean", "found", "strange"])
def test_sarif_fits_its_schema(shown: Verdict) -> None:
    """The schema is the published one, word for word; tests/analyzer/schemas says where from."""
    document = json.loads(load("sarif").render(shown))
    schema = json.loads(SARIF.read_text(encoding="utf-8"))
    Draft4Validator(schema).validate(document)
    document["runs"][0]["columnKind"] = "columns"
    with pytest.raises(ValidationError, match="columns"):
        Draft4Validator(schema).validate(document)
    (run,) = document["runs"]
    rules = [each["id"] for each in run["tool"]["driver"]["rules"]]
    assert [rules[each["ruleIndex"]] for each in run["results"]] == [
        each.rule for each in shown.findings
    ]
    assert [each["partialFingerprints"] for each in run["results"]] == [
        {"decomposeCrossing/v1": each.fingerprint} for each in shown.findings
    ]


def test_sarif_names_every_rule_even_where_nothing_is_found() -> None:
    (run,) = json.loads(load("sarif").render(CLEAN))["runs"]
    rules = {each["id"] for each in run["tool"]["driver"]["rules"]}
    assert {"baseline/stale", "baseline/expired", "crossing/foreign_key"} <= rules


def test_github_escapes_what_would_end_a_command() -> None:
    first = load("github").render(STRANGE).splitlines()[0]
    assert first.startswith(
        "::error file=a%2Cb%3A c%25d/é.py,line=1,col=1,title=crossing/call::50 %25: a::b,%0Anext"
    )


def test_gitlab_issues_have_what_the_merge_request_shows() -> None:
    (issue, *_) = json.loads(load("gitlab").render(STRANGE))
    assert issue["location"] == {"path": "a,b: c%d/é.py", "lines": {"begin": 1}}
    assert issue["fingerprint"] == ODD.fingerprint
    assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}


@pytest.mark.parametrize(
    ("shown", "tests", "failures"),
    [pytest.param(CLEAN, 1, 0, id="clean"), pytest.param(FOUND, 2, 2, id="found")],
)
def test_junit_counts_failed_cases(shown: Verdict, tests: int, failures: int) -> None:
    suite = ElementTree.fromstring(load("junit").render(shown))[0]
    assert (int(suite.attrib["tests"]), int(suite.attrib["failures"])) == (tests, failures)
    assert (len(suite), len(suite.findall("testcase/failure"))) == (tests, failures)


def test_junit_is_xml_whatever_a_name_holds() -> None:
    suite = ElementTree.fromstring(load("junit").render(STRANGE))[0]
    assert suite[0].attrib["file"] == ODD.location.path


def test_markdown_shows_names_as_they_are() -> None:
    assert "\\| \\*bold\\*" in load("markdown").render(STRANGE)


def test_text_fits_a_terminal_of_eighty_columns() -> None:
    lines = load("text").render(FOUND).splitlines()
    assert lines[0] == "decompose-baseline.toml: baseline/stale"
    assert max(map(len, lines)) <= 80
    assert lines[-1] == "2 findings: boundary orders; 0 of 1 crossings are accepted"


def test_json_holds_the_whole_verdict() -> None:
    document = json.loads(load("json").render(FOUND))
    assert document["passed"] is False
    assert [each["rule"] for each in document["findings"]] == [
        "baseline/stale",
        "crossing/model_query",
    ]
