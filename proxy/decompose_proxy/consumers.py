"""What listens at a worker's tap: the shadow always, a recorder when it is asked for."""

from __future__ import annotations

import asyncio
from pathlib import Path

from decompose_proxy.record import Recorder
from decompose_proxy.shadow import Shadow
from decompose_proxy.tap import Subscription, Tap
from decompose_proxy.wire.repeat import Repeater

ENDING = 2.0  # seconds that a recording gets to write what waits
Recording = tuple[Path, Subscription, "asyncio.Task[None]"]


class TapConsumers:
    """Starts and stops the consumers of a tap."""

    def __init__(self, tap: Tap, repeater: Repeater, state: Path, session_cookie: str) -> None:
        self._tap = tap
        self._repeater = repeater
        self._shadow = Shadow(
            subscription=tap.subscribe(Shadow.wants, drawn_only=True),
            send=repeater.send,
            state=state,
            session_cookie=session_cookie,
        )
        self._shadowing: asyncio.Task[None] | None = None
        self._recording: Recording | None = None
        self._ending: set[asyncio.Task[None]] = set()

    @property
    def recording(self) -> str | None:
        """Return where a recording goes."""
        return str(self._recording[0]) if self._recording else None

    def start(self, record: Path | None) -> None:
        """Begin to listen."""
        self._shadowing = asyncio.get_running_loop().create_task(self._shadow.run())
        if record is not None:
            self.record(record)

    def parity(self) -> dict[str, object]:
        """Return how alike the answers are."""
        return self._shadow.parity()

    def record(self, path: Path | None) -> None:
        """Begin a recording, or end the one under way.

        Raises:
            OSError: the file can't be written.
        """
        before, self._recording = self._recording, None
        if before is not None:
            self._tap.unsubscribe(before[1])
            ending = asyncio.get_running_loop().create_task(_end(before))
            self._ending.add(ending)
            ending.add_done_callback(self._ending.discard)
        if path is not None:
            queue = Subscription(Recorder.wants)
            recorder = Recorder(subscription=queue, path=path, subject=self._repeater.subject)
            self._tap.add(queue)
            task = asyncio.get_running_loop().create_task(recorder.run())
            self._recording = (path, queue, task)

    async def close(self) -> None:
        """Stop listening; what waits to be recorded is written first."""
        self.record(None)
        await asyncio.gather(*self._ending)
        if self._shadowing is not None:
            self._shadowing.cancel()
            await asyncio.gather(self._shadowing, return_exceptions=True)


async def _end(recording: Recording) -> None:
    _, queue, task = recording
    loop = asyncio.get_running_loop()
    end = loop.time() + ENDING
    while len(queue) and loop.time() < end and not task.done():
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.01)  # the last one is out of the queue before it is in the file
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
