"""Finds attributes that load another app's row when they are read: `order.user.email` in code.

https://docs.djangoproject.com/en/5.2/topics/db/queries/#one-to-many-relationships
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan, model_end
from decompose_core.coupling import CouplingSeverity, Effect
from decompose_core.problem import Level, Problem
from decompose_source.modules import Module


def find(scan: Scan) -> Iterator[Found | Problem]:
    """Look at each attribute that is read and follows a forward relation."""
    for module in scan.code:
        unknown: list[ast.Attribute] = []
        for node in module.index.attributes_named(scan.models.attribute_names):
            if not isinstance(node.ctx, ast.Load):
                continue
            hop = scan.types.hop(module, node)
            if hop is None:
                if _could_be(scan, module, node):
                    unknown.append(node)
                continue
            other = scan.other_end(hop, scan.owner(module))
            if other is None or hop.reverse:
                continue
            yield _found(scan, module, node, other)
        if unknown:
            yield _unjudged(module, unknown)


def _found(scan: Scan, module: Module, node: ast.Attribute, other: str) -> Found:
    base = scan.types.of(module, node.value)
    read = _read_after(module, node)
    guess = " (the row's type is told by its name only)" if base and base.guessed else ""
    return Found(
        source=scan.end(module, node),
        target=model_end(other, read if base and read else ""),
        effect=Effect.READ,
        location=module.at(node),
        detail=f"loads {other} by {_short(node)}{f'.{read}' if read else ''}{guess}",
    )


def _read_after(module: Module, node: ast.Attribute) -> str:
    parent = module.index.parent_of(node)
    return parent.attr if isinstance(parent, ast.Attribute) else ""


def _short(node: ast.Attribute) -> str:
    text = ast.unparse(node)
    return text if len(text) <= 60 else f"...{text[-57:]}"


def _could_be(scan: Scan, module: Module, node: ast.Attribute) -> bool:
    """Say whether an attribute of something unknown is named like a relation that crosses."""
    if node.attr not in scan.models.crossing_names or not _read_after(module, node):
        return False
    if scan.names.resolve(module, node, node) is not None:
        return False
    return scan.types.of(module, node.value) is None


def _unjudged(module: Module, nodes: list[ast.Attribute]) -> Problem:
    names = ", ".join(sorted({each.attr for each in nodes}))
    count = f"{len(nodes)} attribute{'' if len(nodes) == 1 else 's'}"
    return Problem(
        Level.NOTE,
        f"{count} named like a relation to another app ({names}) on something of unknown type",
        module.at(nodes[0]),
        "annotate the parameter or variable, and it is judged",
    )


detector = Detector(
    find,
    "attributes that load another app's row when they are read",
    example="`order.customer.email` in orders",
    settled="the attribute reads the replica row; with strategy api, a batched client",
    rows=(22,),
    severity=CouplingSeverity.BLOCKS,
    docs="https://docs.djangoproject.com/en/5.2/topics/db/queries/#one-to-many-relationships",
    weight=1.5,
    by_module=True,
)
