from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decompose_proxy.cohort import BUCKETS, Visitor, bucket, cookie_names, identify, limit

SOURCES = ("cookie:decompose_cohort", "claim:sub", "address")
COHORTS = [f"visitor-{number}" for number in range(100_000)]


@pytest.fixture(scope="module")
def buckets() -> list[int]:
    return [bucket("orders", each) for each in COHORTS]


@pytest.mark.parametrize("share", [1, 5, 20, 50, 100])
def test_a_share_is_met_within_one_percent(buckets: list[int], share: float) -> None:
    inside = sum(each < limit(share) for each in buckets)
    assert abs(inside / len(buckets) * 100 - share) < 1


def test_raising_a_share_only_adds_cohorts(buckets: list[int]) -> None:
    before: set[int] = set()
    for share in (0, 1, 5, 20, 50, 100):
        inside = {n for n, each in enumerate(buckets) if each < limit(share)}
        assert before <= inside
        before = inside
    assert len(before) == len(COHORTS)


def test_services_do_not_share_their_first_cohorts(buckets: list[int]) -> None:
    both = sum(
        each < limit(10) and bucket("catalog", cohort) < limit(10)
        for each, cohort in zip(buckets, COHORTS, strict=True)
    )
    assert both / len(COHORTS) == pytest.approx(0.01, abs=0.003)


@given(st.text(min_size=1), st.text(min_size=1))
def test_a_bucket_never_changes(service: str, cohort: str) -> None:
    assert 0 <= bucket(service, cohort) < BUCKETS
    assert bucket(service, cohort) == bucket(service, cohort)


def test_the_buckets_are_the_same_in_every_process_and_version() -> None:
    assert [bucket("orders", each) for each in ("a", "b", "7")] == [3156, 4511, 3729]


@pytest.mark.parametrize(
    ("visitor", "new"),
    [
        pytest.param(Visitor(["kept"], "7", "192.0.2.1"), False, id="a cookie"),
        pytest.param(Visitor([None], "7", "192.0.2.1"), True, id="a token"),
        pytest.param(Visitor([None], None, "192.0.2.1"), True, id="an address"),
        pytest.param(Visitor([None], None, "192.0.2.1", browser=True), True, id="a browser"),
        pytest.param(Visitor(["a b"], None, "192.0.2.1"), True, id="a cookie of odd characters"),
        pytest.param(Visitor(["a" * 65], None, "192.0.2.1"), True, id="a long cookie"),
        pytest.param(Visitor([""], None, "192.0.2.1"), True, id="an empty cookie"),
    ],
)
def test_who_gets_a_cookie_stays_where_the_first_request_went(visitor: Visitor, new: bool) -> None:
    first = identify(SOURCES, visitor)
    assert first.new is new
    later = identify(SOURCES, Visitor([first.id], "after login", "198.51.100.9"))
    assert (later.id, later.new) == (first.id, False)


def test_who_keeps_no_cookies_stays_by_subject_or_address() -> None:
    by_subject = [identify(SOURCES, Visitor([None], "7", f"192.0.2.{n}")).id for n in range(3)]
    by_address = [identify(SOURCES, Visitor([None], None, "192.0.2.1")).id for _ in range(3)]
    assert len(set(by_subject)) == len(set(by_address)) == 1
    assert by_subject[0] != by_address[0]


def test_browsers_behind_one_address_are_different_cohorts() -> None:
    ids = {identify(SOURCES, Visitor([None], None, "192.0.2.1", browser=True)).id for _ in "abc"}
    assert len(ids) == 3


def test_an_id_does_not_tell_whom_it_was_made_from() -> None:
    assert "192.0.2.1" not in identify(SOURCES, Visitor([None], None, "192.0.2.1")).id


def test_the_cookies_among_the_sources() -> None:
    assert cookie_names(("cookie:a", "address", "cookie:b")) == ("a", "b")
