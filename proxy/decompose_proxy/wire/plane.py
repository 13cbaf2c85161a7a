"""What all connections of one worker share; every part can be swapped for a fake of one method."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Protocol

from decompose_proxy.address import Address
from decompose_proxy.gate import Gates
from decompose_proxy.headers import RequestHead
from decompose_proxy.metrics import Metrics
from decompose_proxy.table import Snapshot
from decompose_proxy.tap import Tap
from decompose_proxy.wire.limits import Limits
from decompose_proxy.wire.pool import Pool


@dataclass(frozen=True, slots=True)
class Credential:
    """What stands for a user at a service; no token for who is nobody."""

    token: bytes = b""
    subject: str | None = None


class Identity(Protocol):
    """Who is asking, as the monolith says."""

    def known(self, session: bytes, authorization: bytes) -> Credential | None:
        """Return what is known already."""
        ...

    def ask(
        self, head: RequestHead, session: bytes, then: Callable[[Credential | None], None]
    ) -> None:
        """Ask the monolith; `then` gets None where it can't say."""
        ...

    def forget(self, session: bytes) -> None:
        """Drop what is known of a session: it ended or changed."""
        ...


class Timed(Protocol):
    """A connection with a deadline, in the loop's time."""

    deadline: float

    def expired(self) -> None:
        """The deadline has passed."""
        ...

    def drain(self) -> None:
        """Finish what is under way, then close."""
        ...

    def close_now(self) -> None:
        """Close at once."""
        ...


class Log(Protocol):
    """Where the access log goes."""

    def write(self, entry: LogEntry) -> None:
        """Take an entry; it may be written later."""
        ...


@dataclass(slots=True)
class LogEntry:
    """One line of the access log; made for every request, hence not frozen."""

    at: float
    id: str
    client: str
    method: str
    path: str
    status: int
    seconds: float
    sent: int
    target: str
    reason: str
    route: str
    fault: str


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
    draining: bool = False
    connections: set[Timed] = field(default_factory=set["Timed"])
    listen: Address | None = None
    _prefix: bytes = field(default_factory=lambda: secrets.token_hex(6).encode())
    _numbers: count[int] = field(default_factory=count)

    def next_id(self) -> bytes:
        """Return a request id that no other request has."""
        return b"%b-%x" % (self._prefix, next(self._numbers))

    def take(self, snapshot: Snapshot) -> None:
        """Put a new table in force; requests under way keep the one they began with."""
        self.pool.configure(snapshot.table.upstreams)
        self.snapshot = snapshot

    def sweep(self, now: float) -> None:
        """Expire what has waited for too long."""
        self.now = now
        self.pool.sweep(now)
        self.gates.sweep(now)
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
