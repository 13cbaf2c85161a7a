"""What apps that stay add to the models of others: `Product.add_to_class("rating", ...)`.

Where the service uses such an attribute, the function that adds it comes along, and the app's
configuration here calls it, as the app's own `ready()` does in the monolith.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from decompose_core.location import Location
from decompose_extractor.acting import Acting, FunctionNode
from decompose_extractor.cut import Cut, is_test
from decompose_extractor.pieces import Closure, Root
from decompose_source.modules import Module


@dataclass(frozen=True, slots=True, order=True)
class Extension:
    """A function of a staying module that adds attributes to a class."""

    app: str
    module: str
    function: str
    model: str
    attribute: str
    place: Location


def extensions(cut: Cut) -> tuple[Extension, ...]:
    """Find all of them that only add."""
    acting = Acting(cut)
    found: set[Extension] = set()
    for module in cut.project.modules.values():
        app = cut.project.app_of(module)
        if app is None or app in cut.moved or is_test(module.name) or module.tree is None:
            continue
        for node in module.tree.body:
            if isinstance(node, FunctionNode) and not acting.of_function(module, node):
                found.update(_of(cut, module, app, node))
    return tuple(sorted(found))


def used_extensions(
    found: Iterable[Extension], cut: Cut, closure: Closure
) -> tuple[Extension, ...]:
    """Those whose attribute retained code names, on a model that the service has."""
    return tuple(
        each
        for each in found
        if each.attribute in closure.words
        and (not cut.is_staying(each.model) or each.model in closure.replicas)
    )


def extension_roots(found: Iterable[Extension]) -> tuple[Root, ...]:
    """Ask for the functions."""
    return tuple(Root(f"{each.module}.{each.function}", each.place) for each in found)


def _of(cut: Cut, module: Module, app: str, function: FunctionNode) -> Iterator[Extension]:
    if function.args.args or function.args.posonlyargs:
        return  # what it is called with is not known
    for node in ast.walk(function):
        match node:
            case ast.Call(
                func=ast.Attribute(value=owner, attr="add_to_class"),
                args=[ast.Constant(value=str(name)), _],
            ):
                pass
            case ast.Call(
                func=ast.Name(id="setattr"), args=[owner, ast.Constant(value=str(name)), _]
            ):
                pass
            case ast.Assign(targets=[ast.Attribute(value=owner, attr=name)]):
                pass
            case _:
                continue
        dotted = cut.project.names.resolve(module, owner, at=node)
        model = cut.project.model_of(dotted) if dotted else None
        if model is not None:
            place = module.at(node)
            yield Extension(app, module.name, function.name, model.label, name, place)
