"""Finds field classes, managers and callables of another app that a model's body is made with.

https://docs.djangoproject.com/en/5.2/howto/custom-model-fields/
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from decompose_analyzer.classes import FunctionNode
from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan
from decompose_core.coupling import CouplingSeverity, Effect
from decompose_source.modules import Module


def find(scan: Scan) -> Iterator[Found]:
    """Resolve the names in the assignments of each model's own body, abstract ones included."""
    for model in scan.project.models:
        definition = scan.names.definition(model.dotted)
        if definition is None or not isinstance(definition.node, ast.ClassDef):
            continue
        for statement in definition.node.body:
            if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
                yield from _found(scan, definition.module, statement.value)


def _found(scan: Scan, module: Module, value: ast.expr) -> Iterator[Found]:
    for node in ast.walk(value):
        parent = module.index.parent_of(node)
        if not isinstance(node, ast.Name | ast.Attribute) or isinstance(parent, ast.Attribute):
            continue
        dotted = scan.names.resolve(module, node, node)
        definition = scan.names.definition(dotted) if dotted else None
        target = scan.end_of(dotted) if dotted else None
        if dotted is None or definition is None or target is None:
            continue
        # A model here is the target of a relation, which is a kind of its own.
        if isinstance(definition.node, ast.ClassDef | FunctionNode) and not scan.project.model_of(
            dotted
        ):
            detail = f"a model is made with {dotted}"
            yield Found(scan.end(module, value), target, Effect.BUILD, module.at(node), detail)


detector = Detector(
    find,
    "field classes, managers and callables of another app in a model",
    example="`total = MoneyField()` of core in orders",
    settled="the definition is copied with the app",
    rows=(8, 46),
    severity=CouplingSeverity.REWRITE,
    docs="https://docs.djangoproject.com/en/5.2/howto/custom-model-fields/",
    weight=0.5,
)
