from __future__ import annotations

import pytest

from decompose_core.exchange import Observation
from tests.proxy.answers import Row, answer, rows, verdict


@pytest.mark.parametrize(
    ("control", "candidate", "differences"),
    [
        pytest.param(
            answer("a\r\nb \n", "text/plain"), answer("a\nb", "text/plain"), [], id="ends"
        ),
        pytest.param(
            answer("a\nb\nc", "text/plain"),
            answer("a\nc", "text/plain"),
            [("missing", "body/line/2", "b", "")],
            id="a line is missing",
        ),
        pytest.param(
            answer("a\nb", "text/plain"),
            answer("a\nB", "text/plain"),
            [("value", "body/line/2", "b", "B")],
            id="a line differs",
        ),
        pytest.param(
            answer("x\n" * 3000 + "end", "text/plain"),
            answer("y\n" * 3000 + "end", "text/plain"),
            [("value", f"body/line/{n}", "x", "y") for n in sorted(range(1, 3001), key=str)][:1000],
            id="long and different all over: by position",
        ),
    ],
)
def test_text_is_compared_by_line(
    control: Observation, candidate: Observation, differences: list[Row]
) -> None:
    assert rows(verdict(control, candidate).diffs) == differences
