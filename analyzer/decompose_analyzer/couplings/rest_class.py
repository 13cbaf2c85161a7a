"""Finds permission, throttle, pagination and filter classes of another app on API views.

https://www.django-rest-framework.org/api-guide/permissions/
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan
from decompose_core.coupling import CouplingSeverity, Effect
from decompose_source.index import called_name
from decompose_source.modules import Module

OPTIONS = frozenset(
    {"permission_classes", "throttle_classes", "pagination_class", "filter_backends"}
    | {"authentication_classes", "parser_classes", "renderer_classes", "filterset_class"}
    | {"serializer_class", "metadata_class", "versioning_class"}
)


def find(scan: Scan) -> Iterator[Found]:
    """Look at the options of each view, and at the decorators of the same names."""
    for module in scan.code:
        for statement in module.index.assignments:
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            named = [each.id for each in targets if isinstance(each, ast.Name)]
            if statement.value is not None and OPTIONS & set(named):
                yield from _classes(scan, module, named[0], statement.value)
        for call in module.index.calls_named(OPTIONS):
            for node in call.args:
                yield from _classes(scan, module, called_name(call), node)
        for call in module.index.calls_with(OPTIONS):
            for keyword in call.keywords:
                if keyword.arg in OPTIONS:  # @action(permission_classes=[...])
                    yield from _classes(scan, module, keyword.arg, keyword.value)


def _classes(scan: Scan, module: Module, option: str, value: ast.expr) -> Iterator[Found]:
    for node in ast.walk(value):
        if not isinstance(node, ast.Name | ast.Attribute):
            continue
        dotted = scan.names.resolve(module, node, node)
        definition = scan.names.definition(dotted) if dotted else None
        target = scan.end_of(dotted) if dotted else None
        if target is not None and definition and isinstance(definition.node, ast.ClassDef):
            detail = f"{option} uses {dotted}"
            yield Found(scan.end(module, value), target, Effect.BUILD, module.at(node), detail)


detector = Detector(
    find,
    "permission, throttle, pagination and filter classes of another app",
    example="`throttle_classes = [BurstThrottle]` of core in orders",
    settled="the class is copied with the app; counters live in the shared cache",
    rows=(41,),
    severity=CouplingSeverity.REWRITE,
    docs="https://www.django-rest-framework.org/api-guide/permissions/",
    weight=0.5,
    by_module=True,
)
