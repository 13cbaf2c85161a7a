"""Finds tests, factories and fixtures of tests that use another app's code and rows.

They go along with their app; the rows that they make become rows of replicas.
https://docs.djangoproject.com/en/5.2/topics/testing/
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from decompose_analyzer import chains
from decompose_analyzer.classes import FunctionNode
from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan, app_of, model_end
from decompose_core.coupling import CouplingSeverity, Effect
from decompose_core.location import Location
from decompose_source.index import called_name
from decompose_source.modules import Module

# Modules that hold what several tests share.
SUPPORT = frozenset({"conftest", "factories", "testing", "fixtures", "helpers", "utils", "base"})


def find(scan: Scan) -> Iterator[Found]:
    """Look at the imports and the queries of each test module."""
    for module in scan.tests:
        for each in module.imports:
            dotted = f"{each.module}.{each.name}" if each.name else each.module
            target = scan.end_of(dotted) or scan.end_of(each.module)
            if target is not None:
                place = Location(module.path, each.line, each.column)
                detail = f"a test imports {dotted}"
                yield Found(scan.end(module, each.node), target, Effect.BUILD, place, detail)
        for node in module.index.attributes_named(scan.types.manager_names):
            yield from _query(scan, module, node)
        if module.name.rpartition(".")[2] in SUPPORT:
            for call in module.index.calls:
                yield from _made(scan, module, call)


def _made(scan: Scan, module: Module, call: ast.Call) -> Iterator[Found]:
    """Find what shared factories and fixtures call of other apps, and `SubFactory` across."""
    if called_name(call) == "SubFactory" and call.args:
        dotted = scan.text(module, call.args[0]) or scan.names.resolve(module, call.args[0], call)
        target = scan.end_of(dotted) if dotted else None
        if target is not None:
            detail = f"a factory builds on {dotted}"
            yield Found(scan.end(module, call), target, Effect.BUILD, module.at(call), detail)
        return
    function = scan.types.function(module, call)
    target = scan.end_of(function) if function else None
    if function is not None and target is not None and target.app != scan.owner(module):
        definition = scan.names.definition(function)
        if definition is not None and isinstance(definition.node, FunctionNode):
            detail = f"rows for tests are made by {function}()"
            yield Found(scan.end(module, call), target, Effect.CALL, module.at(call), detail)


def _query(scan: Scan, module: Module, node: ast.Attribute) -> Iterator[Found]:
    label = scan.types.manager(module, node)
    if label is None or app_of(label) == scan.owner(module):
        return
    writes = chains.is_write(module, node)
    yield Found(
        scan.end(module, node),
        model_end(label),
        Effect.WRITE if writes else Effect.READ,
        module.at(node),
        f"a test {'makes' if writes else 'reads'} rows of {label}",
    )


detector = Detector(
    find,
    "tests and factories that use another app",
    example="`from accounts.factories import make_user` in tests of orders",
    settled="tests go along and make replica rows; edited ones are counted",
    rows=(56,),
    severity=CouplingSeverity.SOFT,
    docs="https://docs.djangoproject.com/en/5.2/topics/testing/",
    weight=0.1,
    by_module=True,
)
