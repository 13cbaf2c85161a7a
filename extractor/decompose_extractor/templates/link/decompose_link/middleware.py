"""How far this side is, said in each answer's head: the proxy then lets whoever wrote a moment ago
read from a replica as soon as it has what they wrote.

The monolith says after a request that may have written where its log stands; a service that is
still a replica says how much of that log it has. Once a service owns its tables it says nothing:
its log has other positions, and a bounded time decides. The proxy keeps both fields to itself.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, cast

from asgiref.sync import iscoroutinefunction, sync_to_async
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

from decompose_link.boundary import MONOLITH, boundaries
from decompose_link.owners import here, service_owns
from decompose_link.positions import applied, position

logger = logging.getLogger(__name__)

POSITION = "X-Decompose-Position"
APPLIED = "X-Decompose-Applied"
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
# A replica is asked so often at most; an older word holds readers back a little longer, never less.
SECONDS = 0.2


@sync_and_async_middleware
def positions(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    """Comes first, so that what a request wrote is committed when the log is looked at."""
    if iscoroutinefunction(get_response):
        waiting = cast("Callable[[HttpRequest], Awaitable[HttpResponseBase]]", get_response)
        return partial(_said_async, waiting)
    return partial(_said, get_response)


def _said(
    get_response: Callable[[HttpRequest], HttpResponseBase], request: HttpRequest
) -> HttpResponseBase:
    return _with_fields(get_response(request), request.method or "")


async def _said_async(
    get_response: Callable[[HttpRequest], Awaitable[HttpResponseBase]], request: HttpRequest
) -> HttpResponseBase:
    answer = await get_response(request)
    return await sync_to_async(_with_fields)(answer, request.method or "")


def _with_fields(answer: HttpResponseBase, method: str) -> HttpResponseBase:
    """Add what there is to say; a database that can't be asked changes no answer."""
    try:
        name, text = _word(method)
    except Exception:  # tests that forbid the database raise errors of their own for it
        logger.warning("how far the log is could not be asked", exc_info=True)
        return answer
    if text:
        answer[name] = text
    return answer


def _word(method: str) -> tuple[str, str]:
    if here() == MONOLITH:
        return POSITION, "" if method in SAFE else position()
    return APPLIED, _latest.text()


class _Latest:
    """What this process has last heard of the replica's state."""

    def __init__(self) -> None:
        self._known = ""
        self._until = 0.0

    def text(self) -> str:
        """Ask at most every `SECONDS`; nothing once the service owns its tables."""
        now = time.monotonic()
        if now >= self._until:
            owns = any(service_owns(each) for each in boundaries().values())
            self._known = "" if owns else applied()
            self._until = now + SECONDS
        return self._known


_latest = _Latest()
