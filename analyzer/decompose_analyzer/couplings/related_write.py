"""Finds writes through a relation that joins two apps: `user.orders.create()`, `order.tags.add()`.

https://docs.djangoproject.com/en/5.2/ref/models/relations/
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from decompose_analyzer import chains
from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan, app_of, model_end
from decompose_analyzer.values import Shape
from decompose_core.coupling import CouplingSeverity, Effect, Settlement
from decompose_source.modules import Module


def find(scan: Scan) -> Iterator[Found]:
    """Look at each writing call whose chain starts at a relation."""
    for module, call in scan.writing_calls():
        label = scan.effects.written_by(module, call)
        if label is None or not isinstance(call.func, ast.Attribute):
            continue
        base = scan.types.of(module, call.func.value)
        if base is None or base.shape is not Shape.ROWS:
            continue
        yield from _found(scan, module, call, label)


def _found(scan: Scan, module: Module, call: ast.Call, label: str) -> Iterator[Found]:
    assert isinstance(call.func, ast.Attribute)
    hop = chains.root_of(scan.types, module, call.func.value).hop
    if hop is None:
        return
    app = scan.owner(module)
    joined = scan.other_end(hop, app)
    other = label if app_of(label) != app else joined
    if other is None:
        return
    yield Found(
        source=scan.end(module, call),
        target=model_end(other),
        effect=Effect.WRITE,
        location=module.at(call),
        detail=f"writes {label} through {hop.start}.{_relation(call)} with {call.func.attr}()",
    )


def _relation(call: ast.Call) -> str:
    assert isinstance(call.func, ast.Attribute)
    return ast.unparse(call.func.value).partition(".")[2]


detector = Detector(
    find,
    "writes through a relation that joins two apps",
    example="`user.orders.create(...)` in accounts",
    settled="a call of the owner's side through a seam",
    rows=(23,),
    severity=CouplingSeverity.BLOCKS,
    docs="https://docs.djangoproject.com/en/5.2/ref/models/relations/",
    settlement=Settlement.ASSISTED,
    weight=4.0,
    by_module=True,
)
