"""Finds classes whose base class lives in another app: models and all others.

https://docs.djangoproject.com/en/5.2/topics/db/models/#model-inheritance
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan
from decompose_core.coupling import CouplingSeverity, Effect, Settlement
from decompose_core.location import Location
from decompose_core.monolith import Model
from decompose_source.modules import Module


def find(scan: Scan) -> Iterator[Found]:
    """Resolve the bases of every class statement."""
    for module in scan.code:
        for cls in module.index.classes:
            for base in cls.bases:
                for part in _parts(base):
                    dotted = scan.names.resolve(module, part, cls)
                    target = scan.end_of(dotted) if dotted else None
                    if dotted and target and target.app != scan.owner(module):
                        yield _found(scan, module, cls, dotted, module.at(base))


def _parts(base: ast.expr) -> Iterator[ast.expr]:
    """Yield the classes in `Base`, `Base[T]` and `Manager.from_queryset(QuerySet)`."""
    if isinstance(base, ast.Subscript):
        yield base.value
    elif isinstance(base, ast.Call):
        yield from base.args
        if isinstance(base.func, ast.Attribute):
            yield base.func.value
    else:
        yield base


def _found(scan: Scan, module: Module, cls: ast.ClassDef, dotted: str, place: Location) -> Found:
    child = scan.project.model_of(scan.classes.dotted(module, cls))
    parent = scan.project.model_of(dotted)
    source, target = scan.end(module, cls), scan.end_of(dotted)
    assert target is not None
    if child is None or parent is None or parent.abstract:
        detail = f"{cls.name} is built on {dotted}"
        return Found(source, target, Effect.BUILD, place, detail)
    if child.proxy:
        detail = f"{child.label} is a proxy of {parent.label}: one table, two apps"
        return Found(source, target, Effect.SCHEMA, place, detail, settlement=Settlement.ASSISTED)
    return Found(
        source,
        target,
        Effect.SCHEMA,
        place,
        _multi_table(child, parent),
        CouplingSeverity.BLOCKS,
        Settlement.MANUAL,
    )


def _multi_table(child: Model, parent: Model) -> str:
    return (
        f"{child.label} inherits the table of {parent.label}: "
        f"each row of {child.db_table} is half a row of {parent.db_table}"
    )


detector = Detector(
    find,
    "classes built on another app's class: multi-table, proxy and abstract models, mixins",
    example="`class Order(TimeStampedModel)` with the base in core",
    settled="abstract bases and mixins are copied; proxies follow the "
    "replica; multi-table children are refused",
    rows=(6, 7, 8),
    severity=CouplingSeverity.REWRITE,
    docs="https://docs.djangoproject.com/en/5.2/topics/db/models/#model-inheritance",
    weight=2.0,
    by_module=True,
)
