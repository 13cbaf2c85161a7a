"""Patterns are compared with Django itself."""

from __future__ import annotations

import pytest
from django.urls.resolvers import (  # type: ignore[import-untyped]
    RegexPattern,
    RoutePattern,
)

from decompose_core.monolith import EndpointEffect
from decompose_core.route import Match, Route
from decompose_proxy.patterns import PatternError, compile_pattern
from decompose_proxy.request_head import RequestFields, RequestHead
from decompose_proxy.routing import compile_routes

UUID = "0b1c2d3e-0000-4000-8000-1234567890ab"
PATHS = [
    "",
    "orders/",
    "orders",
    "orders/7/",
    "orders/7",
    "orders/-7/",
    "orders/x/",
    "orders//",
    "orders/7/lines/9/",
    f"orders/{UUID}/",
    f"orders/{UUID.upper()}/",
    "orders/a-b_c/",
    "orders/a b/",
    "orders/caf\xe9/",
    "orders/\u0663/",
    "orders/7.json",
    "orders/7.xml",
    "orders/7\n",
    "orders/7/\n",
    "files/a/b/c.txt",
    "files/",
    "2026/11/",
    "a.b/",
    "axb/",
    "orders/7/extra/",
]
DJANGO = [
    "",
    "orders/",
    "orders/<int:pk>/",
    "orders/<pk>/",
    "orders/<str:pk>/",
    "orders/<slug:pk>/",
    "orders/<uuid:pk>/",
    "orders/<int:pk>.json",
    "orders/<int:pk>.<slug:format>",
    "orders/<int:pk>/lines/<int:line>/",
    "files/<path:name>",
    "<path:everything>",
    "<int:year>/<int:month>/",
    "a.b/",
]
REGEX = [
    r"^orders/$",
    r"^orders/(?P<pk>[0-9]+)/$",
    r"^orders/(?P<pk>[^/.]+)\.(?P<format>[a-z0-9]+)/?$",
    r"^orders/",
    r"orders",
    r"^(?:orders|files)/",
    r"^orders/$|^files/$",
    r"^a\.b/$",
    r"^$",
    r"",
]


@pytest.mark.parametrize("text", DJANGO)
def test_django_s_path_syntax_matches_what_django_matches(text: str) -> None:
    pattern = RoutePattern(text, is_endpoint=True)
    theirs = [path for path in PATHS if pattern.match(path) is not None]
    assert matched(text) == theirs


@pytest.mark.parametrize("text", REGEX)
def test_a_regular_expression_matches_what_django_matches(text: str) -> None:
    pattern = RegexPattern(text, is_endpoint=True)
    theirs = [path for path in PATHS if pattern.match(path) is not None]
    assert matched(f"re:{text}") == theirs


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("/orders/", "no leading slash", id="a leading slash"),
        pytest.param("orders/<year:y>/", "the converter 'year'", id="a converter of the project"),
        pytest.param("orders/<int:>/", "<int:>", id="no name"),
        pytest.param("orders/<int:p k>/", "white space", id="white space"),
        pytest.param("orders/<int:2>/", "no identifier", id="a number as a name"),
        pytest.param("orders/<int:pk/", "without its partner", id="an open bracket"),
        pytest.param("orders/int:pk>/", "without its partner", id="a closing bracket"),
        pytest.param("re:^orders/(", "no regular expression", id="an open group"),
    ],
)
def test_a_pattern_without_meaning_is_refused(text: str, message: str) -> None:
    with pytest.raises(PatternError, match=message.replace("<", ".").replace(">", ".")):
        compile_pattern(text)


def matched(text: str) -> list[str]:
    router = compile_routes([Route("a:0", Match(text), EndpointEffect.READ, "a")])
    head = RequestHead("GET", b"/", "/", RequestFields())
    return [path for path in PATHS if router.match("/" + path, head) is not None]
