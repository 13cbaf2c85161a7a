from __future__ import annotations

import pytest

from decompose_core.exchange import Outcome
from decompose_proxy.compare.headers import LEFT_OUT, PRESENCE
from tests.proxy.answers import Headers, Row, answer, rows, verdict


@pytest.mark.parametrize(
    ("control", "candidate", "differences"),
    [
        pytest.param((("X-A", "1"),), (("x-a", " 1 "),), [], id="case and spaces"),
        pytest.param((("X-A", "1"),), (), [("missing", "headers/x-a", "1", "")], id="missing"),
        pytest.param((), (("X-A", "1"),), [("extra", "headers/x-a", "", "1")], id="extra"),
        pytest.param(
            (("X-A", "1"),), (("X-A", "2"),), [("value", "headers/x-a", "1", "2")], id="value"
        ),
        pytest.param(
            (("Vary", "Cookie, Accept"),), (("Vary", "accept"), ("Vary", "cookie")), [], id="a set"
        ),
        pytest.param(
            (("Allow", "GET, POST"),),
            (("Allow", "GET"),),
            [("value", "headers/allow", "GET, POST", "GET")],
            id="a smaller set",
        ),
        pytest.param(
            (("Content-Type", "application/json; charset=UTF-8"),),
            (("Content-Type", "application/json;charset=utf-8"),),
            [],
            id="content type by parts",
        ),
        pytest.param(
            (("Content-Type", "text/html"),),
            (("Content-Type", "text/plain"),),
            [("value", "headers/content-type", "text/html", "text/plain")],
            id="content type",
        ),
        pytest.param(
            (("Connection", "close, X-Hop"), ("X-Hop", "1")), (), [], id="named in Connection"
        ),
        pytest.param((("X-Decompose-Id", "1"),), (), [], id="the proxy's own"),
    ],
)
def test_headers_are_compared_by_name(
    control: Headers, candidate: Headers, differences: list[Row]
) -> None:
    assert rows(verdict(answer("", "", *control), answer("", "", *candidate)).diffs) == differences


@pytest.mark.parametrize("name", sorted(LEFT_OUT.keys() - {"location", "set-cookie"}))
def test_headers_of_connection_clock_and_server_are_left_out(name: str) -> None:
    found = verdict(answer("", "", (name, "1")), answer("", "", (name, "2")))

    assert found.outcome is Outcome.MATCHED


@pytest.mark.parametrize("name", sorted(PRESENCE))
def test_derived_headers_must_be_there_on_both_sides(name: str) -> None:
    both = verdict(answer("", "", (name, "1")), answer("", "", (name, "2")))
    one = verdict(answer("", "", (name, "1")), answer())

    assert both.outcome is Outcome.IGNORED
    assert one.outcome is Outcome.MISMATCHED


def test_a_header_can_be_ignored_by_rule() -> None:
    found = verdict(answer("", "", ("X-A", "1")), answer(), "ignore:headers/X-A")

    assert found.outcome is Outcome.IGNORED
