"""Read your own writes: after a write a client's reads go to the owner until the replica has it.

The owner's answer to a write may say how far its log was (`X-Decompose-Position`, an LSN); the
replica's answers how much of it they have (`X-Decompose-Applied`). Where they don't, a bounded
time decides. The pin is a cookie, so every worker and every proxy knows it; a client that keeps no
cookies is remembered by what it shows. A client that forges a pin only reads from the owner.
See https://www.postgresql.org/docs/current/datatype-pg-lsn.html for LSNs.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

PIN_COOKIE = "decompose_pin"
REMEMBERED = 10_000
LONGEST = 64  # bytes of a name in the cookie


class Pin(NamedTuple):
    """A write: until when it binds at most (wall clock), and where it stands in the log (0: ?)."""

    until: float
    position: int = 0


@dataclass(slots=True)
class Pins:
    """The pins one worker knows, and how far the replicas have come."""

    seconds: float = 10.0
    clock: Callable[[], float] = time.time
    applied: dict[str, int] = field(default_factory=dict[str, int])  # by service
    kept: dict[tuple[bytes, str], Pin] = field(  # in the order of their ends
        default_factory=dict[tuple[bytes, str], Pin]
    )

    def add(self, who: bytes, services: tuple[str, ...], position: int, cookie: str) -> bytes:
        """Remember a write; return the value of the Set-Cookie header that says so."""
        now, kept = self.clock(), self.kept
        pin = Pin(now + self.seconds, position)
        for name in services:
            kept.pop((who, name), None)
            kept[(who, name)] = pin
        while len(kept) > REMEMBERED:
            del kept[next(iter(kept))]
        until = int(pin.until) + 1
        written = tuple([(name, until, position) for name in services])
        if cookie:
            written += tuple(
                (name, int(each.until), each.position)
                for name, each in read(cookie).items()
                if each.until > now and name not in services
            )
        return _set_cookie(written, int(self.seconds) + 1)

    def holds(self, who: bytes, service: str, cookie: str) -> bool:
        """Say whether a client's reads of a service belong to the owner now."""
        kept = self.kept.get((who, service))
        if kept is not None and not self._binds(kept, service):
            del self.kept[(who, service)]
            kept = None
        said = read(cookie).get(service) if cookie else None
        return kept is not None or (said is not None and self._binds(said, service))

    def has_applied(self, service: str, position: int) -> None:
        """Note how far a replica says it is; an older word than the last one is no news."""
        if position > self.applied.get(service, 0):
            self.applied[service] = position

    def sweep(self) -> None:
        """Forget what no longer binds; the oldest come first."""
        now = self.clock()
        while self.kept and next(iter(self.kept.values())).until <= now:
            del self.kept[next(iter(self.kept))]

    def _binds(self, pin: Pin, service: str) -> bool:
        now = self.clock()
        if not now < pin.until <= now + self.seconds + 2:
            return False
        return pin.position == 0 or self.applied.get(service, 0) < pin.position


@lru_cache(maxsize=256)
def _set_cookie(pins: tuple[tuple[str, int, int], ...], age: int) -> bytes:
    """Write what all who write in the same second get, while positions are unknown."""
    text = "|".join(f"{name}:{until}:{position:X}" for name, until, position in sorted(pins))
    return f"{PIN_COOKIE}={text}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax".encode()


@lru_cache(maxsize=4096)
def read(cookie: str) -> Mapping[str, Pin]:
    """Read the cookie; what makes no sense is passed over."""
    pins: dict[str, Pin] = {}
    for each in cookie.split("|")[:16]:
        name, _, rest = each.partition(":")
        until, _, position = rest.partition(":")
        digits = until.isascii() and until.isdecimal() and len(until) <= 12
        if name and len(name) <= LONGEST and digits:
            pins[name] = Pin(float(until), position_of(position))
    return pins


def position_of(text: str) -> int:
    """Read an LSN (`16/B374D848`) or a hexadecimal number; 0 for what is neither."""
    high, slash, low = text.partition("/")
    if not slash:
        high, low = "", text
    if len(high) > 8 or len(low) > (8 if slash else 16):
        return 0
    try:
        return (int(high, 16) << 32 if high else 0) + int(low, 16)
    except ValueError:
        return 0
