"""Finds paths into another app in the filters of an API: FilterSet, `search_fields`, ...

https://django-filter.readthedocs.io/en/stable/ref/filterset.html
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan, model_end
from decompose_core.coupling import CouplingSeverity, Effect
from decompose_source.modules import Module

OPTIONS = frozenset({"filterset_fields", "search_fields", "ordering_fields", "ordering"})
PREFIXES = "^=@$-"
VIEWS = ("View", "ViewSet", "APIView")
Path = tuple[str, ast.AST]


def find(scan: Scan) -> Iterator[Found]:
    """Walk each path from the model of its filter set or view."""
    for module in scan.code:
        for cls in module.index.classes:
            dotted = scan.classes.dotted(module, cls)
            bases = scan.classes.ancestors(dotted)[1:]
            found: list[Path] = []
            if any(each.endswith("FilterSet") for each in bases):
                found = [*_declared(scan, module, cls), *_listed(cls, frozenset({"fields"}))]
            elif any(each.endswith(VIEWS) for each in bases):
                found = list(_listed(cls, OPTIONS))
            label = scan.types.model_of_class(dotted) if found else None
            for path, node in found:
                yield from _found(scan, module, label, path, node)


def _declared(scan: Scan, module: Module, cls: ast.ClassDef) -> Iterator[Path]:
    """Yield the path of each filter: its `field_name`, else its own name."""
    for statement in cls.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call):
            target = statement.targets[0]
            named = [each for each in statement.value.keywords if each.arg == "field_name"]
            path = scan.text(module, named[0].value) if named else getattr(target, "id", None)
            if path:
                yield path, statement


def _listed(cls: ast.ClassDef, options: frozenset[str]) -> Iterator[Path]:
    """Yield the strings in the lists and dicts of some options, of the class and of its Meta."""
    inner = [each for each in cls.body if isinstance(each, ast.ClassDef) and each.name == "Meta"]
    for body in [cls.body, *(each.body for each in inner)]:
        for statement in body:
            if (
                not isinstance(statement, ast.Assign)
                or getattr(statement.targets[0], "id", "") not in options
            ):
                continue
            value = statement.value
            keys = value.keys if isinstance(value, ast.Dict) else getattr(value, "elts", [])
            for node in keys:
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value.lstrip(PREFIXES), node


def _found(
    scan: Scan, module: Module, label: str | None, path: str, node: ast.AST
) -> Iterator[Found]:
    way = scan.models.walk(label, path) if label else None
    for hop in way.hops if way else ():
        other = scan.other_end(hop, scan.owner(module))
        # The key alone is a column of the model's own table.
        if other is not None and (way is None or way.rest or hop.reverse or hop.many):
            yield Found(
                scan.end(module, node),
                model_end(other),
                Effect.READ,
                module.at(node),
                f"clients can filter or sort {label} by {path!r}, which is in {hop.model}",
            )
            return


detector = Detector(
    find,
    "filters of an API that reach into another app",
    example='`search_fields = ["customer__email"]` in the API of orders',
    settled="the path goes to the replica; same parameters, same answers",
    rows=(20, 41),
    severity=CouplingSeverity.REWRITE,
    docs="https://django-filter.readthedocs.io/en/stable/ref/filterset.html",
    weight=1.0,
    by_module=True,
)
