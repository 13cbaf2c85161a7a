"""What the data plane needs from others, each as narrow as it can be."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from decompose_proxy.choose import Decision
from decompose_proxy.request_head import RequestHead, Sender
from decompose_proxy.wire.upstream import Piece


@dataclass(frozen=True, slots=True)
class Credential:
    """What stands for a user at a service; no token for who is nobody."""

    token: bytes = b""
    subject: str | None = None
    authorization: bytes = field(init=False)  # the field's value that shows the token

    def __post_init__(self) -> None:
        shown = b"Bearer " + self.token if self.token else b""
        object.__setattr__(self, "authorization", shown)


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

    def forget(self, session: str) -> None:
        """Drop what is known of a session, named by its digest: it ended or changed."""
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


class Client(Protocol):
    """The connection a request came on."""

    deadline: float
    sender: Sender
    blocked: bool  # it reads slower than it is written to

    def write(self, data: bytes) -> None:
        """Send a piece of the answer."""
        ...

    def write_all(self, pieces: list[Piece]) -> None:
        """Send pieces of the answer in one go."""
        ...

    def done(self, *, keep_alive: bool) -> None:
        """The answer is out."""
        ...

    def break_off(self) -> None:
        """The answer can't be finished: close, so that the client sees it."""
        ...

    def pause(self) -> None:
        """Read no more of the request for now."""
        ...

    def proceed(self) -> None:
        """Read on."""
        ...

    def tunnel(self, server: asyncio.Transport | None, first: bytes) -> None:
        """Pass bytes both ways from here on; `first` came from the server already."""
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
    decision: Decision
    fault: str


class Log(Protocol):
    """Where the access log goes."""

    def write(self, entry: LogEntry) -> None:
        """Take an entry; it may be written later."""
        ...
