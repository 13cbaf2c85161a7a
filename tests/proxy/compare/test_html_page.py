from __future__ import annotations

import pytest

from decompose_core.exchange import Outcome
from tests.proxy.answers import Row, answer, rows, verdict

TOKENS = ["a" * 64, "B" * 64]
FIELD = '<form><input type="hidden" name="csrfmiddlewaretoken" value="{}"></form>'
META = '<meta content="{}" name="csrf-token">'
SCRIPT = '<script>var csrfToken = "{}";</script>'
NONCES = "<script nonce='{0}'>go()</script><style nonce={0}></style>"


@pytest.mark.parametrize(
    ("control", "candidate", "differences"),
    [
        pytest.param("<p>a\n  b</p>\n", "<p> a b </p>", [], id="spaces"),
        pytest.param("<p id=a class='b  c'>", '<p class="b c" id="a">', [], id="attributes"),
        pytest.param("<p>a</p><!-- 1 -->", "<p>a</p><!-- 2 -->", [], id="comments"),
        pytest.param("<br/>&eacute;", "<br>é", [], id="entities"),
        pytest.param(
            "<ul><li>1<li>2</ul>",
            "<ul><li>1<li>3</ul>",
            [("value", "body/ul[0]/li[0]/li[0]", "2", "3")],
            id="text",
        ),
        pytest.param(
            "<pre>a  b</pre>", "<pre>a b</pre>", [("value", "body/pre[0]", "a  b", "a b")], id="pre"
        ),
        pytest.param(
            "<a href=/x>x</a>",
            "<a href=/y>x</a>",
            [("value", "body/a[0]/@href", "/x", "/y")],
            id="attribute",
        ),
        pytest.param(
            "<div><p>a</p></div>",
            "<div><p>a</p><p>b</p></div>",
            [("extra", "body/div[0]/p[1]", "", "<p>"), ("extra", "body/div[0]/p[1]", "", "b")],
            id="an element too many",
        ),
        pytest.param(
            "<h1>a</h1><hr><p>z</p>",
            "<hr><p>z</p>",
            [("missing", "body/h1[0]", "<h1>", ""), ("missing", "body/h1[0]", "a", "")],
            id="an element is missing, the others still line up",
        ),
    ],
)
def test_html_is_compared_by_element(control: str, candidate: str, differences: list[Row]) -> None:
    found = verdict(answer(control, "text/html"), answer(candidate, "text/html"))

    assert rows(found.diffs) == differences
    assert found.ignored == ()


@pytest.mark.parametrize(
    ("template", "here", "there", "outcome"),
    [
        pytest.param(FIELD, *TOKENS, Outcome.IGNORED, id="form"),
        pytest.param(META, *TOKENS, Outcome.IGNORED, id="meta"),
        pytest.param(SCRIPT, *TOKENS, Outcome.IGNORED, id="script"),
        pytest.param(FIELD, TOKENS[0], "", Outcome.MISMATCHED, id="an empty token is a difference"),
        pytest.param(FIELD, TOKENS[0], "NOTPROVIDED", Outcome.MISMATCHED, id="no token"),
        pytest.param(NONCES, "r4nd0m", "0th3r", Outcome.IGNORED, id="nonces"),
        pytest.param(NONCES, "r4nd0m", "", Outcome.MISMATCHED, id="no nonce"),
    ],
)
def test_tokens_and_nonces_are_fresh_but_must_be_there(
    template: str, here: str, there: str, outcome: Outcome
) -> None:
    control, candidate = (answer(template.format(each), "text/html") for each in (here, there))

    assert verdict(control, candidate).outcome is outcome


@pytest.mark.parametrize(
    ("in_page", "outcome"),
    [
        pytest.param("new", Outcome.IGNORED, id="header and page agree"),
        pytest.param("other", Outcome.MISMATCHED, id="the page has another nonce than the header"),
    ],
)
def test_a_nonce_is_the_same_in_header_and_page(in_page: str, outcome: Outcome) -> None:
    policy = "Content-Security-Policy"
    control = answer(NONCES.format("old"), "text/html", (policy, "script-src 'nonce-old'"))
    candidate = answer(NONCES.format(in_page), "text/html", (policy, "script-src 'nonce-new'"))

    assert verdict(control, candidate).outcome is outcome
