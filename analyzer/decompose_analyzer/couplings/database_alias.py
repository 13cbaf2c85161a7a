"""Finds queries of another app's rows on a named database: `using()`, `using=`, `db_manager()`.

https://docs.djangoproject.com/en/5.2/topics/db/multi-db/
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan, app_of, model_end
from decompose_analyzer.values import MODEL_SHAPES
from decompose_core.coupling import CouplingSeverity, Effect
from decompose_source.index import called_name
from decompose_source.modules import Module

METHODS = frozenset({"using", "db_manager"})


def find(scan: Scan) -> Iterator[Found]:
    """Look at each call on another app's rows that names a database."""
    for module, call in _naming(scan):
        if not isinstance(call.func, ast.Attribute):
            continue
        value = scan.types.of(module, call.func.value)
        if value is None or value.shape not in MODEL_SHAPES:
            continue
        if app_of(value.name) != scan.owner(module):
            yield Found(
                scan.end(module, call),
                model_end(value.name),
                Effect.READ,
                module.at(call),
                f"{called_name(call)}() names the database that {value.name} is in",
            )


def _naming(scan: Scan) -> Iterator[tuple[Module, ast.Call]]:
    """Yield each call that may name a database, once or twice."""
    yield from scan.calls_named(METHODS)
    for module in scan.code:
        for call in module.index.calls_with({"using"}):
            yield module, call


detector = Detector(
    find,
    "queries of another app's rows on a named database",
    example='`Order.objects.using("replica")` in reporting',
    settled="the generated router decides; the alias is taken out or marked",
    rows=(28,),
    severity=CouplingSeverity.REWRITE,
    docs="https://docs.djangoproject.com/en/5.2/topics/db/multi-db/",
    weight=1.0,
)
