from __future__ import annotations

import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decompose_core.monolith import EndpointEffect
from decompose_core.route import Match, Route
from decompose_proxy.request_head import RequestFields, RequestHead
from decompose_proxy.routing import RouteError, Router, compile_routes


def route(number: int, match: Match) -> Route:
    return Route(f"orders:{number}", match, EndpointEffect.READ, "orders")


def router(*matches: Match) -> Router:
    return compile_routes(route(number, each) for number, each in enumerate(matches))


def request(
    method: str = "GET", *, fields: tuple[tuple[bytes, bytes], ...] = (), cookie: bytes = b""
) -> RequestHead:
    said = RequestFields(host=b"shop.example", crossing=fields, cookie=cookie)
    return RequestHead(method, b"/", "/", said)


@pytest.mark.parametrize(
    ("matches", "asked", "number"),
    [
        pytest.param([Match("a/"), Match("<slug:s>/")], request(), 0, id="the first one wins"),
        pytest.param([Match("<slug:s>/"), Match("a/")], request(), 0, id="also a general one"),
        pytest.param([Match("a/", ("POST",)), Match("a/")], request(), 1, id="by method"),
        pytest.param([Match("a/", ("GET",))], request("HEAD"), 0, id="GET takes HEAD"),
        pytest.param([Match("a/", ("POST",))], request("HEAD"), None, id="POST does not"),
        pytest.param([Match("a/", ("get",))], request(), 0, id="a method in lower case"),
        pytest.param([Match("b/")], request(), None, id="no route"),
        pytest.param(
            [Match("a/", headers={"X-Beta": "1"}), Match("a/")],
            request(fields=((b"x-beta", b"1"),)),
            0,
            id="by header",
        ),
        pytest.param(
            [Match("a/", headers={"X-Beta": "1"}), Match("a/")],
            request(fields=((b"X-Beta", b"2"),)),
            1,
            id="another value",
        ),
        pytest.param(
            [Match("a/", headers={"X-Beta": "*"})],
            request(fields=((b"X-Beta", b"2"),)),
            0,
            id="any value",
        ),
        pytest.param([Match("a/", headers={"Host": "shop.example"})], request(), 0, id="by Host"),
        pytest.param(
            [Match("a/", cookies={"beta": "1"})], request(cookie=b"x=y; beta=1"), 0, id="by cookie"
        ),
        pytest.param(
            [Match("a/", cookies={"beta": "1"})], request(cookie=b"xbeta=1"), None, id="not by part"
        ),
        pytest.param([Match("re:^a/"), Match("a/")], request(), 0, id="an expression first"),
        pytest.param([Match("<path:all>"), Match("a/")], request(), 0, id="a path first"),
    ],
)
def test_a_request_gets_its_route(
    matches: list[Match], asked: RequestHead, number: int | None
) -> None:
    found = router(*matches).match("/a/", asked)
    assert (found.order if found else None) == number


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(Match("a/<int:pk>/"), Match("a/<int:id>/"), id="other names"),
        pytest.param(Match("a/<pk>/"), Match("a/<str:pk>/"), id="str is the default"),
        pytest.param(Match("a/"), Match("a/", ("GET",)), id="every method before one"),
        pytest.param(Match("a/", ("GET", "POST")), Match("a/", ("POST",)), id="one of two"),
        pytest.param(Match("a/", ("GET",)), Match("a/", ("HEAD",)), id="GET before HEAD"),
        pytest.param(Match("a/"), Match("a/", headers={"X": "1"}), id="the general one first"),
        pytest.param(Match("re:^a/$"), Match("re:^a/$"), id="the same expression"),
    ],
)
def test_a_route_that_can_never_match_is_refused(first: Match, second: Match) -> None:
    with pytest.raises(RouteError, match="never matches: route orders:0") as caught:
        router(first, second)
    assert caught.value.route_id == "orders:1"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(Match("a/", ("GET",)), Match("a/", ("POST",)), id="other methods"),
        pytest.param(Match("a/", ("GET",)), Match("a/"), id="the general one last"),
        pytest.param(Match("a/", headers={"X": "1"}), Match("a/"), id="a header first"),
        pytest.param(Match("a/<int:pk>/"), Match("a/<slug:pk>/"), id="other converters"),
    ],
)
def test_routes_that_share_a_path_are_fine(first: Match, second: Match) -> None:
    assert len(router(first, second).routes) == 2


PIECES = ["a", "b", "<int:x>", "<slug:x>", "<x>", "v<int:x>", "<x>.json"]
PATHS = st.lists(st.sampled_from(["a", "b", "7", "v7", "x.json", "-", ""]), max_size=4)


@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=4), max_size=8, unique_by=str), PATHS)
def test_the_trie_finds_what_trying_one_after_the_other_finds(
    patterns: list[list[str]], path: list[str]
) -> None:
    texts = list(dict.fromkeys("/".join(each) for each in patterns))
    expressions = [re.compile(_expression(each)) for each in texts]
    wanted = next((n for n, e in enumerate(expressions) if e.fullmatch("/".join(path))), None)
    found = router(*map(Match, texts)).match("/" + "/".join(path), request())
    assert (found.order if found else None) == wanted


def _expression(pattern: str) -> str:
    escaped = pattern.replace(".", r"\.").replace("<int:x>", "[0-9]+")
    return escaped.replace("<slug:x>", "[-a-zA-Z0-9_]+").replace("<x>", "[^/]+")


def test_300_routes_are_searched_in_as_many_steps_as_3() -> None:
    assert steps(300) == steps(3)


def steps(count: int) -> int:
    """Count the calls that finding the last of so many routes takes."""
    table = router(*(Match(f"api/thing{n}/<int:pk>/") for n in range(count)))
    asked, calls = request(), 0

    def count_calls(*_: object) -> None:
        nonlocal calls
        calls += 1

    sys.setprofile(count_calls)
    try:
        found = table.match(f"/api/thing{count - 1}/5/", asked)
    finally:
        sys.setprofile(None)
    assert found is not None
    assert found.order == count - 1
    return calls
