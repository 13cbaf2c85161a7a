"""Finds queries of another app's rows on a named database: `using()`, `using=`, `db_manager()`.

https://docs.djangoproject.com/en/5.2/topics/db/multi-db/
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan, app_of, model_end
from decompose_analyzer.values import MODEL_SHAPES
from decompose_core.coupling import CouplingSeverity, Effect, End
from decompose_source.index import called_name
from decompose_source.modules import Module

DECISIONS = ("db_for_read", "db_for_write", "allow_relation", "allow_migrate")
METHODS = frozenset({"using", "db_manager"})


def find(scan: Scan) -> Iterator[Found]:
    """Look at each call on another app's rows that names a database, and at the routers."""
    yield from _routers(scan)
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


def _routers(scan: Scan) -> Iterator[Found]:
    """Find the methods by which a router decides for the rows of every app."""
    databases = End(scan.package, "settings.DATABASES")
    listed = scan.project.settings.get("DATABASE_ROUTERS")
    for each in listed if isinstance(listed, list | tuple) else ():
        for name in DECISIONS:
            found = scan.classes.method(each, name) if isinstance(each, str) else None
            if found is not None:
                source = scan.end_of(f"{found.owner}.{name}")
                detail = f"{name}() of the router {each} decides for the rows of every app"
                if source is not None:
                    place = found.module.at(found.node)
                    yield Found(source, databases, Effect.READ, place, detail)


detector = Detector(
    find,
    "queries of another app's rows on a named database",
    example='`Order.objects.using("replica")` in reporting',
    settled="the generated router decides; the alias is taken out or marked",
    rows=(28,),
    severity=CouplingSeverity.REWRITE,
    docs="https://docs.djangoproject.com/en/5.2/topics/db/multi-db/",
    weight=1.0,
    by_module=True,
)
