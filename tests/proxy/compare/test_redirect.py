from __future__ import annotations

import pytest

from decompose_core.exchange import Outcome
from decompose_proxy.rule import Context
from tests.proxy.answers import answer, verdict

ASKED = Context(path="/orders/5/", host="shop.example")
OWN_NAMES = Context(aliases=frozenset({"127.0.0.1:8001", "127.0.0.1:8002"}))


@pytest.mark.parametrize(
    ("control", "candidate", "context", "same"),
    [
        pytest.param("/a/?b=1", "/a/?b=1", ASKED, True, id="same"),
        pytest.param("/a/", "/b/", ASKED, False, id="another path"),
        pytest.param("/a/?b=1", "/a/?b=2", ASKED, False, id="another query"),
        pytest.param("/a/", "https://shop.example/a/", ASKED, True, id="absolute and relative"),
        pytest.param("/orders/", "../", ASKED, True, id="relative to the request"),
        pytest.param("/a/", "http://127.0.0.1:8002/a/", ASKED, False, id="a leaked inner address"),
        pytest.param(
            "https://shop.example/a/", "http://shop.example/a/", ASKED, False, id="scheme"
        ),
        pytest.param("https://pay.example/", "https://pay.example", ASKED, True, id="no path"),
        pytest.param(
            "http://127.0.0.1:8001/a/", "http://127.0.0.1:8002/a/", OWN_NAMES, True, id="own names"
        ),
        pytest.param("http://[", "/", ASKED, False, id="garbage"),
    ],
)
def test_redirects_are_compared_by_where_they_lead(
    control: str, candidate: str, context: Context, same: bool
) -> None:
    here, there = (answer("", "", ("Location", each), status=302) for each in (control, candidate))

    found = verdict(here, there, context=context)

    assert (found.outcome is Outcome.MATCHED) == same


def test_a_redirect_that_is_missing_differs() -> None:
    found = verdict(answer("", "", ("Location", "/"), status=302), answer(status=302))

    assert [(each.kind, each.path) for each in found.diffs] == [("missing", "headers/location")]
