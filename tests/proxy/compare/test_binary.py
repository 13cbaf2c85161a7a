from __future__ import annotations

import pytest

from decompose_core.exchange import Observation
from tests.proxy.answers import Row, answer, rows, verdict

PDF = "application/pdf"


@pytest.mark.parametrize(
    ("control", "candidate", "differences"),
    [
        pytest.param(
            answer(b"\xff\x00", PDF),
            answer(b"\xff\x01", PDF),
            [
                (
                    "value",
                    "body",
                    "2 bytes, sha256 ea5dbf9596d187e9",
                    "2 bytes, sha256 437cb43a30226e63",
                )
            ],
            id="other bytes",
        ),
    ],
)
def test_other_bodies_are_compared_by_their_bytes(
    control: Observation, candidate: Observation, differences: list[Row]
) -> None:
    assert rows(verdict(control, candidate).diffs) == differences
