"""Tell the other instances of the proxy that a session has changed, over their admin APIs.

What is told is a digest of the session's cookie, never the cookie. An instance that can't be told
is asked again for as long as it may keep an identity; then its own bound has done the work.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence

from decompose_proxy.address import Address
from decompose_proxy.identity import LONGEST

PAUSES = (0.1, 0.3, 1.0, 2.0, 3.0)  # seconds between two tries
TIMEOUT = 2.0


class Neighbours:
    """The other instances; `addresses` may name this one too, which then hears it twice."""

    def __init__(
        self, addresses: Callable[[], Sequence[Address]], token: str, say: Callable[[str], None]
    ) -> None:
        self._addresses = addresses
        self._token = token
        self._say = say
        self._silent: set[Address] = set()  # and said so
        self._tasks: set[asyncio.Task[None]] = set()

    def changed(self, session: str) -> None:
        """Tell all of them, by and by."""
        for address in self._addresses():
            task = asyncio.get_running_loop().create_task(self._tell(address, session))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Stop what is under way."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _tell(self, address: Address, session: str) -> None:
        reason = ""
        for pause in (0.0, *PAUSES):
            await asyncio.sleep(pause)
            try:
                async with asyncio.timeout(TIMEOUT):
                    reason = await self._post(address, session)
            except (OSError, TimeoutError) as error:
                reason = str(error) or "no answer in time"
            if not reason:
                self._silent.discard(address)
                return
        if address not in self._silent:
            self._silent.add(address)
            self._say(
                f"instance {address} can't be told of a logout ({reason}); it notices by itself"
                f" within {LONGEST:g} seconds"
            )

    async def _post(self, address: Address, session: str) -> str:
        """Send it; return what is wrong with the answer."""
        body = json.dumps({"session": session})
        head = (
            f"POST /forget HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {self._token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        reader, writer = await asyncio.open_connection(address.host, address.port)
        try:
            writer.write(f"{head}{body}".encode())
            line = (await reader.readline()).decode("latin-1").split(" ", 2)
        finally:
            writer.close()
        status = line[1] if len(line) > 1 else "no status"
        return "" if status == "200" else f"it answers {status}"
