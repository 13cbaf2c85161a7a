"""Send a captured request again: to a service as its user, or to the monolith as it was."""

from __future__ import annotations

import asyncio
import base64
import time
from collections.abc import Callable

from decompose_core.exchange import Observation
from decompose_proxy.cookies import without_cookie
from decompose_proxy.request_head import RequestFields, RequestHead
from decompose_proxy.tap import Capture
from decompose_proxy.wire.fetch import Fetched, FetchError, fetch
from decompose_proxy.wire.plane import Plane
from decompose_proxy.wire.seams import Credential
from decompose_proxy.wire.visitor import session_of

BODY_LIMIT = 4 << 20


class Repeater:
    """Repeats captured requests over the data plane's own pool; trouble is a value."""

    def __init__(self, plane: Plane, *, seconds: float = 10.0) -> None:
        self._plane = plane
        self._seconds = seconds

    async def send(self, capture: Capture, target: str) -> Observation:
        """Ask a target; what went wrong is in the observation's `failure`."""
        head = _head(capture)
        start = time.perf_counter()
        try:
            async with asyncio.timeout(self._seconds):
                if target != self._plane.snapshot.issuer and not await self._identify(head):
                    return Observation(failure="identity: the monolith could not say who is asking")
                start = time.perf_counter()
                pool = self._plane.pool
                fetched = await fetch(pool, target, head, capture.body, limit=BODY_LIMIT)
        except FetchError as error:
            return Observation(
                failure=f"{error.fault.name.lower()}: {error}", seconds=time.perf_counter() - start
            )
        except TimeoutError:
            return Observation(failure=f"timeout: no answer in {self._seconds:g} s")
        return _observation(fetched, time.perf_counter() - start)

    async def subject(self, capture: Capture) -> str | None:
        """Say whose request it was, as the monolith knows them."""
        try:
            async with asyncio.timeout(self._seconds):
                credential = await self._credential(_head(capture))
        except TimeoutError:
            return None
        return credential.subject if credential else None

    async def _credential(self, head: RequestHead) -> Credential | None:
        plane = self._plane
        session = session_of(plane.snapshot, head)
        credential = plane.identity.known(session, head.said.authorization)
        if credential is None:
            answer: asyncio.Future[Credential | None] = asyncio.get_running_loop().create_future()
            plane.identity.ask(head, session, _setter(answer))
            credential = await answer
        return credential

    async def _identify(self, head: RequestHead) -> bool:
        """Put the user's token in the place of session cookie and Authorization."""
        credential = await self._credential(head)
        if credential is None:
            return False
        said = head.said
        said.cookie = without_cookie(said.cookie, self._plane.snapshot.session_cookie)
        said.authorization = credential.authorization
        return True


def _setter(
    answer: asyncio.Future[Credential | None],
) -> Callable[[Credential | None], None]:
    def settle(credential: Credential | None) -> None:
        if not answer.done():
            answer.set_result(credential)

    return settle


def _head(capture: Capture) -> RequestHead:
    kept: list[tuple[bytes, bytes]] = []
    said = RequestFields(crossing=kept, length=len(capture.body) if capture.body else None)
    for name, value in capture.headers:
        key = name.lower()
        if key == b"host":
            said.host = value
        elif key == b"cookie":
            said.cookie = value
        elif key == b"authorization":
            said.authorization = value
        else:
            kept.append((name, value))
    return RequestHead(capture.method, capture.target.encode("latin-1"), "", said)


def _observation(fetched: Fetched, seconds: float) -> Observation:
    try:
        body, encoding = fetched.body.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        body, encoding = base64.b64encode(fetched.body).decode("ascii"), "base64"
    headers = tuple((n.decode("latin-1"), v.decode("latin-1")) for n, v in fetched.head.fields)
    return Observation(fetched.head.status, headers, body, encoding, seconds)
