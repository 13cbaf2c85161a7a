"""Finds reverse accessors that lead to another app's rows: `user.orders`, `user.order_set`.

https://docs.djangoproject.com/en/5.2/topics/db/queries/#following-relationships-backward
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from decompose_analyzer import chains
from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan, model_end
from decompose_core.coupling import CouplingSeverity, Effect


def find(scan: Scan) -> Iterator[Found]:
    """Look at each attribute that follows a relation backward; writes are `related_write`."""
    for module in scan.code:
        for node in module.index.attributes_named(scan.models.attribute_names):
            hop = scan.types.hop(module, node) if isinstance(node.ctx, ast.Load) else None
            if hop is None or not hop.reverse or chains.is_write(module, node):
                continue
            other = scan.other_end(hop, scan.owner(module))
            if other is None:
                continue
            methods = "".join(f".{each}" for each in chains.methods_after(module, node))
            yield Found(
                source=scan.end(module, node),
                target=model_end(other, hop.field if other == hop.model else ""),
                effect=Effect.READ,
                location=module.at(node),
                detail=f"reads {hop.model} by {hop.start}.{node.attr}{methods}, "
                f"the reverse of {hop.owner}.{hop.field}",
            )


detector = Detector(
    find,
    "reverse accessors that lead to another app's rows",
    example="`user.orders.count()` in accounts",
    settled="the accessor stays on the replica; without one, a list endpoint filtered by id",
    rows=(4,),
    severity=CouplingSeverity.REWRITE,
    docs="https://docs.djangoproject.com/en/5.2/topics/db/queries/"
    "#following-relationships-backward",
    weight=1.5,
    by_module=True,
)
