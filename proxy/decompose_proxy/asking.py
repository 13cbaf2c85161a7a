"""Ask one side over HTTP, for commands and tests: no cookie jar, no redirect is followed."""

from __future__ import annotations

import base64
import time
from collections.abc import Iterable
from types import TracebackType

import httpx

from decompose_core.exchange import Observation, Request
from decompose_core.problem import refuse

SECONDS = 30.0
Headers = tuple[tuple[str, str], ...]
# The connection's own; and what names the side or the user is added by who asks.
_LEFT_OUT = frozenset(
    {"connection", "content-length", "cookie", "authorization", "host", "keep-alive", "te"}
    | {"transfer-encoding", "upgrade", "x-decompose-user"}
)


class Side:
    """One side under its own address."""

    def __init__(self, url: str, *, seconds: float = SECONDS) -> None:
        """Take the address.

        Raises:
            Refused: it is none.
        """
        self.url = _base(url)
        self.host = self.url.netloc.decode("ascii")
        timeout = httpx.Timeout(seconds).as_dict()
        self._extensions = {"timeout": timeout}
        self._transport = httpx.HTTPTransport(retries=0)

    def ask(self, request: Request, extra: Iterable[tuple[str, str]] = ()) -> Observation:
        """Send a request; what went wrong is in the observation's `failure`."""
        headers = [each for each in request.headers if each[0].lower() not in _LEFT_OUT]
        try:
            url = self.url.join(request.target)
            if url.host != self.url.host:
                return Observation(failure=f"{request.target!r} leads to another host")
            asked = httpx.Request(
                request.method,
                url,
                headers=[("Host", self.host), *headers, *extra],
                content=_body(request),
                extensions=self._extensions,
            )
            start = time.perf_counter()
            answer = self._transport.handle_request(asked)
            content = b"".join(answer.iter_raw())
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            return Observation(failure=f"{type(error).__name__}: {error}")
        return _observation(answer, content, time.perf_counter() - start)

    def close(self) -> None:
        """Close its connections."""
        self._transport.close()

    def __enter__(self) -> Side:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _base(url: str) -> httpx.URL:
    try:
        base = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise refuse(f"{url!r} is no address: {error}") from None
    if base.scheme not in ("http", "https") or not base.host:
        raise refuse(f"{url!r} is no address", hint="write it like http://127.0.0.1:8001")
    return base


def _body(request: Request) -> bytes:
    if request.body_encoding == "base64":
        return base64.b64decode(request.body)
    return request.body.encode()


def _observation(answer: httpx.Response, content: bytes, seconds: float) -> Observation:
    headers = tuple(
        (name.decode("latin-1"), value.decode("latin-1")) for name, value in answer.headers.raw
    )
    try:
        return Observation(answer.status_code, headers, content.decode(), "utf-8", seconds)
    except UnicodeDecodeError:
        text = base64.b64encode(content).decode("ascii")
        return Observation(answer.status_code, headers, text, "base64", seconds)
