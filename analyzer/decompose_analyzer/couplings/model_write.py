"""Finds writes of another app's rows: `order.save()`, `orders.update()`, `form.save()`.

https://docs.djangoproject.com/en/5.2/topics/db/queries/#saving-changes-to-objects
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from decompose_analyzer import chains
from decompose_analyzer.chains import Start
from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan, app_of, model_end
from decompose_analyzer.values import Shape
from decompose_core.coupling import CouplingSeverity, Effect, Settlement


def find(scan: Scan) -> Iterator[Found]:
    """Look at each call that writes; those on a manager or a relation are other kinds."""
    for module, call in scan.writing_calls():
        label = scan.effects.written_by(module, call)
        # An abstract model outside of all apps has no rows: whose it writes, its children say.
        if label is None or app_of(label) in ("", scan.owner(module)):
            continue
        assert isinstance(call.func, ast.Attribute)
        base = scan.types.of(module, call.func.value)
        assert base is not None
        if base.shape is Shape.ROWS:
            root = chains.root_of(scan.types, module, call.func.value)
            if root.start is not Start.OTHER:
                continue
        guess = " (the row's type is told by its name only)" if base.guessed else ""
        yield Found(
            source=scan.end(module, call),
            target=model_end(label),
            effect=Effect.WRITE,
            location=module.at(call),
            detail=f"writes {label} by {ast.unparse(call.func)}(){guess}",
        )


detector = Detector(
    find,
    "writes of another app's rows",
    example="`order.customer.save()` in orders",
    settled="refused on the replica, with the seam to use in the message",
    rows=(24,),
    severity=CouplingSeverity.BLOCKS,
    docs="https://docs.djangoproject.com/en/5.2/topics/db/queries/#saving-changes-to-objects",
    settlement=Settlement.ASSISTED,
    weight=4.0,
    by_module=True,
)
