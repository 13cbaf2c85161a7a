"""Pages that the monolith serves: here they have a name only, so that links to them can be made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.utils.module_loading import import_string


def served_by_monolith(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """Answer 404: the proxy never sends such a request here. Tests may follow a link to it."""
    if settings.DECOMPOSE_SEAMS_IN_TESTS:
        return import_string("decompose_service.testing.page_of_monolith")(request)
    raise Http404(f"{request.path} is served by the monolith")


def pages(pairs: Sequence[tuple[str, str]]) -> list[URLPattern]:
    """Make a pattern of each (route, name); a route that begins with ^ is a regular expression."""
    return [
        (re_path if route.startswith("^") else path)(route, served_by_monolith, name=name)
        for route, name in pairs
    ]


def elsewhere(
    listed: Mapping[str, Sequence[tuple[str, str]]],
) -> list[URLPattern | URLResolver]:
    """Make patterns from (route, name) pairs by namespace; `a:b` lies within `a`."""
    patterns: list[URLPattern | URLResolver] = pages(listed.get("", ()))
    groups: dict[str, dict[str, Sequence[tuple[str, str]]]] = {}
    for namespace, pairs in listed.items():
        outer, _, inner = namespace.partition(":")
        if outer:
            groups.setdefault(outer, {})[inner] = pairs
    for namespace, inside in groups.items():
        patterns.append(path("", include((elsewhere(inside), namespace))))
    return patterns
