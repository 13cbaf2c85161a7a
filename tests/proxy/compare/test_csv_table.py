from __future__ import annotations

import pytest

from decompose_core.exchange import Observation
from tests.proxy.answers import Row, answer, rows, verdict

CSV = "text/csv"


@pytest.mark.parametrize(
    ("control", "candidate", "differences"),
    [
        pytest.param(answer('a,"b"\n', CSV), answer("a,b\r\n", CSV), [], id="quotes of CSV"),
        pytest.param(
            answer("id,total\n1,10\n2,20\n", CSV),
            answer("id,total\n1,10\n2,30\n", CSV),
            [("value", "body/row/2/total", "20", "30")],
            id="a cell",
        ),
        pytest.param(
            answer("id\n1\n2\n", CSV),
            answer("id\n2\n", CSV),
            [("missing", "body/row/1", "1", "")],
            id="a row is missing",
        ),
        pytest.param(
            answer("id\n1\n", CSV),
            answer("id\n1,2\n", CSV),
            [("size", "body/row/1", "1 cells", "2 cells")],
            id="more cells",
        ),
    ],
)
def test_csv_is_compared_by_row_and_column(
    control: Observation, candidate: Observation, differences: list[Row]
) -> None:
    assert rows(verdict(control, candidate).diffs) == differences
