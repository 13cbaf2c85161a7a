"""What listens at a worker's tap: the shadow always, a recorder when it is asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from decompose_core.exchange import Observation

try:
    from decompose_proxy.record import Recorder
    from decompose_proxy.shadow import Shadow
except ImportError:
    Shadow = Recorder = None
from decompose_proxy.tap import Capture, Subscription, Tap

Send = Callable[[Capture, str], Awaitable[Observation]]


class TapConsumers:
    """Starts and stops the consumers of a tap."""

    def __init__(self, tap: Tap, send: Send, state: Path) -> None:
        self._tap = tap
        self._shadow = None
        self._shadowing: asyncio.Task[None] | None = None
        self._recording: tuple[Path, Subscription, asyncio.Task[None]] | None = None
        if Shadow is None:
            return
        self._shadow_queue = tap.subscribe(Shadow.wants)
        self._shadow = Shadow(subscription=self._shadow_queue, send=send, state=state)
        self._shadowing: asyncio.Task[None] | None = None
        self._recording: tuple[Path, Subscription, asyncio.Task[None]] | None = None

    @property
    def recording(self) -> str | None:
        """Return where a recording goes."""
        return str(self._recording[0]) if self._recording else None

    def start(self, record: Path | None) -> None:
        """Begin to listen."""
        if self._shadow is None:
            return
        self._shadowing = asyncio.get_running_loop().create_task(self._shadow.run())
        if record is not None:
            self.record(record)

    def parity(self) -> dict[str, object]:
        """Return how alike the answers are."""
        return self._shadow.parity() if self._shadow else {}

    def record(self, path: Path | None) -> None:
        """Begin a recording, or end the one under way."""
        if self._recording is not None:
            _, queue, task = self._recording
            self._tap.unsubscribe(queue)
            task.cancel()
            self._recording = None
        if path is not None:
            queue = self._tap.subscribe(Recorder.wants)
            recorder = Recorder(subscription=queue, path=path)
            task = asyncio.get_running_loop().create_task(recorder.run())
            self._recording = (path, queue, task)

    async def close(self) -> None:
        """Stop listening; what waits is written by the consumers as they end."""
        tasks = [self._shadowing] if self._shadowing else []
        if self._recording is not None:
            tasks.append(self._recording[2])
            self.record(None)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
