"""Finds imports of another app's code, tagged by where they stand.

https://docs.python.org/3/reference/simple_stmts.html#the-import-statement
"""

from __future__ import annotations

from collections.abc import Iterator

from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan
from decompose_core.coupling import CouplingSeverity, Effect
from decompose_core.location import Location
from decompose_source.import_edges import imported_module
from decompose_source.modules import Import, ImportKind, ImportScope, Module

TAGS = {
    ImportScope.TYPE_CHECKING: " for type checking only",
    ImportScope.FUNCTION: " inside a function, often to break a cycle",
    ImportScope.TRY: " inside try, so it may be missing",
    ImportScope.CONDITIONAL: " under a condition",
    ImportScope.MODULE: "",
}


def find(scan: Scan) -> Iterator[Found]:
    """Resolve what each import binds to the app that defines it."""
    for module in scan.code:
        for each in module.imports:
            found = _found(scan, module, each)
            if found is not None:
                yield found


def _found(scan: Scan, module: Module, each: Import) -> Found | None:
    dotted = f"{each.module}.{each.name}" if each.name else each.module
    module_name = imported_module(scan.project.sources, each)
    target = scan.end_of(dotted) or (scan.end_of(module_name) if module_name else None)
    if target is None:
        return None
    star = "everything from " if each.kind is ImportKind.STAR else ""
    relative = f" by a relative import of level {each.level}" if each.level else ""
    what = f"the task {dotted}" if scan.names.canonical(dotted) in scan.tasks else dotted
    soft = each.scope is ImportScope.TYPE_CHECKING
    return Found(
        source=scan.end(module, each.node),
        target=target,
        effect=Effect.BUILD,
        location=Location(module.path, each.line, each.column),
        detail=f"imports {star}{what}{relative}{TAGS[each.scope]}",
        severity=CouplingSeverity.SOFT if soft else None,
    )


detector = Detector(
    find,
    "imports of another app's code",
    example="`from accounts.models import User` in orders",
    settled="the import goes to a replica, a copy or a stub under the same name",
    rows=(30, 43),
    severity=CouplingSeverity.REWRITE,
    docs="https://docs.python.org/3/reference/simple_stmts.html#the-import-statement",
    weight=0.5,
    by_module=True,
)
