"""The outside of a shadow: captures as the data plane makes them, and sides with a script."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from decompose_core.exchange import Observation
from decompose_core.monolith import EndpointEffect
from decompose_core.route import MONOLITH, Match, Route
from decompose_proxy.shadow import Send, Shadow
from decompose_proxy.tap import Capture, RawHeaders, Subscription
from tests.proxy.answers import json_answer

ROUTE = Route(
    "orders:0", Match("api/orders/<int:pk>/"), EndpointEffect.READ, target="orders", shadow=100
)
JSON = ((b"Content-Type", b"application/json"),)


def capture(
    body: str = '{"total": "10.00"}',
    *,
    identifier: str = "1",
    method: str = "GET",
    status: int = 200,
    headers: RawHeaders = ((b"Host", b"shop.example"), (b"Cookie", b"sessionid=s3cret")),
    answered_by: str = MONOLITH,
    truncated: bool = False,
    route: Route = ROUTE,
    target: str = "/api/orders/5/",
    request_body: bytes = b"",
) -> Capture:
    """Make a capture of a JSON answer."""
    return Capture(
        id=identifier,
        route=route,
        sampled=True,
        method=method,
        target=target,
        headers=headers,
        body=request_body,
        answered_by=answered_by,
        status=status,
        answer_headers=JSON,
        answer_body=body.encode(),
        seconds=0.01,
        at=1_700_000_000.0,
        truncated=truncated,
    )


class Sides:
    """Answers for both sides, in the order they are asked for; the last one is repeated."""

    def __init__(
        self,
        *,
        monolith: Sequence[Observation | str] = (),
        orders: Sequence[Observation | str] = (),
    ) -> None:
        self._answers = {MONOLITH: list(monolith), "orders": list(orders)}
        self.asked: list[tuple[str, Capture]] = []

    async def send(self, asked: Capture, target: str) -> Observation:
        """Give the next answer; a string is the body of a JSON answer."""
        self.asked.append((target, asked))
        answers = self._answers[target]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        return json_answer(answer) if isinstance(answer, str) else answer


class HangingSides:
    """A candidate that never answers."""

    def __init__(self) -> None:
        self.asked = 0

    async def send(self, asked: Capture, target: str) -> Observation:
        """Wait forever."""
        self.asked += 1
        await asyncio.Event().wait()
        raise AssertionError(asked, target)


@asynccontextmanager
async def shadowing(
    send: Send, state: Path, *, capacity: int = 256
) -> AsyncGenerator[tuple[Subscription, Shadow]]:
    """Run a shadow that never pauses."""
    subscription = Subscription(Shadow.wants, capacity=capacity)
    shadow = Shadow(subscription=subscription, send=send, state=state, pause=0)
    task = asyncio.get_running_loop().create_task(shadow.run())
    try:
        yield subscription, shadow
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(true: Callable[[], bool]) -> None:
    """Let the event loop go on until something is so."""
    async with asyncio.timeout(5):
        while not true():
            await asyncio.sleep(0.001)
