"""Mirror the control's traffic to the candidate and compare the answers; no client ever waits.

Captures come out of a bounded queue that drops what it can't hold. A bounded number of them is
looked at in one moment. The candidate's answer is compared and thrown away, its cookies with it. A
mismatch is looked at twice, see `decompose_proxy.second_look`.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from decompose_core.exchange import Comparison, Observation, Outcome
from decompose_core.route import MONOLITH, Route
from decompose_proxy.allowance import Allowed
from decompose_proxy.comparing import compare
from decompose_proxy.masking import Masking
from decompose_proxy.noise import Noise
from decompose_proxy.parity import Endpoint, Figures, document, figures_of, skipped
from decompose_proxy.parity_store import ParityWriter, read
from decompose_proxy.rule import Context
from decompose_proxy.rules import allowed_by
from decompose_proxy.second_look import judge
from decompose_proxy.tap import Capture, Subscription

Send = Callable[[Capture, str], Awaitable[Observation]]

AT_ONCE = 16
PAUSE = 0.3  # seconds before the second look: a replica is usually behind by less
FLUSH = 1.0
LARGE = 100_000  # characters; more is compared in a thread, so that the event loop goes on
SAFE = frozenset({"GET", "HEAD"})
# With them the candidate could say "not modified" of something it was never asked for.
_CONDITIONAL = frozenset(
    {b"if-match", b"if-modified-since", b"if-none-match", b"if-range", b"if-unmodified-since"}
)


class Shadow:
    """Looks at the captures of one worker."""

    def __init__(
        self,
        *,
        subscription: Subscription,
        send: Send,
        state: Path,
        pause: float = PAUSE,
        session_cookie: str = "sessionid",
    ) -> None:
        self._subscription = subscription
        self._send = send
        self._state = state
        self._pause = pause
        self._session_cookie = session_cookie
        self._writer = ParityWriter(state)
        self._noise: defaultdict[Endpoint, Noise] = defaultdict(Noise)
        self._key = secrets.token_bytes(16)
        self._judging = asyncio.Lock()
        self._looking: set[asyncio.Task[None]] = set()

    @staticmethod
    def wants(route: Route | None, sampled: bool) -> bool:
        """Say whether a request is to be captured: those that were drawn for shadowing."""
        return sampled and route is not None

    async def run(self) -> None:
        """Look at captures until cancelled; what was found so far is written then."""
        free = asyncio.Semaphore(AT_ONCE)
        flushing = asyncio.get_running_loop().create_task(self._flush_now_and_then())
        try:
            while True:
                await free.acquire()
                capture = await self._subscription.take()
                task = asyncio.get_running_loop().create_task(self._look(capture))
                self._looking.add(task)
                task.add_done_callback(self._looking.discard)
                task.add_done_callback(lambda _: free.release())
        finally:
            flushing.cancel()
            for each in tuple(self._looking):
                each.cancel()
            await asyncio.gather(flushing, *self._looking, return_exceptions=True)
            self._writer.flush()

    def parity(self) -> dict[str, object]:
        """Return how alike the answers are, in all workers."""
        self._writer.flush()
        return document(read(self._state))

    async def _flush_now_and_then(self) -> None:
        while True:
            await asyncio.sleep(FLUSH)
            self._writer.flush()

    async def _look(self, capture: Capture) -> None:
        """Judge one capture; whatever goes wrong here is a figure, not a failure of the proxy."""
        if capture.route is None:
            return
        endpoint = Endpoint(capture.route.target, capture.route.match.pattern, capture.method)
        try:
            figures = await self._figures(capture, capture.route, endpoint)
        except Exception as error:
            verdict = Comparison(Outcome.FAILED, reason=f"a bug of ours: {error!r}")
            figures = figures_of(capture.id, verdict)
        self._writer.add(endpoint, figures)

    async def _figures(self, capture: Capture, route: Route, endpoint: Endpoint) -> Figures:
        if reason := _not_comparable(capture):
            return skipped(reason)
        asked = replace(
            capture,
            headers=tuple(each for each in capture.headers if each[0].lower() not in _CONDITIONAL),
        )
        candidate = await self._send(asked, route.target)
        if candidate.failure.startswith("identity:"):
            return skipped(candidate.failure)
        control = capture.exchange().control
        allowed, context = allowed_by(route.rules), self._context(capture)
        verdict = await _compared(control, candidate, allowed, context)
        noise = self._noise[endpoint]
        if verdict.outcome is Outcome.MISMATCHED:
            await asyncio.sleep(self._pause)
            again = await asyncio.gather(
                self._send(asked, MONOLITH), self._send(asked, route.target)
            )
            first = (control, verdict)
            async with self._judging:  # one at a time: the noise is learnt in another thread
                verdict = await asyncio.to_thread(judge, first, again, noise, allowed, context)
        masking = Masking(self._key, allowed)
        target = masking.target(capture.target)
        return figures_of(capture.id, masking.comparison(verdict), target=target, noise=noise.seen)

    def _context(self, capture: Capture) -> Context:
        host = next((value for name, value in capture.headers if name.lower() == b"host"), b"")
        return Context(
            method=capture.method,
            path=capture.target,
            host=host.decode("latin-1"),
            session_cookie=self._session_cookie,
        )


def _not_comparable(capture: Capture) -> str:
    if capture.method not in SAFE:
        return "it is no safe method"
    if capture.answered_by != MONOLITH:
        return "the candidate answered the client"
    if capture.status == 304:
        return "the client's own copy was still good"
    return "the body is too long to keep a copy" if capture.truncated else ""


async def _compared(
    control: Observation, candidate: Observation, allowed: Allowed, context: Context
) -> Comparison:
    large = len(control.body) + len(candidate.body) > LARGE
    if large and control.body != candidate.body:
        return await asyncio.to_thread(compare, control, candidate, allowed, context)
    return compare(control, candidate, allowed, context)
