"""Exchange what a client shows (session cookie, Authorization) for a token that services accept.

The issuer runs its own authentication and answers with a short signed token. What it said is kept
for some seconds, and dropped when an answer changes the session: here, in the other workers, and in
the other instances. Requests for one key that come at once make one exchange.
"""

from __future__ import annotations

import asyncio
import base64
import json
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from decompose_proxy.cookies import digest_of
from decompose_proxy.request_head import RequestFields, RequestHead
from decompose_proxy.wire.fetch import Fetched, FetchError
from decompose_proxy.wire.seams import Credential

Ask = Callable[[RequestHead], Awaitable[Fetched]]
Then = Callable[[Credential | None], None]
Key = tuple[bytes, bytes]

NOBODY = Credential()
EARLY = 5.0  # a token is not used in its last seconds: the request is still on its way
# Seconds that an answer is kept, whatever it says: what nobody told us of (a session that an
# administrator ended, a user made inactive) counts from then on.
LONGEST = 10.0
CAPACITY = 100_000
TIMEOUT = 5.0


class IssuerError(ValueError):
    """The issuer's answer can't be used."""


@dataclass(frozen=True, slots=True)
class _Kept:
    credential: Credential
    until: float


class Exchange:
    """The identities one worker knows."""

    def __init__(self, ask: Ask, *, clock: Callable[[], float] = time.time) -> None:
        """Take how to ask the issuer."""
        self._ask = ask
        self._clock = clock
        self._kept: OrderedDict[Key, _Kept] = OrderedDict()
        self._of_session: dict[str, set[Key]] = {}  # by digest
        self._waiting: dict[Key, list[Then]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._forgotten = 0
        self.asked = 0
        self.failed = 0

    def known(self, session: bytes, authorization: bytes) -> Credential | None:
        """Return what is known; who shows nothing is nobody."""
        if not session and not authorization:
            return NOBODY
        key = (session, authorization)
        kept = self._kept.get(key)
        if kept is None:
            return None
        if kept.until <= self._clock():
            self._drop(key)
            return None
        return kept.credential

    def ask(self, head: RequestHead, session: bytes, then: Then) -> None:
        """Ask the issuer, or wait for who already does."""
        key = (session, head.said.authorization)
        waiting = self._waiting.get(key)
        if waiting is not None:
            waiting.append(then)
            return
        self._waiting[key] = [then]
        task = asyncio.get_running_loop().create_task(self._exchange(key, head, self._forgotten))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def forget(self, session: str) -> None:
        """Drop every token made from a session, which is named by its digest."""
        self._forgotten += 1  # an exchange under way may have been asked before
        for key in self._of_session.pop(session, set()):
            self._kept.pop(key, None)

    async def close(self) -> None:
        """Stop what is under way."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _exchange(self, key: Key, head: RequestHead, forgotten: int) -> None:
        self.asked += 1
        credential: Credential | None = None
        try:
            async with asyncio.timeout(TIMEOUT):
                fetched = await self._ask(head)
            credential, until = read_answer(fetched, self._clock())
            if forgotten == self._forgotten:
                self._keep(key, _Kept(credential, until))
        except (FetchError, IssuerError, TimeoutError):
            self.failed += 1
        finally:
            for then in self._waiting.pop(key):
                then(credential)

    def _keep(self, key: Key, kept: _Kept) -> None:
        self._kept[key] = kept
        self._of_session.setdefault(digest_of(key[0]), set()).add(key)
        if len(self._kept) > CAPACITY:
            self._drop(next(iter(self._kept)))

    def _drop(self, key: Key) -> None:
        del self._kept[key]
        session = digest_of(key[0])
        keys = self._of_session.get(session)
        if keys is not None:
            keys.discard(key)
            if not keys:
                del self._of_session[session]


def issuer_request(path: bytes, head: RequestHead) -> RequestHead:
    """Write the request to the issuer: the client's credentials and nothing else of it."""
    said = RequestFields(
        host=head.said.host,
        crossing=((b"Accept", b"application/json"),),
        cookie=head.said.cookie,
        authorization=head.said.authorization,
    )
    return RequestHead("GET", path, path.decode("latin-1"), said)


def read_answer(fetched: Fetched, now: float) -> tuple[Credential, float]:
    """Read the issuer's answer: the credential, and until when it may be used.

    Raises:
        IssuerError: it is no answer of an issuer.
    """
    if fetched.head.status != 200:
        raise IssuerError(f"status {fetched.head.status}")
    try:
        document: Any = json.loads(fetched.body)
        token, expires = document["token"], float(document.get("expires") or 0)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise IssuerError(f"no JSON object with a token: {error}") from None
    if token is None:
        return NOBODY, now + EARLY
    if not isinstance(token, str) or not token.isascii() or not token.isprintable() or " " in token:
        raise IssuerError("the token is no token")
    return (
        Credential(token.encode("ascii"), subject_of(token)),
        min(expires - EARLY, now + LONGEST),
    )


def subject_of(token: str) -> str | None:
    """Return the subject of a token, unchecked: the issuer itself sent it."""
    try:
        payload = token.split(".")[1]
        document: Any = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return str(document["sub"])
    except (ValueError, LookupError, TypeError):
        return None
