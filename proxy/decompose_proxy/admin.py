"""The admin API on its own socket: status, metrics and parity for all, changes with the token.

    GET  /status /metrics /parity       GET  /healthz
    POST /gate    {"service": NAME, "state": "closed" | "open", "seconds": 10}
    POST /record  {"path": FILE | null}
    POST /reload  {}
    POST /forget  {"session": SHA-256 OF ITS COOKIE}      what another instance has seen change

There are no CORS headers, so no page in a browser can read an answer; a change needs
`Authorization: Bearer TOKEN`, which no form can send. All workers carry out a command before it
is answered.
"""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

import httptools

from decompose_core import codec
from decompose_proxy.control import Document
from decompose_proxy.metrics import Metrics, prometheus

READS = frozenset({"status", "metrics", "parity", "healthz"})
CHANGES = frozenset({"forget", "gate", "record", "reload"})
LARGEST = 64 * 1024
PHRASES = {
    200: "OK",
    400: "Bad Request",
    401: "Unauthorized",
    404: "Not Found",
    405: "Method Not Allowed",
    413: "Content Too Large",
    502: "Bad Gateway",
}

# Carries a command out in every worker.
Call = Callable[[str, Mapping[str, object]], Awaitable[Sequence[Document]]]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of the admin API."""

    status: int
    body: str
    kind: str = "application/json"


@dataclass(slots=True)
class Asked:
    """A request to the admin API as it arrives."""

    method: str = ""
    path: str = ""
    headers: dict[bytes, bytes] = field(default_factory=dict[bytes, bytes])
    body: bytes = b""
    complete: bool = False


class Admin:
    """Answers requests: pure but for `call`."""

    def __init__(self, call: Call, token: str) -> None:
        self._call = call
        self._token = token.encode()

    async def answer(self, asked: Asked) -> Answer:
        """Answer a request."""
        name = asked.path.partition("?")[0].strip("/")
        refused = self._refused(name, asked)
        if refused is not None:
            return refused
        if name == "healthz":
            return Answer(200, "ok\n", "text/plain")
        try:
            documents = await self._call(name, _arguments(asked.body))
        except ValueError as error:
            return _error(400, str(error))
        except OSError as error:
            return _error(502, f"a worker does not answer: {error}")
        return _combined(name, documents)

    def _refused(self, name: str, asked: Asked) -> Answer | None:
        if name not in READS | CHANGES:
            return _error(404, f"known: {', '.join(sorted(READS | CHANGES))}")
        if asked.method != ("GET" if name in READS else "POST"):
            return _error(405, "GET reads, POST changes")
        if name in CHANGES and not self._allowed(asked):
            return _error(401, "a change needs Authorization: Bearer and the admin token")
        return None

    def _allowed(self, asked: Asked) -> bool:
        given = asked.headers.get(b"authorization", b"").removeprefix(b"Bearer ")
        return bool(self._token) and hmac.compare_digest(given, self._token)


class AdminConnection(asyncio.Protocol):
    """A connection to the admin API; one request, then it closes."""

    def __init__(self, admin: Admin) -> None:
        self._admin = admin
        self._asked = Asked()
        self._parser = httptools.HttpRequestParser(self)
        self._transport: asyncio.Transport | None = None
        self._task: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody waits any more."""
        self._transport = None

    def data_received(self, data: bytes) -> None:
        """Parse, and answer when all is there."""
        if self._task is not None:
            return
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            self._write(_error(400, str(error)))
            return
        if len(self._asked.body) > LARGEST:
            self._write(_error(413, f"at most {LARGEST} bytes"))
        elif self._asked.complete:
            self._task = asyncio.get_running_loop().create_task(self._answer())

    def on_url(self, url: bytes) -> None:
        """Keep the address."""
        self._asked.path += url.decode("latin-1")

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a field."""
        self._asked.headers[name.lower()] = value

    def on_body(self, data: bytes) -> None:
        """Keep a piece of the body."""
        self._asked.body += data

    def on_message_complete(self) -> None:
        """Note the end."""
        self._asked.method = self._parser.get_method().decode()
        self._asked.complete = True

    async def _answer(self) -> None:
        self._write(await self._admin.answer(self._asked))

    def _write(self, answer: Answer) -> None:
        if self._transport is None:
            return
        body = answer.body.encode()
        head = (
            f"HTTP/1.1 {answer.status} {PHRASES[answer.status]}\r\nContent-Type: {answer.kind}\r\n"
            f"Content-Length: {len(body)}\r\nCache-Control: no-store\r\n"
            "X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n"
        )
        self._transport.write(head.encode() + body)
        self._transport.close()


def _combined(name: str, documents: Sequence[Document]) -> Answer:
    if name == "metrics":
        total = Metrics()
        for each in documents:
            total.add(each)
        return Answer(200, prometheus(total, {"workers": len(documents)}), "text/plain")
    if name == "status":
        return _json({"workers": len(documents), **_status(documents)})
    if name == "gate":
        held = sum(cast(int, each["held"]) for each in documents)
        writes = sum(cast(int, each["writes_in_flight"]) for each in documents)
        confirmed = {"confirmed": len(documents), "held": held, "writes_in_flight": writes}
        return _json({**documents[0], **confirmed})
    return _json(documents[0])


def _status(documents: Sequence[Document]) -> Document:
    """Show the first worker's routes, the worst problem, and what is counted as sums."""
    first = dict(documents[0])
    first["table"] = min(cast(int, each["table"]) for each in documents)
    first["problem"] = next((each["problem"] for each in documents if each["problem"]), None)
    for name in ("draining", "connections", "services", "backends", "tap"):
        if name in first:
            first[name] = summed([each[name] for each in documents])
    return first


def summed(values: Sequence[object]) -> object:
    """Add up what several workers count: numbers, wherever they stand in like documents.

    The first worker's word stands for texts and shares; what one worker says yes to is a yes.
    """
    first = values[0]
    if isinstance(first, bool):
        return any(values)
    if isinstance(first, int):
        return sum(cast("Sequence[int]", values))
    if isinstance(first, Mapping):
        parts = [cast("Mapping[str, object]", each) for each in values]
        keys = list(dict.fromkeys(key for each in parts for key in each))
        return {key: summed([each[key] for each in parts if key in each]) for key in keys}
    if isinstance(first, list):
        rows = [cast("list[object]", each) for each in values]
        return [
            summed([each[n] for each in rows if n < len(each)]) for n in range(max(map(len, rows)))
        ]
    return first


def _json(document: Mapping[str, object]) -> Answer:
    return Answer(200, codec.dumps(document))


def _error(status: int, message: str) -> Answer:
    return Answer(status, json.dumps({"error": message}) + "\n")


def _arguments(body: bytes) -> Mapping[str, object]:
    document: object = json.loads(body or b"{}")
    if not isinstance(document, dict):
        raise ValueError("the body is no JSON object")
    return cast("Mapping[str, object]", document)
