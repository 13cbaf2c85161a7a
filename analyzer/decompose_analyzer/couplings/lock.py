"""Finds locks on another app's rows: `select_for_update()`, `get_or_create()`.

One database's locks end at the boundary; what relied on them needs an idempotency key.
https://docs.djangoproject.com/en/5.2/ref/models/querysets/#select-for-update
"""

from __future__ import annotations

from collections.abc import Iterator

from decompose_analyzer import orm
from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan, app_of, model_end
from decompose_analyzer.values import Shape
from decompose_core.coupling import CouplingSeverity, Effect, Settlement
from decompose_source.index import called_name

LOCKS = frozenset({"select_for_update"}) | orm.GIVES_PAIR


def find(scan: Scan) -> Iterator[Found]:
    """Look at each locking method of another app's query set."""
    for module, call in scan.calls_named(LOCKS):
        name = called_name(call)
        value = scan.types.of(module, call)
        if value is None or value.shape not in (Shape.ROWS, Shape.PAIR):
            continue
        if app_of(value.name) != scan.owner(module):
            yield Found(
                source=scan.end(module, call),
                target=model_end(value.name),
                effect=Effect.WRITE,
                location=module.at(call),
                detail=f"{name}() on {value.name} relies on the locks of one database",
            )


detector = Detector(
    find,
    "locks on another app's rows",
    example="`Product.objects.select_for_update()` in orders",
    settled="a seam with an idempotency key, else marked",
    rows=(26, 27),
    severity=CouplingSeverity.REWRITE,
    docs="https://docs.djangoproject.com/en/5.2/ref/models/querysets/#select-for-update",
    settlement=Settlement.ASSISTED,
    weight=2.0,
)
