"""The seam for whoever wants copies of what went through: shadow and record subscribe here.

The data plane asks `Tap.wanted` once a request. Where the answer is not empty it keeps bounded
copies of both bodies and offers one `Capture` when the answer is out. An offer returns at once: a
subscription that is full drops and counts, so no client ever waits for a consumer.
"""

from __future__ import annotations

import asyncio
import base64
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from decompose_core.exchange import Exchange, Observation, Request
from decompose_core.route import Route

RawHeaders = tuple[tuple[bytes, bytes], ...]
BODY_LIMIT = 1 << 20


@dataclass(frozen=True, slots=True)
class Capture:
    """A request and the answer its client got, as bytes, without hop-by-hop fields.

    `sampled` says that the request was drawn for shadowing; `truncated` that a body was longer than
    the limit, so that the rest of it is missing; `at` is the wall clock time of the request.
    """

    id: str
    route: Route | None
    sampled: bool
    method: str
    target: str
    headers: RawHeaders
    body: bytes
    answered_by: str
    status: int
    answer_headers: RawHeaders
    answer_body: bytes
    seconds: float
    at: float
    truncated: bool = False

    def exchange(self) -> Exchange:
        """Turn it into the core type; it copies the bodies, so call it off the data plane."""
        body, body_encoding = _text(self.body)
        answer, answer_encoding = _text(self.answer_body)
        return Exchange(
            id=self.id,
            route=self.route.id if self.route else "",
            request=Request(self.method, self.target, _decoded(self.headers), body, body_encoding),
            control=Observation(
                self.status, _decoded(self.answer_headers), answer, answer_encoding, self.seconds
            ),
        )


class Subscription:
    """A bounded queue of captures; `wants` is asked for each request and must be quick."""

    def __init__(
        self,
        wants: Callable[[Route | None, bool], bool],
        *,
        capacity: int = 256,
        drawn_only: bool = False,
    ) -> None:
        """Take `wants(route, sampled)`; `drawn_only` promises that it is no for what is not."""
        self.wants = wants
        self.capacity = capacity
        self.drawn_only = drawn_only
        self.offered = 0
        self.dropped = 0
        self._captures: deque[Capture] = deque()
        self._filled = asyncio.Event()

    def offer(self, capture: Capture) -> None:
        """Queue a capture, or drop and count it when the queue is full."""
        self.offered += 1
        if len(self._captures) >= self.capacity:
            self.dropped += 1
            return
        self._captures.append(capture)
        self._filled.set()

    def take_nowait(self) -> Capture | None:
        """Return the next capture if one waits."""
        return self._captures.popleft() if self._captures else None

    async def take(self) -> Capture:
        """Wait for the next capture."""
        while not self._captures:
            self._filled.clear()
            await self._filled.wait()
        return self._captures.popleft()

    def __len__(self) -> int:
        """Count what waits."""
        return len(self._captures)


class Tap:
    """All subscriptions of one worker."""

    def __init__(self) -> None:
        self.subscriptions: tuple[Subscription, ...] = ()
        self.drawn_only = True  # nobody wants what was not drawn, so that nobody need be asked

    def subscribe(
        self,
        wants: Callable[[Route | None, bool], bool],
        *,
        capacity: int = 256,
        drawn_only: bool = False,
    ) -> Subscription:
        """Add a consumer's queue."""
        subscription = Subscription(wants, capacity=capacity, drawn_only=drawn_only)
        self.add(subscription)
        return subscription

    def add(self, subscription: Subscription) -> None:
        """Add a consumer's queue that was made before."""
        self._take((*self.subscriptions, subscription))

    def unsubscribe(self, subscription: Subscription) -> None:
        """Remove a consumer's queue; what waits in it can still be taken."""
        self._take(tuple(each for each in self.subscriptions if each is not subscription))

    def wanted(self, route: Route | None, sampled: bool) -> tuple[Subscription, ...]:
        """Name the subscriptions that want this request."""
        if not self.subscriptions:
            return ()
        wanting = [each for each in self.subscriptions if each.wants(route, sampled)]
        return tuple(wanting) if wanting else ()

    def _take(self, subscriptions: tuple[Subscription, ...]) -> None:
        self.subscriptions = subscriptions
        self.drawn_only = all(each.drawn_only for each in subscriptions)


def _decoded(headers: RawHeaders) -> tuple[tuple[str, str], ...]:
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers)


def _text(body: bytes) -> tuple[str, str]:
    try:
        return body.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return base64.b64encode(body).decode("ascii"), "base64"
