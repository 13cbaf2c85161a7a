"""The gate: holds the writes of a service while its data changes owner.

The lock in the database is the safety, the gate only comfort: requests wait here, bounded,
instead of failing there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Gate:
    """The gate of one service in one worker."""

    closed_until: float = 0.0  # a gate that nobody opens again opens by itself
    waiting: list[Callable[[], None]] = field(default_factory=list[Callable[[], None]])
    refused: int = 0


@dataclass(slots=True)
class Gates:
    """All gates of a worker; `closed` is empty nearly always, so that asking costs nothing."""

    limit: int = 1000
    closed: dict[str, Gate] = field(default_factory=dict[str, Gate])
    in_flight: dict[str, int] = field(default_factory=dict[str, int])

    def close(self, service: str, until: float) -> None:
        """Hold a service's writes from now on."""
        self.closed.setdefault(service, Gate()).closed_until = until

    def open(self, service: str) -> int:
        """Let go on what waits; return how many those were."""
        gate = self.closed.pop(service, None)
        if gate is None:
            return 0
        for go_on in gate.waiting:
            go_on()
        return len(gate.waiting)

    def hold(self, service: str, go_on: Callable[[], None]) -> bool:
        """Keep a request waiting; False when too many wait already."""
        gate = self.closed[service]
        if len(gate.waiting) >= self.limit:
            gate.refused += 1
            return False
        gate.waiting.append(go_on)
        return True

    def leave(self, service: str, go_on: Callable[[], None]) -> None:
        """Forget a request that no longer waits."""
        gate = self.closed.get(service)
        if gate is not None and go_on in gate.waiting:
            gate.waiting.remove(go_on)

    def sweep(self, now: float) -> None:
        """Open gates whose time is over."""
        for service in [name for name, gate in self.closed.items() if gate.closed_until < now]:
            self.open(service)

    def begin(self, service: str) -> None:
        """Count a write that goes out."""
        self.in_flight[service] = self.in_flight.get(service, 0) + 1

    def end(self, service: str) -> None:
        """Count a write that has been answered."""
        self.in_flight[service] -= 1
