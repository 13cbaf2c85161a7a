"""Evaluate import statements."""

from __future__ import annotations

import ast

from decompose_core.location import Location
from decompose_source.evaluation.attributes import get_attribute
from decompose_source.evaluation.evaluator import Evaluator
from decompose_source.evaluation.values import External, Frame, Namespace, Raised, Unknown, Value


def run_import(evaluator: Evaluator, node: ast.Import, frame: Frame) -> None:
    """`import a.b.c as d`."""
    for alias in node.names:
        module = evaluator.load(alias.name)
        if alias.asname:
            frame.names[alias.asname] = module
        else:
            top = alias.name.partition(".")[0]
            frame.names[top] = evaluator.load(top)


def run_import_from(evaluator: Evaluator, node: ast.ImportFrom, frame: Frame) -> None:
    """`from a import b`."""
    source = frame.module.source
    dotted = source.absolute(node.module, node.level) if source is not None else node.module or ""
    if dotted == "__future__":
        return
    module = evaluator.load(dotted)
    for alias in node.names:
        if alias.name == "*":
            _import_star(evaluator, module, node, frame)
        else:
            value = _imported(evaluator, module, alias.name, evaluator.at(frame, node))
            frame.names[alias.asname or alias.name] = value


def _imported(
    evaluator: Evaluator, module: Namespace | External, name: str, location: Location | None
) -> Value:
    """Import one name; outside of a `try`, a missing name costs only itself."""
    try:
        return get_attribute(evaluator, module, name, importing=True)
    except Raised as error:
        if evaluator.trying or not isinstance(module, Namespace):
            raise
        evaluator.fail(location, error.message)
        return Unknown(error.message, location)


def _import_star(
    evaluator: Evaluator, module: Namespace | External, node: ast.ImportFrom, frame: Frame
) -> None:
    if isinstance(module, External) or module.partial:
        frame.module.stars.append(module.name if isinstance(module, Namespace) else module.dotted)
        if isinstance(module, External):
            return
    listed = module.names.get("__all__")
    if isinstance(listed, list | tuple):
        names = [each for each in listed if isinstance(each, str)]
        for name in names:
            frame.names[name] = get_attribute(evaluator, module, name, importing=True)
        return
    for name, value in list(module.names.items()):
        if not name.startswith("_"):
            frame.names[name] = value
