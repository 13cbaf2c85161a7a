from __future__ import annotations

import pytest

from bench._agreement import adjusted_rand_index

SIX = "abcdef"


def parts(text: str) -> dict[str, str]:
    """Put the letters of SIX into the parts that a text names, one character each."""
    return dict(zip(SIX, text, strict=True))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param("111222", "111222", 1.0, id="the same"),
        pytest.param("111222", "xxxyyy", 1.0, id="names do not matter"),
        # Pairs in both: 1 + 3 = 4 of 6 and 7, 15 in all: (4 - 42/15) / (6.5 - 42/15).
        pytest.param("111222", "112222", 0.3243, id="one moved"),
        # No pair is in both: (0 - 6 * 3 / 15) / (4.5 - 6 * 3 / 15).
        pytest.param("111222", "123123", -0.3636, id="worse than chance"),
        pytest.param("111111", "123456", 0.0, id="all together against all apart"),
        pytest.param("123456", "123456", 1.0, id="all apart, twice"),
    ],
)
def test_agreement_is_what_is_computed_by_hand(one: str, other: str, expected: float) -> None:
    assert adjusted_rand_index(parts(one), parts(other)) == pytest.approx(expected, abs=1e-4)
    assert adjusted_rand_index(parts(other), parts(one)) == pytest.approx(expected, abs=1e-4)


def test_partitions_of_different_things_are_refused() -> None:
    with pytest.raises(ValueError, match="different things"):
        adjusted_rand_index({"a": 1}, {"b": 1})
