"""What all connections of one worker share; every part can be swapped for a fake of one method."""

from __future__ import annotations

import asyncio
import secrets
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from decompose_proxy.cookies import digest_of
from decompose_proxy.gate import Gates
from decompose_proxy.metrics import Metrics
from decompose_proxy.pins import Pins
from decompose_proxy.table import Snapshot
from decompose_proxy.tap import Tap
from decompose_proxy.wire.limits import Limits
from decompose_proxy.wire.pool import Pool
from decompose_proxy.wire.recall import RequestRecall
from decompose_proxy.wire.seams import Identity, Log, Timed


@dataclass(slots=True)
class Plane:
    """The one mutable thing of the data plane: `snapshot` is swapped by assignment."""

    snapshot: Snapshot
    pool: Pool
    identity: Identity
    limits: Limits
    gates: Gates
    tap: Tap
    metrics: Metrics
    log: Log | None = None
    trusted: frozenset[str] = frozenset()
    now: float = 0.0
    pins: Pins = field(default_factory=Pins)
    recall: RequestRecall = field(default_factory=RequestRecall)
    tell_others: Callable[[str], None] = lambda _: None  # that a session has changed
    draining: bool = False
    connections: set[Timed] = field(default_factory=set["Timed"])
    _prefix: bytes = field(default_factory=lambda: secrets.token_hex(6).encode())
    _numbers: count[int] = field(default_factory=count)

    def next_id(self) -> bytes:
        """Return a request id that no other request has."""
        return b"%b-%x" % (self._prefix, next(self._numbers))

    def session_changed(self, session: bytes) -> None:
        """Drop what is known of a session, here, in the other workers and the other instances."""
        if session:
            digest = digest_of(session)
            self.identity.forget(digest)
            self.tell_others(digest)

    def report(self, error: Exception) -> None:
        """Say what nobody expected, where the operator sees it; no request is named or shown."""
        lines = traceback.format_exception(error)
        print("decompose proxy: a bug:", *lines, file=sys.stderr, flush=True)

    def take(self, snapshot: Snapshot) -> None:
        """Put a new table in force; requests under way keep the one they began with."""
        self.pool.configure(snapshot.upstreams)
        self.pins.seconds = snapshot.project.proxy.pin_seconds
        self.pins.applied.clear()  # another owner's log has other positions
        self.snapshot = snapshot

    def sweep(self, now: float) -> None:
        """Expire what has waited for too long."""
        self.now = now
        self.pool.sweep(now)
        self.gates.sweep(now)
        self.pins.sweep()
        for each in [each for each in self.connections if each.deadline < now]:
            each.expired()

    def start_draining(self) -> None:
        """Finish what is under way and begin nothing new."""
        self.draining = True
        for each in tuple(self.connections):
            each.drain()

    async def drained(self, seconds: float) -> bool:
        """Wait until all connections are closed; say whether they did so by themselves."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while self.connections and loop.time() < end:
            await asyncio.sleep(0.02)
        clean = not self.connections
        for each in tuple(self.connections):
            each.close_now()
        return clean
