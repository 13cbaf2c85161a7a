"""Find the route of a request: a trie over path segments, so 300 routes cost what 3 do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from decompose_core.route import Route
from decompose_proxy.patterns import Pattern, PatternError, compile_pattern

ANY = "*"


class Asked(Protocol):
    """What a route may ask about a request besides its path."""

    @property
    def method(self) -> str:
        """Return the method."""
        ...

    def header(self, name: str) -> str | None:
        """Return a header's value; the name is in lower case."""
        ...

    def cookie_value(self, name: str) -> str | None:
        """Return a cookie's value."""
        ...


class RouteError(ValueError):
    """A route can't be used; `route_id` says which."""

    def __init__(self, route_id: str, message: str) -> None:
        super().__init__(message)
        self.route_id = route_id


@dataclass(frozen=True, slots=True)
class CompiledRoute:
    """A route with its compiled match; `order` is its place in the table."""

    order: int
    route: Route
    pattern: Pattern
    methods: frozenset[str]
    headers: tuple[tuple[str, str], ...]
    cookies: tuple[tuple[str, str], ...]

    def accepts(self, request: Asked) -> bool:
        """Ask for method, headers and cookies; the path has matched already."""
        if self.methods and request.method not in self.methods:
            return False
        if not self.headers and not self.cookies:
            return True
        return all(_fits(request.header(name), value) for name, value in self.headers) and all(
            _fits(request.cookie_value(name), value) for name, value in self.cookies
        )


@dataclass(slots=True)
class _Node:
    """A place in the trie; filled once while it is built, then only read."""

    literal: dict[str, _Node] = field(default_factory=dict["str", "_Node"])
    dynamic: dict[str, tuple[re.Pattern[str], _Node]] = field(
        default_factory=dict[str, "tuple[re.Pattern[str], _Node]"]
    )
    ends: list[CompiledRoute] = field(default_factory=list["CompiledRoute"])
    rests: list[CompiledRoute] = field(default_factory=list["CompiledRoute"])


class Router:
    """An immutable index of routes; the first one in the table's order that matches wins."""

    def __init__(self, routes: Sequence[CompiledRoute]) -> None:
        self.routes = tuple(routes)
        self._root = _Node()
        for each in routes:
            _insert(self._root, each)

    @property
    def pure(self) -> bool:
        """Say whether method and path alone decide."""
        return not any(each.headers or each.cookies for each in self.routes)

    def match(self, path: str, request: Asked) -> CompiledRoute | None:
        """Return the route for a decoded path with its leading slash."""
        found: list[CompiledRoute] = []
        _collect(self._root, path[1:].split("/"), path[1:], found)
        if not found:
            return None
        if len(found) > 1:
            found.sort(key=_order)
        return next((each for each in found if each.accepts(request)), None)


def compile_routes(routes: Iterable[Route]) -> Router:
    """Compile routes in their order.

    Raises:
        RouteError: a pattern has no meaning, or an earlier route takes all of a route's requests.
    """
    compiled: list[CompiledRoute] = []
    by_shape: dict[str, list[CompiledRoute]] = {}
    for order, route in enumerate(routes):
        each = compile_route(order, route)
        same = by_shape.setdefault(each.pattern.shape, [])
        for earlier in same:
            if _covers(earlier, each):
                raise RouteError(
                    route.id,
                    f"never matches: route {earlier.route.id} ({earlier.route.match.pattern!r}) "
                    "before it takes all of its requests",
                )
        same.append(each)
        compiled.append(each)
    return Router(compiled)


def compile_route(order: int, route: Route) -> CompiledRoute:
    """Compile one route.

    Raises:
        RouteError: its pattern has no meaning.
    """
    try:
        pattern = compile_pattern(route.match.pattern)
    except PatternError as error:
        raise RouteError(route.id, f"the pattern {route.match.pattern!r} {error}") from None
    methods = frozenset(each.upper() for each in route.match.methods)
    if "GET" in methods:  # Django's views answer HEAD where they answer GET
        methods |= {"HEAD"}
    headers = _constraints(route.match.headers, lower=True)
    return CompiledRoute(
        order, route, pattern, methods, headers, _constraints(route.match.cookies, lower=False)
    )


def _constraints(wanted: Mapping[str, str], *, lower: bool) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name.lower() if lower else name, value) for name, value in wanted.items()))


def _fits(value: str | None, wanted: str) -> bool:
    return value is not None and wanted in (ANY, value)


def _covers(earlier: CompiledRoute, later: CompiledRoute) -> bool:
    methods = not earlier.methods or (bool(later.methods) and later.methods <= earlier.methods)
    return (
        methods
        and set(earlier.headers) <= set(later.headers)
        and set(earlier.cookies) <= set(later.cookies)
    )


def _order(route: CompiledRoute) -> int:
    return route.order


def _insert(node: _Node, route: CompiledRoute) -> None:
    for segment in route.pattern.segments:
        if isinstance(segment, str):
            node = node.literal.setdefault(segment, _Node())
        else:
            _, node = node.dynamic.setdefault(segment.pattern, (segment, _Node()))
    (node.ends if route.pattern.rest is None else node.rests).append(route)


def _collect(root: _Node, segments: list[str], path: str, found: list[CompiledRoute]) -> None:
    """Gather every route whose path matches; a loop over open branches, no recursion."""
    open_branches = [(root, 0)]
    count = len(segments)
    while open_branches:
        node, depth = open_branches.pop()
        if node.rests:
            found += [each for each in node.rests if each.pattern.matches(path)]
        if depth == count:
            found += node.ends
            continue
        segment = segments[depth]
        child = node.literal.get(segment)
        if child is not None:
            open_branches.append((child, depth + 1))
        for expression, branch in node.dynamic.values():
            if expression.fullmatch(segment):
                open_branches.append((branch, depth + 1))
