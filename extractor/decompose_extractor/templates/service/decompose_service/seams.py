"""Calls of functions that stayed in the monolith because they change its data or act on the world."""

from __future__ import annotations

from collections.abc import Iterable

# What was reached since the last look; tests that reach a seam are reported as skipped, with this as the reason.
reached: list[str] = []


class UnsettledSeam(Exception):
    """A call that crosses to the monolith and has no other end yet."""

    def __init__(self, symbol: str, *, because: str, callers: Iterable[str] = ()) -> None:
        reached.append(symbol)
        called_at = "".join(f"\n    {each}" for each in callers)
        super().__init__(
            f"{symbol} stays in the monolith ({because}), and this call of it is not settled.\n"
            f"  Called at:{called_at or ' no place that could be told'}\n"
            "  Give the monolith an endpoint that calls it and let this stub ask that endpoint, or keep the routes that"
            " lead here with the monolith."
        )
