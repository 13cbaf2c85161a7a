"""Text, CSV, other bytes, and bodies of different forms."""

from __future__ import annotations

import pytest

from decompose_core.exchange import Observation
from decompose_proxy.rule import Context
from tests.proxy.answers import Row, answer, json_answer, rows, verdict

CSV = "text/csv"
PDF = "application/pdf"


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
def test_bodies_are_compared_by_their_form(
    control: Observation, candidate: Observation, differences: list[Row]
) -> None:
    assert rows(verdict(control, candidate).diffs) == differences


@pytest.mark.parametrize(
    ("here", "there", "same"),
    [
        pytest.param("http://a:1/x/?page=2", "http://b:2/x/?page=2", True, id="a page's link"),
        pytest.param("http://a:1/x/", "http://b:22/x/", False, id="another port"),
        pytest.param("http://a:1/x/", "http://b:2/y/", False, id="another path"),
    ],
)
def test_links_to_the_own_address_mean_the_same_in_a_replay(
    here: str, there: str, same: bool
) -> None:
    context = Context(aliases=frozenset({"a:1", "b:2"}))

    found = verdict(
        json_answer(f'{{"next": "{here}"}}'), json_answer(f'{{"next": "{there}"}}'), context=context
    )

    assert (found.diffs == ()) == same
