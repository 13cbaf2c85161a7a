from __future__ import annotations

import pytest

from decompose_core.exchange import Observation
from tests.proxy.answers import Row, answer, json_answer, rows, verdict


@pytest.mark.parametrize(
    ("control", "candidate", "differences"),
    [
        pytest.param(
            json_answer("{}"),
            answer("", "application/json"),
            [("size", "body", "2 bytes", "0 bytes")],
            id="no body",
        ),
        pytest.param(
            answer("{}", "text/plain"),
            answer("{ }", "text/html"),
            [
                ("type", "body", "text", "html"),
                ("value", "headers/content-type", "text/plain", "text/html"),
            ],
            id="another form",
        ),
    ],
)
def test_the_form_of_a_body_differs(
    control: Observation, candidate: Observation, differences: list[Row]
) -> None:
    assert rows(verdict(control, candidate).diffs) == differences
