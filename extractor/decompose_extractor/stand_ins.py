"""What stands in for the monolith while the service's tests run: its pages, and its deletes.

A test of a moved app may open a page that stays. The service shows the layout that came along for
it, with what the moved app adds to every page; a path that has nothing here is known to be a page
of the monolith, so that a test which needs it is skipped with that reason and does not fail. A test
that deletes a replica's row deletes what the monolith would have deleted with it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from decompose_core.monolith import Endpoint
from decompose_extractor.blueprint import Blueprint
from decompose_extractor.pages import Pages, led_to
from decompose_extractor.urls import CONVERTED, as_expression, converter_expression

_RULES = frozenset({"CASCADE", "SET_DEFAULT", "SET_NULL"})
_STATIC = re.compile(r"[^<(\[\\$]*")


def layout(pages: Pages) -> str:
    """The template that most of the others are built on; none where nothing is extended."""
    parents = {
        each.template.name: next(iter(led_to(each.text, "extends")), "") for each in pages.pages
    }
    roots: Counter[str] = Counter()
    for name in parents:
        root, seen = name, {name}
        while parents.get(root) in parents and parents[root] not in seen:
            root = parents[root]
            seen.add(root)
        if root != name and not parents[root]:
            roots[root] += 1
    return min(roots, key=lambda each: (-roots[each], each), default="")


def staying_pages(blueprint: Blueprint) -> Iterator[str]:
    """The paths of pages that stay, as regular expressions, as far as strings here name them."""
    named = {
        text.partition("?")[0].lstrip("/")
        for text in blueprint.closure.strings
        if text.startswith("/") and len(text) > 1
    }
    found: set[str] = set()
    for each in blueprint.cut.project.endpoints:
        if each.app in blueprint.cut.moved:
            continue
        expression = _expression(each)
        if expression is not None and any(_names(text, each.route, expression) for text in named):
            found.add(expression.pattern)
    yield from sorted(found)


def deletes(blueprint: Blueprint) -> Iterator[tuple[str, str, str]]:
    """Yield (model, field, rule) of the keys of replicas that the monolith deletes or empties."""
    for model in blueprint.cut.project.models:
        kept = blueprint.closure.replicas.get(model.label, frozenset())
        for each in model.fields if not model.proxy else ():
            rule = each.relation.on_delete if each.relation is not None else None
            named = (rule or "").rpartition(".")[2]
            if each.name in kept and named in _RULES:
                yield model.label, each.name, named


def _expression(endpoint: Endpoint) -> re.Pattern[str] | None:
    text = as_expression(endpoint.route)
    if text is None:
        text = f"^{CONVERTED.sub(converter_expression, endpoint.route)}\\Z"
    try:
        return re.compile(text)
    except re.error:
        return None


def _names(text: str, route: str, expression: re.Pattern[str]) -> bool:
    """Whether a string is the path of a page, or all of it up to its first variable part."""
    start = _STATIC.match(route.lstrip("^"))
    return expression.match(text) is not None or (
        start is not None and start[0] == text and start[0] != route
    )
