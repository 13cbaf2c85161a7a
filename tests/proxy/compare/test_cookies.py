from __future__ import annotations

import pytest

from decompose_core.exchange import Outcome
from tests.proxy.answers import Row, answer, rows, verdict

PATH = "headers/set-cookie"


@pytest.mark.parametrize(
    ("control", "candidate", "differences"),
    [
        pytest.param("a=1; Path=/; Secure", "a=1;secure;path=/", [], id="order and case"),
        pytest.param("a=1", "a=2", [("value", f"{PATH}/a/value", "1", "2")], id="value"),
        pytest.param(
            "a=1; HttpOnly",
            "a=1",
            [("missing", f"{PATH}/a/httponly", "", "")],
            id="attribute missing",
        ),
        pytest.param(
            "a=1", "a=1; Secure", [("extra", f"{PATH}/a/secure", "", "")], id="attribute too many"
        ),
        pytest.param("a=1; SameSite=lax", "a=1; SameSite=Lax", [], id="SameSite"),
        pytest.param("a=1; Domain=.x.org", "a=1; Domain=x.org", [], id="domain"),
        pytest.param(
            "a=1; Path=/", "a=1; Path=/b", [("value", f"{PATH}/a/path", "/", "/b")], id="path"
        ),
        pytest.param(
            "a=1; expires=Wed, 21 Oct 2026 07:28:00 GMT",
            "a=1; expires=Wed, 21 Oct 2026 07:28:30 GMT",
            [],
            id="expires a moment later",
        ),
        pytest.param(
            "a=1; expires=Wed, 21 Oct 2026 07:28:00 GMT",
            "a=1; expires=Thu, 01 Jan 1970 00:00:00 GMT",
            [
                (
                    "value",
                    f"{PATH}/a/expires",
                    "Wed, 21 Oct 2026 07:28:00 GMT",
                    "Thu, 01 Jan 1970 00:00:00 GMT",
                )
            ],
            id="expires at once",
        ),
        pytest.param(
            "a=1",
            "b=1",
            [("missing", f"{PATH}/a", "value=1", ""), ("extra", f"{PATH}/b", "", "value=1")],
            id="name",
        ),
        pytest.param("decompose_cohort=1", "decompose_cohort=2", [], id="the proxy's own"),
    ],
)
def test_cookies_are_compared_by_attribute(
    control: str, candidate: str, differences: list[Row]
) -> None:
    found = verdict(
        answer("", "", ("Set-Cookie", control)), answer("", "", ("Set-Cookie", candidate))
    )

    assert rows(found.diffs) == differences


@pytest.mark.parametrize("name", ["sessionid", "csrftoken"])
@pytest.mark.parametrize(
    ("candidate", "outcome"),
    [
        pytest.param("other", Outcome.IGNORED, id="fresh"),
        pytest.param("", Outcome.MISMATCHED, id="emptied"),
    ],
)
def test_session_and_csrf_values_are_fresh_by_nature(
    name: str, candidate: str, outcome: Outcome
) -> None:
    control = answer("", "", ("Set-Cookie", f"{name}=one; Path=/"))

    found = verdict(control, answer("", "", ("Set-Cookie", f"{name}={candidate}; Path=/")))

    assert found.outcome is outcome


def test_several_cookies_are_compared_each() -> None:
    control = answer("", "", ("Set-Cookie", "a=1"), ("Set-Cookie", "b=1"))
    candidate = answer("", "", ("Set-Cookie", "b=2"), ("Set-Cookie", "a=1"))

    assert rows(verdict(control, candidate).diffs) == [("value", f"{PATH}/b/value", "1", "2")]
