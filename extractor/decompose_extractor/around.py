"""What stands around every view: middleware and context processors, and which of them come along.

One that only reads comes. One that acts stays with the data it changes, unless the service reads
what it alone puts on the request or into a page: a page that shows `request.basket` is broken
without the middleware that puts it there.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import cast

from decompose_core.problem import Level, Problem
from decompose_core.project_file import Strategy
from decompose_extractor.acting import Acting
from decompose_extractor.cut import GIVEN, Cut
from decompose_extractor.effects import Effect
from decompose_source.modules import Module
from decompose_source.names import Definition

AUTHENTICATION = "django.contrib.auth.middleware.AuthenticationMiddleware"
IDENTITY = "decompose_service.identity.IdentityMiddleware"
# How far the functions are followed to which a middleware hands its request.
_DEPTH = 4


@dataclass(frozen=True, slots=True)
class Unit:
    """One middleware or context processor of the project's settings."""

    what: str
    dotted: str
    found: Definition | None = None  # where it is the project's own and stays
    effects: tuple[Effect, ...] = ()
    gives: frozenset[str] = frozenset()  # `request.name`, or `name` for a variable of pages
    hands: frozenset[str] = frozenset()  # functions that it hands its request to


def units_around(cut: Cut, acting: Acting) -> tuple[Unit, ...]:
    """List the monolith's chain, with the identity in the place of the session's user."""
    listed = _strings(cut.project.settings.get("MIDDLEWARE"))
    if AUTHENTICATION not in listed:
        listed = [*listed, AUTHENTICATION]
    own = [each for each in listed if each.partition(".")[0] not in GIVEN]
    named = [("middleware", IDENTITY if each == AUTHENTICATION else each) for each in own]
    named += [("context processor", each) for each in _processors(cut)]
    return tuple(_unit(cut, acting, what, dotted) for what, dotted in named)


def coming(units: Iterable[Unit], read: frozenset[str]) -> tuple[Unit, ...]:
    """Choose those that come along, when the service reads these names of requests and pages."""
    units = tuple(units)
    given = frozenset().union(*(each.gives for each in units if not each.effects))
    return tuple(each for each in units if not each.effects or each.gives & (read - given))


def problems_around(units: Iterable[Unit], come: Iterable[Unit]) -> Iterator[Problem]:
    """Report every unit that acts: what is left out, and what comes along though it acts."""
    here = frozenset(each.dotted for each in come)
    for each in units:
        if not each.effects or each.found is None:
            continue
        taken = each.dotted in here
        yield Problem(
            Level.WARNING,
            f"the {each.what} {each.dotted} {each.effects[0]}; "
            + (
                f"it comes along, since pages read what it gives ({', '.join(sorted(each.gives))})"
                if taken
                else "it is left out of the service"
            ),
            each.found.module.at(each.found.node),
            "what it writes to a replica is refused here: keep its routes with the monolith where"
            " they depend on that"
            if taken
            else "see whether the moved pages need it; if so, split what reads from what writes",
        )


def _processors(cut: Cut) -> Iterator[str]:
    engines = cut.project.settings.get("TEMPLATES")
    for engine in engines if isinstance(engines, list | tuple) else ():
        options = cast("Mapping[str, object]", engine).get("OPTIONS")
        if isinstance(options, Mapping):
            found = cast("Mapping[str, object]", options).get("context_processors")
            yield from _strings(found)
            return


def _unit(cut: Cut, acting: Acting, what: str, dotted: str) -> Unit:
    found = cut.definition(dotted)
    if found is None or cut.is_moved(found.module.name):
        return Unit(what, dotted)
    effects: tuple[Effect, ...] = ()
    if isinstance(found.node, ast.ClassDef):
        acts = acting.of_methods(found.module, found.node)
        effects = next(iter(acts.values()), ())
    elif isinstance(found.node, ast.FunctionDef | ast.AsyncFunctionDef):
        effects = acting.of_function(found.module, found.node)
    hands: set[str] = set()
    gives = frozenset(_given(cut, found, what, hands))
    return Unit(what, dotted, found, effects, gives, frozenset(hands))


def _given(cut: Cut, found: Definition, what: str, hands: set[str]) -> Iterator[str]:
    """The names that a unit gives: attributes of the request, or variables of pages."""
    for module, node in _bodies(cut, found):
        names = _on_request(cut, module, node, hands, _DEPTH)
        yield from (f"request.{each}" for each in names)
        yield from _in_context(node)
        if what == "context processor":
            yield from _keys(node)


def _bodies(cut: Cut, found: Definition) -> Iterator[tuple[Module, ast.AST]]:
    """The code of a unit, and of the project's classes that it inherits from."""
    yield found.module, found.node
    if isinstance(found.node, ast.ClassDef):
        for name in cut.project.names.ancestors(found.dotted):
            base = cut.definition(name)
            if base is not None and base.node is not found.node:
                yield base.module, base.node


def _on_request(
    cut: Cut, module: Module, outer: ast.AST, seen: set[str], depth: int
) -> Iterator[str]:
    """The attributes that code sets on `request`, or lets a function set to which it hands it."""
    for node in ast.walk(outer):
        match node:
            case ast.Attribute(value=ast.Name(id="request"), attr=name, ctx=ast.Store()):
                yield name
            case ast.Call(
                func=ast.Name(id="setattr"),
                args=[ast.Name(id="request"), ast.Constant(value=str(name)), *_],
            ):
                yield name
            case ast.Call(func=function, args=arguments) if any(
                isinstance(each, ast.Name) and each.id == "request" for each in arguments
            ):
                dotted = cut.project.names.resolve(module, function, at=function)
                called = cut.definition(dotted) if dotted else None
                if called is not None and depth and called.dotted not in seen:
                    seen.add(called.dotted)
                    yield from _on_request(cut, called.module, called.node, seen, depth - 1)
            case _:
                continue


def _in_context(outer: ast.AST) -> Iterator[str]:
    """The variables that code puts into the context of a page: `response.context_data["x"] = …`."""
    for node in ast.walk(outer):
        match node:
            case ast.Subscript(
                value=ast.Attribute(attr="context_data"),
                slice=ast.Constant(value=str(name)),
                ctx=ast.Store(),
            ):
                yield name
            case _:
                continue


def _keys(outer: ast.AST) -> Iterator[str]:
    """The keys of what a context processor returns."""
    for node in ast.walk(outer):
        match node:
            case ast.Dict(keys=keys):
                yield from (str(each.value) for each in keys if isinstance(each, ast.Constant))
            case ast.Subscript(slice=ast.Constant(value=str(name)), ctx=ast.Store()):
                yield name
            case _:
                continue


def _strings(value: object) -> list[str]:
    if not isinstance(value, list | tuple):
        return []
    return [each for each in cast("Iterable[object]", value) if isinstance(each, str)]


def with_units(cut: Cut, come: Iterable[Unit]) -> Cut:
    """Decide that units which come though they act come whole: their own code acts here, and
    that of the functions by which they fill the request."""
    decided: dict[str, Strategy] = {
        name: "copy" for each in come if each.effects for name in (each.dotted, *each.hands)
    }
    return replace(cut, seams={**decided, **cut.seams}) if decided else cut
