"""One connection to a backend: writes a request, reads the answer, and is used again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol, cast

import httptools

from decompose_proxy.headers import Fields, HeadError, Refusal, check_trailers, size_of
from decompose_proxy.response_head import ResponseHead, read_response
from decompose_proxy.wire.errors import Fault
from decompose_proxy.wire.recall import AnswerRecall

Piece = bytes | memoryview
LONG = 4096  # bytes, from which a copy costs more than a view


class Consumer(Protocol):
    """Who gets the answer; every call comes from the event loop and returns at once."""

    def answered(self, upstream: UpstreamConnection) -> None:
        """Take what a read brought: `informational`, `head`, `chunks`, `complete`."""
        ...

    def lost(self, upstream: UpstreamConnection, fault: Fault, detail: str) -> None:
        """There will be no (further) answer; the connection is closed."""
        ...

    def upstream_blocked(self) -> None:
        """The backend reads slower than it is written to."""
        ...

    def upstream_ready(self) -> None:
        """The backend reads again."""
        ...


class UpstreamConnection(asyncio.Protocol):
    """A connection to a backend, for one request at a time.

    A read is parsed whole first and handed over then, so that head and body leave in one write.
    The parser sees no head that is known already (`recall.py`), and no more of a body than came
    with its head where the length is known: such a body is only counted.
    """

    __slots__ = (
        "_fields",
        "_fields_bytes",
        "_head_bytes",
        "_head_limit",
        "_head_only",
        "_left",
        "_parser",
        "_paused",
        "_plain",
        "_reading",
        "_reason",
        "_recall",
        "_surplus",
        "_switched",
        "chunks",
        "complete",
        "consumer",
        "head",
        "idle_since",
        "informational",
        "owner",
        "rest",
        "silent",
        "trailers",
        "transport",
        "used",
    )

    def __init__(
        self,
        owner: Callable[[UpstreamConnection], None],
        recall: AnswerRecall,
        head_limit: int = 256 * 1024,
    ) -> None:
        """Take who must hear that it is gone."""
        self.owner = owner
        self._recall = recall
        self._head_limit = head_limit
        self._head_bytes = self._fields_bytes = 0
        self.transport: asyncio.Transport | None = None
        self.consumer: Consumer | None = None
        self.used = 0  # requests written to it
        self.idle_since = 0.0
        self.informational: list[ResponseHead] = []
        self.head: ResponseHead | None = None
        self.chunks: list[Piece] = []
        self.trailers: Fields = ()
        self.complete = False
        self.silent = True  # no byte of an answer yet
        self.rest = b""  # what followed an answer that switches protocols
        self._parser = httptools.HttpResponseParser(self)
        self._reading = b""  # what the parser is being fed, where that is all of it so far
        self._left = 0  # bytes of a body that are counted and not parsed
        self._plain = True  # the parser has seen nothing of this answer
        self._fields: list[tuple[bytes, bytes]] = []
        self._reason = b""
        self._head_only = False
        self._surplus = False  # bytes that belong to no answer
        self._switched = False
        self._paused = False

    # -- for the consumer

    def begin(self, consumer: Consumer, data: bytes, *, head_only: bool) -> None:
        """Write a request, or its beginning."""
        assert self.transport is not None
        if self._paused:
            self.resume()
        if self._plain:
            self.head, self.chunks, self.complete = None, [], False
        else:
            self._reset()
        self.silent = True
        self._head_only = head_only
        self.consumer = consumer
        self.used += 1
        self.transport.write(data)

    def write(self, data: bytes) -> None:
        """Write more of the request."""
        if self.transport is not None:
            self.transport.write(data)

    def pause(self) -> None:
        """Read no more of the answer for now."""
        if self.transport is not None and not self._paused:
            self._paused = True
            self.transport.pause_reading()

    def resume(self) -> None:
        """Read on."""
        if self.transport is not None and self._paused:
            self._paused = False
            self.transport.resume_reading()

    def abort(self) -> None:
        """Give the request up: what is under way can't be used again."""
        self.consumer = None
        if self.transport is not None:
            self.transport.abort()

    @property
    def usable(self) -> bool:
        """Say whether a request can be written to it."""
        return self.transport is not None and not self.transport.is_closing()

    @property
    def reusable(self) -> bool:
        """Say whether the answer ended so that another request may follow."""
        head = self.head
        if head is None or not head.keep_alive or not self.complete or self._surplus:
            return False
        framed = head.length is not None or self._head_only or head.chunked
        return framed or head.status in (204, 304)

    @property
    def switched(self) -> bool:
        """Say whether the backend speaks another protocol from here on."""
        return self._switched

    def forget(self) -> None:
        """Drop what the last read brought; the consumer has taken it."""
        if self.chunks:
            self.chunks = []
        if self.informational:
            self.informational = []

    def detach(self) -> asyncio.Transport | None:
        """Give the transport away, to be a tunnel."""
        transport, self.transport = self.transport, None
        self.consumer = None
        self.owner(self)
        return transport

    # -- asyncio.Protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self.transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell who waits."""
        self.transport = None
        self.owner(self)
        consumer, self.consumer = self.consumer, None
        if consumer is not None:
            began = self.head is not None
            fault = Fault.CUT_SHORT if began else Fault.CLOSED_EARLY
            consumer.lost(self, fault, type(exc).__name__ if exc else "")

    def eof_received(self) -> bool | None:
        """End an answer that only the end of the connection ends."""
        head = self.head
        if self.consumer is not None and head is not None and not self.complete:
            self.complete = head.length is None and not head.chunked
            if self.complete:
                self.consumer.answered(self)
        return None

    def pause_writing(self) -> None:
        """Pass the back-pressure on."""
        if self.consumer is not None:
            self.consumer.upstream_blocked()

    def resume_writing(self) -> None:
        """Pass the end of the back-pressure on."""
        if self.consumer is not None:
            self.consumer.upstream_ready()

    def data_received(self, data: bytes) -> None:
        """Parse a read and hand it over."""
        consumer = self.consumer
        if consumer is None:  # nobody asked: what is this the answer to?
            self.abort()
            return
        if self._left:
            self._count(data)
        elif not (self.silent and not self._head_only and self._recalled(data)):
            self._plain = False
            if not self._parse(data, consumer):
                return
        self.silent = False
        consumer.answered(self)

    def _recalled(self, data: bytes) -> bool:
        """Take an answer whose head is known, unless there is more than its body in the read."""
        found = self._recall.find(data)
        if found is None:
            return False
        head, start = found
        here, length = len(data) - start, head.length or 0
        if here > length:
            return False
        self.head = head
        self._left = length - here
        self.complete = here == length
        if here:
            self.chunks.append(data[start:] if here < LONG else memoryview(data)[start:])
        return True

    def _count(self, data: bytes) -> None:
        """Take a piece of a body of known length."""
        if len(data) > self._left:
            self._surplus, self._plain = True, False
            data = data[: self._left]
        self._left -= len(data)
        self.complete = not self._left
        self.chunks.append(data)

    def _parse(self, data: bytes, consumer: Consumer) -> bool:
        """Feed the parser; False when there is no answer to be had."""
        if self.head is None:
            self._reading = data if self.silent and not self._head_only else b""
            self._head_bytes += len(data)
        self.silent = False
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            self._switched = True
            self.rest = data[int(upgrade.args[0]) :]
        except httptools.HttpParserError as error:
            if not self.complete:
                self._refuse(consumer, _said(error))
                return False
            self._surplus = True
        if self.head is None and self._head_bytes > self._head_limit:
            self._refuse(consumer, "its head is too large")
            return False
        if self._head_only and self.complete:
            # llhttp waits for the body that an answer to HEAD only announces.
            self._parser = httptools.HttpResponseParser(self)
        elif self.head is not None and self.head.length and not self.complete:
            self._left = self.head.length - sum(map(len, self.chunks))
            self._parser = httptools.HttpResponseParser(self)  # that one waits for the body
        return True

    # -- httptools

    def on_status(self, reason: bytes) -> None:
        """Keep the reason phrase."""
        self._reason += reason

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a field; after the head it is a trailer."""
        self._fields.append((name, value))

    def on_headers_complete(self) -> None:
        """Sort the head."""
        if self.complete:
            self._surplus = True
            return
        if self._head_bytes > self._head_limit:  # perhaps with much of the body
            self._fields_bytes += size_of(self._fields) + 16
            if self._fields_bytes > self._head_limit:
                raise HeadError(Refusal.BAD, "its head is too large")
        parser = self._parser
        fields, version = self._fields, parser.get_http_version()
        head = read_response(parser.get_status_code(), self._reason, version, fields)
        self._fields, self._reason = [], b""
        if head.status < 200 and head.status != 101:
            self.informational.append(head)
            return
        if self._reading and not self.informational:
            self._recall.keep(self._reading, version, fields, head)
        self._reading = b""
        self.head = head
        self.complete = self._head_only

    def on_body(self, data: bytes) -> None:
        """Keep a piece of the body."""
        if self.complete:
            self._surplus = True
        else:
            self.chunks.append(data)

    def on_message_complete(self) -> None:
        """Note the end; an informational answer is followed by another one."""
        if self.head is not None:
            if self._fields:
                check_trailers(self._fields)
                self.trailers = self._fields
                self._fields = []
            self.complete = True

    # -- private

    def _reset(self) -> None:
        self._plain = True
        self._fields, self._reason, self._reading = [], b"", b""
        self._surplus = self._switched = self.complete = False
        self.informational, self.head, self.chunks, self.trailers = [], None, [], ()
        self.rest, self._left = b"", 0
        self._head_bytes = self._fields_bytes = 0

    def _refuse(self, consumer: Consumer, detail: str) -> None:
        fault = Fault.GARBAGE if self.head is None else Fault.CUT_SHORT
        self.abort()
        consumer.lost(self, fault, detail)


def _said(error: httptools.HttpParserError) -> str:
    cause = error.__context__ if isinstance(error, httptools.HttpParserCallbackError) else error
    return str(cause)
