"""Finds lookup paths that join two apps' tables: in filter, order_by, Q, F, select_related, ...

https://docs.djangoproject.com/en/5.2/topics/db/queries/#lookups-that-span-relationships
"""

from __future__ import annotations

from collections.abc import Iterator

from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.lookups import Computed, LookupPath, paths
from decompose_analyzer.scan import Scan, model_end
from decompose_core.coupling import CouplingSeverity, Effect, Settlement
from decompose_core.problem import Level, Problem
from decompose_source.modules import Module

# What joins in the database and can't be stitched together row by row without a replica.
AGGREGATES = frozenset({"Count", "Sum", "Avg", "Min", "Max", "StdDev", "Variance", "OuterRef"})


def find(scan: Scan) -> Iterator[Found | Problem]:
    """Walk each path along the relations, and compare the apps at both ends of each step."""
    for module in scan.code:
        for each in paths(scan, module):
            if isinstance(each, Computed):
                yield _unjudged(module, each)
            else:
                yield from _found(scan, module, each)


def _found(scan: Scan, module: Module, each: LookupPath) -> Iterator[Found]:
    app = scan.owner(module)
    reached: set[str] = set()
    for number, hop in enumerate(each.way.hops):
        other = scan.other_end(hop, app)
        if other is None or other in reached:
            continue
        if _only_the_key(each, number):
            continue
        reached.add(other)
        yield Found(
            source=scan.end(module, each.node),
            target=model_end(other),
            effect=Effect.READ,
            location=module.at(each.node),
            detail=f"{each.by}: {each.path!r} from {each.model} joins {hop.start} and {hop.model}",
            settlement=Settlement.ASSISTED if each.by in AGGREGATES else None,
        )


def _only_the_key(each: LookupPath, number: int) -> bool:
    """Say whether the last step compares the key alone, which is a column of the model's own table.

    `filter(user=...)` and `values("user__id")` need no join; `select_related("user")` does.
    """
    hop = each.way.hops[number]
    last = number == len(each.way.hops) - 1
    if (
        not last
        or hop.reverse
        or hop.many
        or each.by in ("select_related", "prefetch_related", "Prefetch")
    ):
        return False
    # An order by the relation itself follows the other model's default ordering.
    if each.by == "order_by":
        return each.way.rest in (("pk",), ("id",))
    return not each.way.rest or each.way.rest[0] in KEY_ONLY


KEY_ONLY = frozenset({"pk", "id", "in", "isnull", "exact", "gt", "gte", "lt", "lte", "range"})


def _unjudged(module: Module, each: Computed) -> Problem:
    return Problem(
        Level.NOTE,
        f"the lookups of {each.by}() on {each.model} are computed at run time",
        module.at(each.node),
        "write them out, or read by hand which relations they follow",
    )


detector = Detector(
    find,
    "lookup paths that join two apps' tables",
    example="`Order.objects.filter(customer__email=...)`",
    settled="the join runs on the replica; with strategy api, two steps by ids",
    rows=(4, 20, 21, 29),
    severity=CouplingSeverity.BLOCKS,
    docs="https://docs.djangoproject.com/en/5.2/topics/db/queries/#lookups-that-span-relationships",
    weight=2.0,
    by_module=True,
)
