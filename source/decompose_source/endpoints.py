"""Endpoints: every pattern that the root URLconf leads to, with its whole route and its view."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from decompose_core.location import Location
from decompose_core.monolith import Endpoint
from decompose_core.problem import Level, Problem
from decompose_source.effects import EffectReader
from decompose_source.evaluation.attributes import MISSING, find_attribute
from decompose_source.evaluation.evaluator import Evaluator
from decompose_source.evaluation.questions import iterate
from decompose_source.evaluation.values import (
    Class,
    External,
    Function,
    Instance,
    Method,
    Namespace,
    Partial,
    Unknown,
    Value,
    Wrapper,
)
from decompose_source.natives.django_urls import (
    AdminUrls,
    Pattern,
    Resolver,
    View,
    by_hand,
    patterns_of,
)
from decompose_source.startup.registry import dotted_of, location_of

DEEPEST = 40
_METHODS = ("get", "post", "put", "patch", "delete", "head", "options", "trace")


@dataclass(frozen=True, slots=True)
class Route:
    """A pattern with what was joined in front of it."""

    text: str
    namespace: str
    pattern: Pattern


class EndpointReader:
    """Walks the patterns; includes that lead round in a circle and unknown ones are reported."""

    def __init__(
        self, evaluator: Evaluator, effects: EffectReader, app_of: Callable[[str], str | None]
    ) -> None:
        self.evaluator = evaluator
        self.effects = effects
        self.app_of = app_of
        self.problems: list[Problem] = []
        self.unknown = 0

    def read(self, urlconf: Namespace | None) -> tuple[Endpoint, ...]:
        """Read the endpoints in the order in which Django tries them."""
        if urlconf is None:
            return ()
        routes = self._walk(patterns_of(self.evaluator, urlconf), "", "", (urlconf,))
        return tuple(self._endpoint(each) for each in routes)

    def _walk(
        self, patterns: list[Value] | None, prefix: str, namespace: str, inside: tuple[Value, ...]
    ) -> Iterator[Route]:
        for each in patterns or []:
            if isinstance(each, Pattern):
                yield Route(prefix + _joined(prefix, each), namespace, each)
            elif isinstance(each, Resolver):
                yield from self._included(each, prefix, namespace, inside)
            elif (made := by_hand(each)) is not None:
                yield Route(prefix + made.route, namespace, made)
            elif isinstance(each, list | tuple):
                yield from self._walk(iterate(self.evaluator, each), prefix, namespace, inside)
            else:
                self._report(each, prefix)

    def _included(
        self, resolver: Resolver, prefix: str, namespace: str, inside: tuple[Value, ...]
    ) -> Iterator[Route]:
        content = resolver.content
        if isinstance(content, External | Unknown):
            self._report(content, prefix + resolver.route, resolver.location)
            return
        if isinstance(content, AdminUrls):
            message = f"the admin under {prefix + resolver.route!r} is listed as one endpoint"
            self.problems.append(Problem(Level.NOTE, message, resolver.location))
        repeated = isinstance(content, Namespace) and content in inside
        if repeated or len(inside) > DEEPEST:
            message = f"the URLconf under {prefix + resolver.route!r} includes itself"
            self.problems.append(Problem(Level.WARNING, message, resolver.location))
            return
        inner = resolver.namespace
        name = f"{namespace}:{inner}" if namespace and isinstance(inner, str) else namespace
        name = inner if isinstance(inner, str) and not namespace else name
        patterns = patterns_of(self.evaluator, content)
        for each in patterns if isinstance(content, AdminUrls) and patterns else ():
            if isinstance(each, Pattern):
                each.location = resolver.location
        if patterns is None:
            self._report(Unknown("an included URLconf isn't known"), prefix, resolver.location)
        route = prefix + _joined(prefix, resolver)
        yield from self._walk(patterns, route, str(name), (*inside, content))

    def _report(self, value: Value, route: str, location: Location | None = None) -> None:
        self.unknown += 1
        if isinstance(value, Unknown):
            reason, place = value.reason, value.location or location
        else:
            name = value.dotted if isinstance(value, Instance | External) else type(value).__name__
            reason, place = f"{name} is not at hand", location
        message = f"patterns under {route!r} aren't known: {reason}"
        self.problems.append(Problem(Level.NOTE, message, place))

    def _endpoint(self, route: Route) -> Endpoint:
        pattern = route.pattern
        view = view_name(pattern.view)
        name = pattern.name if isinstance(pattern.name, str) else None
        location = pattern.location or location_of(pattern.view) or Location("")
        methods = methods_of(self.evaluator, pattern.view)
        if not view:
            self.unknown += 1
        return Endpoint(
            route.text,
            view,
            location,
            name,
            route.namespace,
            methods,
            self.effects.effect(view_of(pattern.view), methods),
            self.app_of(view.rpartition(".")[0]),
            handler_name(pattern.view),
        )


def view_of(view: Value) -> View | Function | Class | None:
    """Look through decorators and partials to the view itself."""
    for _ in range(50):
        if isinstance(view, View | Class):
            return view
        if isinstance(view, Function):
            stands_for = view.names.get("view_class", view.names.get("cls"))
            if isinstance(stands_for, Class):
                return View(stands_for)
            wrapped = view.names.get("__wrapped__") or _enclosed(view)
            if wrapped is None or isinstance(wrapped, Unknown):
                return view
            view = wrapped
        elif isinstance(view, Method | Partial | Wrapper):
            view = view.function
        elif isinstance(view, Instance) and isinstance(view.cls, Class):
            return view.cls
        elif isinstance(view, Instance) and view.args:
            view = view.args[0]
        else:
            return None
    return None


def _enclosed(function: Function) -> Value:
    """The one view that a decorator without `functools.wraps` closes over."""
    if "<locals>" not in function.qualname:
        return None
    used = {each.id for each in ast.walk(function.node) if isinstance(each, ast.Name)}
    around = [
        value
        for name, value in function.frame.names.items()
        if name in used and isinstance(value, Function | View) and value is not function
    ]
    return around[0] if len(around) == 1 and function.frame.function is not None else None


def handler_name(view: Value) -> str:
    """The dotted name of the code that answers: the function that `@api_view` made a class of."""
    found = view_of(view)
    if isinstance(found, View) and isinstance(found.view, Class) and "handler" in found.view.extra:
        return dotted_of(found.view.extra["handler"])
    return view_name(view)


def view_name(view: Value) -> str:
    """The dotted name of a view: the class of a class-based one, the function under decorators."""
    if isinstance(view, str):
        return view
    if isinstance(view, Method):
        return dotted_of(view)
    found = view_of(view)
    if isinstance(found, View):
        return found.view.dotted
    return found.dotted if found is not None else dotted_of(view)


def methods_of(evaluator: Evaluator, view: Value) -> tuple[str, ...]:
    """The HTTP methods that a view answers; empty where it takes any."""
    found = view_of(view)
    if isinstance(found, Function):
        listed = found.names.get("decompose.methods")
        return tuple(sorted(map(str, listed))) if isinstance(listed, list) else ()
    if not isinstance(found, View):
        return ()
    if found.actions is not None:
        methods = {each.upper() for each in found.actions}
        return tuple(sorted(methods | ({"HEAD"} if "GET" in methods else set())))
    if not isinstance(found.view, Class):
        return ()
    allowed = find_attribute(evaluator, found.view, "http_method_names")
    names = allowed if isinstance(allowed, list | tuple) else _METHODS
    methods = {str(each).upper() for each in names if _answers(evaluator, found.view, str(each))}
    return tuple(sorted(methods | ({"HEAD"} if "GET" in methods else set())))


def _answers(evaluator: Evaluator, cls: Class, method: str) -> bool:
    found = find_attribute(evaluator, cls, method)
    return found is not MISSING and not isinstance(found, Unknown)


def _joined(prefix: str, pattern: Pattern | Resolver) -> str:
    """Join as Django's `RoutePattern` and `RegexPattern` print themselves."""
    return pattern.route
