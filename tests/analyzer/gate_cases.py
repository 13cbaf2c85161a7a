"""Couplings, boundaries and baselines for the tests of the gate."""

from __future__ import annotations

from datetime import date

from decompose_analyzer.baseline import Entry, Key, key_of
from decompose_analyzer.boundaries import Cut
from decompose_analyzer.gate import Scope, Verdict, judge
from decompose_core.coupling import Coupling, CouplingSeverity, Effect, End
from decompose_core.location import Location

TODAY = date(2026, 11, 22)
ORDERS = Cut("orders", frozenset({"orders"}))


def coupling(source: str, target: str, path: str = "orders/views.py", line: int = 3) -> Coupling:
    """Make a coupling between `app.symbol` and `app.symbol`."""
    first, second = source.split(".", 1), target.split(".", 1)
    return Coupling(
        kind="model_query",
        source=End(first[0], first[1]),
        target=End(second[0], second[1]),
        effect=Effect.READ,
        severity=CouplingSeverity.BLOCKS,
        location=Location(path, line, 4),
        detail=f"reads {target}",
    )


KNOWN = coupling("orders.views.index", "catalog.Product")
PLANTED = coupling("orders.views.index", "accounts.User", line=9)
OUTSIDE = coupling("cart.views.show", "catalog.Product", "cart/views.py")


def entry(accepted: Coupling, *, places: int = 1, expires: date | None = None) -> Entry:
    """Accept a coupling."""
    return Entry(key_of(accepted), "known since spring", expires, places)


def verdict(couplings: list[Coupling], entries: list[Entry], scope: Scope | None = None) -> Verdict:
    """Judge the boundary around orders."""
    return judge([ORDERS], couplings, entries, today=TODAY, scope=scope)


def rules(found: Verdict) -> list[str]:
    """Name the rules that were broken."""
    return [each.rule for each in found.findings]


def key(kind: str = "call", source: str = "a.x", target: str = "b.Y") -> Key:
    """Make a key of one file."""
    return Key(kind, source, target, "a/x.py")
