"""Write down exchanges as they pass, masked before anything is stored, for replay and tests."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from decompose_core.exchange import Exchange, Observation
from decompose_core.route import MONOLITH, Route
from decompose_proxy import exchange_file
from decompose_proxy.allowance import NOTHING_ALLOWED
from decompose_proxy.masking import Masking
from decompose_proxy.rules import allowed_by
from decompose_proxy.tap import Capture, Subscription

Subject = Callable[[Capture], Awaitable[str | None]]


async def nobody(_capture: Capture) -> str | None:
    """Say that nobody is known."""
    return None


class Recorder:
    """Adds the exchanges of services' routes to a file."""

    def __init__(
        self, *, subscription: Subscription, path: Path, subject: Subject = nobody
    ) -> None:
        """Make sure that the file can be written.

        Raises:
            OSError: it can't be written.
        """
        self._subscription = subscription
        self._subject = subject
        self._key = secrets.token_bytes(16)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.open("ab").close()
        self._path = path

    @staticmethod
    def wants(route: Route | None, sampled: bool) -> bool:
        """Say whether a request is to be captured: every one of a service's routes."""
        return route is not None

    async def run(self) -> None:
        """Write until cancelled."""
        with self._path.open("ab", buffering=0) as file:  # whole lines, also of several workers
            while True:
                capture = await self._subscription.take()
                if not capture.truncated:
                    exchange = recorded(capture, await self._subject(capture), self._key)
                    file.write(exchange_file.line(exchange).encode("utf-8", "replace"))
                await asyncio.sleep(0)  # masking takes its time; the traffic goes first


def recorded(capture: Capture, subject: str | None, key: bytes) -> Exchange:
    """Make the masked exchange of a capture, with the user's name in the place of credentials."""
    exchange = capture.exchange()
    allowed = allowed_by(capture.route.rules) if capture.route else NOTHING_ALLOWED
    if capture.answered_by != MONOLITH:
        not_asked = Observation(failure=f"{capture.answered_by} answered")
        exchange = replace(exchange, control=not_asked, candidate=exchange.control)
    return masked(exchange, subject, Masking(key, allowed))


def masked(exchange: Exchange, subject: str | None, masking: Masking) -> Exchange:
    """Mask an exchange and note who asked."""
    given = exchange.request
    headers = tuple(each for each in given.headers if each[0].lower() != exchange_file.USER.lower())
    if subject:
        headers += ((exchange_file.USER, subject),)
    return masking.exchange(replace(exchange, request=replace(given, headers=headers)))
