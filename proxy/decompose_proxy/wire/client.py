"""One connection of a client: parses requests strictly, and serves them one after the other."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import cast

import httptools

from decompose_proxy.headers import Fields, HeadError, Refusal, size_of
from decompose_proxy.request_head import RequestFields, RequestHead, Sender, read_request
from decompose_proxy.wire.errors import Fault, answer
from decompose_proxy.wire.flight import Flight
from decompose_proxy.wire.plane import Plane
from decompose_proxy.wire.tunnel import Tunnel
from decompose_proxy.wire.upstream import Piece

NEVER = float("inf")
LONG = 16 * 1024  # bytes, from which a copy costs more than a second entry in a write
REFUSALS = {
    Refusal.BAD: Fault.BAD_REQUEST,
    Refusal.METHOD: Fault.METHOD_REFUSED,
    Refusal.VERSION: Fault.VERSION_UNKNOWN,
}


class Incoming:
    """A request as far as it has arrived; what was not handed over yet is in `chunks`."""

    __slots__ = ("chunks", "complete", "delivered", "head", "trailers")

    def __init__(self, head: RequestHead) -> None:
        self.head = head
        self.chunks: list[bytes] = []
        self.complete = False
        self.delivered = not head.said.has_body  # the flight knows that it is complete
        self.trailers: Fields = ()


# Stands in the queue for a request that its flight has whole.
HANDED_OVER = Incoming(RequestHead("GET", b"/", "/", RequestFields()))
HANDED_OVER.complete = HANDED_OVER.delivered = True


class ClientConnection(asyncio.Protocol):
    """A client's connection.

    A read is parsed whole before anything happens, so pipelined requests queue up (at most one
    read of them) and each is served when the answer before it is out. The parser does not see a
    read that is one whole request whose fields are known already (`recall.py`).
    """

    __slots__ = (
        "_broken",
        "_closing",
        "_fields",
        "_flight",
        "_head_bytes",
        "_in_head",
        "_in_message",
        "_latest",
        "_parser",
        "_paused",
        "_plane",
        "_queue",
        "_read",
        "_reading",
        "_rest",
        "_stopped",
        "_target",
        "_transport",
        "_upgrading",
        "blocked",
        "deadline",
        "sender",
    )

    def __init__(self, plane: Plane) -> None:
        self._plane = plane
        self._transport: asyncio.Transport | None = None
        self._parser = httptools.HttpRequestParser(self)
        self._queue: deque[Incoming] = deque()
        self._latest: Incoming | None = None
        self._flight: Flight | None = None
        self._broken: tuple[Fault, str] | None = None
        self._closing = False  # an answer said so; what still comes is thrown away
        self._stopped = False  # the flight wants no more of the body for now
        self._paused = False
        self._in_head = False
        self._in_message = False  # the parser has seen the beginning of one, but not its end
        self._reading = b""  # what the parser is being fed, where a request begins with it
        self._head_bytes = 0  # of a head that is not complete, without the read it began in
        self._read = 0
        self._upgrading = False
        self._rest: list[bytes] = []
        self._target = b""
        self._fields: list[tuple[bytes, bytes]] = []
        self.blocked = False  # the client reads slower than we write
        self.deadline = NEVER
        self.sender = Sender("", "http")

    # -- asyncio.Protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for a request."""
        self._transport = cast(asyncio.Transport, transport)
        peer: tuple[str, int] | str = transport.get_extra_info("peername", "")
        name = peer[0] if isinstance(peer, tuple) else "local"
        tls = transport.get_extra_info("sslcontext") is not None
        plane = self._plane
        self.sender = Sender(name, "https" if tls else "http", name in plane.trusted)
        plane.connections.add(self)
        plane.metrics.connections += 1
        self.deadline = plane.now + plane.limits.head_seconds

    def connection_lost(self, exc: Exception | None) -> None:
        """Give up what is under way."""
        self._transport = None
        self._plane.connections.discard(self)
        flight, self._flight = self._flight, None
        self._queue.clear()
        if flight is not None:
            flight.client_lost()

    def eof_received(self) -> bool:
        """Close, unless an answer is under way to a client that only has nothing more to say."""
        if self._flight is not None and self._queue and self._queue[0].complete:
            self._closing = True
            return True
        return False

    def pause_writing(self) -> None:
        """Note the back-pressure; the flight passes it on."""
        self.blocked = True

    def resume_writing(self) -> None:
        """Pass the end of the back-pressure on."""
        self.blocked = False
        if self._flight is not None:
            self._flight.client_ready()

    def data_received(self, data: bytes) -> None:
        """Parse a read, then act on it."""
        if self._closing or self._broken is not None:
            return
        if self._upgrading:
            self._rest.append(data)
            self._balance()
            return
        if self._in_message:
            self._reading = b""
        else:
            if self._flight is None and not self._queue:
                found = self._plane.recall.find(data)
                if found is not None:
                    self._take(*found)
                    return
            self._reading = data
        self._read = len(data)
        if self._in_head:
            self._head_bytes += len(data)
        self._feed(data)
        if self._in_head and self._head_bytes > self._plane.limits.head_bytes:
            self._broken = (Fault.HEAD_TOO_LARGE, "")
        self._advance()

    # -- for the flight

    def write(self, data: bytes) -> None:
        """Send a piece of an answer."""
        if self._transport is not None:
            self._transport.write(data)

    def write_all(self, pieces: list[Piece]) -> None:
        """Send pieces of an answer in one go; short ones joined, long ones not copied once more."""
        if self._transport is None or not pieces:
            return
        if len(pieces) == 2 and len(pieces[1]) < LONG:
            self._transport.write(b"".join(pieces))
        elif len(pieces) == 1:
            self._transport.write(pieces[0])
        else:
            self._transport.writelines(pieces)

    def done(self, *, keep_alive: bool) -> None:
        """Go on to the next request, or close."""
        self._flight = None
        if self._queue:
            self._queue.popleft()
        if not keep_alive or self._closing or self._plane.draining:
            self._close()
            return
        self.deadline = self._plane.now + self._plane.limits.keep_alive_seconds
        if self._upgrading:
            self._resume_http()
        self._stopped = False
        if self._paused:
            self._balance()
        if self._queue or self._broken is not None:
            self._advance()

    def break_off(self) -> None:
        """Close at once, so that a half answer is seen as one."""
        self._flight = None
        self._queue.clear()
        self._closing = True
        if self._transport is not None:
            # A close would first flush; an abort may lose what was written. The
            # framing tells the client either way.
            self._transport.close()

    def pause(self) -> None:
        """Read no more of the body for now."""
        self._stopped = True
        self._balance()

    def proceed(self) -> None:
        """Read on."""
        self._stopped = False
        self._balance()

    def tunnel(self, server: asyncio.Transport | None, first: bytes) -> None:
        """Pass bytes both ways from here on."""
        self._flight = None
        self._queue.clear()
        client = self._transport
        if client is None or server is None:
            return
        self._plane.connections.discard(self)
        if self._paused:
            client.resume_reading()
        Tunnel.join(self._plane, client, server, to_client=first, to_server=b"".join(self._rest))

    # -- for the plane

    def expired(self) -> None:
        """The deadline has passed."""
        self.deadline = NEVER
        if self._flight is not None and not self._closing:
            self._flight.expired()
        elif self._in_head and not self._closing:
            self._broken = (Fault.HEAD_TIMEOUT, "")
            self._break()
        elif self._transport is not None:
            self._transport.abort()

    def drain(self) -> None:
        """Close when the answer under way is out, or when nothing comes any more.

        A request that crosses with the close would be lost, so an idle connection gets a moment:
        what comes in it is answered, with `Connection: close`.
        """
        if self._flight is None and not self._closing:
            plane = self._plane
            self.deadline = min(self.deadline, plane.now + plane.limits.drain_idle_seconds)

    def close_now(self) -> None:
        """Close at once."""
        if self._transport is not None:
            self._transport.abort()

    # -- httptools

    def on_message_begin(self) -> None:
        """Begin a head."""
        self._in_head = self._in_message = True
        self._head_bytes = 0
        self._target = b""
        self._fields = []

    def on_url(self, url: bytes) -> None:
        """Keep the request's target."""
        self._target = self._target + url if self._target else url

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a field; after the head it is a trailer."""
        self._fields.append((name, value))

    def on_headers_complete(self) -> None:
        """Read the head; a head that must not be passed on stops the parser."""
        parser, limits = self._parser, self._plane.limits
        fields, self._fields = self._fields, []
        self._in_head = False
        if len(self._target) > limits.uri_bytes:
            raise Unacceptable(Fault.URI_TOO_LONG, "")
        if len(fields) > limits.header_count:
            raise Unacceptable(Fault.HEAD_TOO_LARGE, f"{len(fields)} fields")
        large = self._head_bytes + self._read > limits.head_bytes
        if large and size_of(fields) > limits.head_bytes:
            raise Unacceptable(Fault.HEAD_TOO_LARGE, "")
        try:
            method = parser.get_method().decode()
            head = read_request(method, self._target, parser.get_http_version(), fields)
        except HeadError as error:
            raise Unacceptable(REFUSALS[error.refusal], str(error)) from None
        if self._reading:
            self._plane.recall.keep(self._reading, fields, head.said)
            self._reading = b""  # what follows in this read is another request
        self._latest = Incoming(head)
        self._queue.append(self._latest)

    def on_body(self, data: bytes) -> None:
        """Keep a piece of the body."""
        if self._latest is not None:
            self._latest.chunks.append(data)

    def on_message_complete(self) -> None:
        """Note the end."""
        self._in_message = False
        if self._latest is not None:
            self._latest.complete = True
            self._latest.trailers = self._fields

    # -- private

    def _take(self, head: RequestHead, body: bytes) -> None:
        """Serve a whole request."""
        self._latest = HANDED_OVER
        self._queue.append(HANDED_OVER)
        self.deadline = NEVER
        self._flight = flight = Flight(self, self._plane, head, body)
        flight.start()

    def _feed(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            rest = data[int(upgrade.args[0]) :]
            self._in_message = False
            if self._latest is not None and self._latest.head.said.upgrade:
                self._upgrading = True
                self._rest = [rest] if rest else []
            else:  # an offer that we pass over: what follows is HTTP
                self._parser = httptools.HttpRequestParser(self)
                if rest:
                    self._feed(rest)
        except httptools.HttpParserCallbackError as error:
            cause = error.__context__
            if not isinstance(cause, Unacceptable):
                raise
            self._broken = (cause.fault, cause.detail)
        except httptools.HttpParserError as error:
            fault = Fault.BAD_REQUEST
            if isinstance(error, httptools.HttpParserInvalidMethodError):
                fault = Fault.METHOD_REFUSED
            self._broken = (fault, str(error))

    def _advance(self) -> None:
        """Hand over what has arrived."""
        if self._flight is not None and self._queue:
            self._hand_over(self._flight, self._queue[0])
        while self._flight is None and self._queue and not self._closing:
            incoming = self._queue[0]
            self._flight = flight = Flight(self, self._plane, incoming.head)
            self.deadline = NEVER
            self._hand_over(flight, incoming)
            flight.start()
        if self._broken is not None:
            self._break()
        elif self._paused or len(self._queue) > 1:
            self._balance()
        elif self._flight is None and self._in_head:
            limit = self._plane.now + self._plane.limits.head_seconds
            self.deadline = min(self.deadline, limit)

    def _hand_over(self, flight: Flight, incoming: Incoming) -> None:
        if incoming.delivered or not (incoming.chunks or incoming.complete):
            return
        chunks, incoming.chunks = incoming.chunks, []
        incoming.delivered = incoming.complete
        flight.body(chunks, incoming.complete, incoming.trailers)

    def _break(self) -> None:
        """Refuse what can't be parsed, once everything before it is answered."""
        assert self._broken is not None
        if self._flight is None:
            if not self._closing:
                self._refuse(*self._broken)
        elif not self._queue[0].complete:
            self._flight.fail(*self._broken)

    def _refuse(self, fault: Fault, detail: str) -> None:
        self._plane.metrics.faults[fault.name.lower()] += 1
        self.write(answer(fault, detail, json_wanted=False, head_only=False))
        self._close()

    def _close(self) -> None:
        """Close so that the client can read the answer: a reset would throw it away.

        See RFC 9112 9.6: stop writing, then wait a moment for the other side to stop.
        """
        self._closing = True
        transport = self._transport
        if transport is None:
            return
        self._queue.clear()
        if self._broken is None and (self._latest is None or self._latest.complete):
            transport.close()
            return
        if self._paused:
            self._paused = False
            transport.resume_reading()
        if transport.can_write_eof():
            transport.write_eof()
        self.deadline = self._plane.now + self._plane.limits.linger_seconds

    def _resume_http(self) -> None:
        """The backend did not switch: what came meanwhile is HTTP."""
        self._upgrading = False
        rest, self._rest = b"".join(self._rest), []
        self._parser = httptools.HttpRequestParser(self)
        if rest:
            self._feed(rest)

    def _balance(self) -> None:
        """Read only while there is room: with no request waiting and no back-pressure."""
        wanted = self._stopped or len(self._queue) > 1 or (self._upgrading and bool(self._rest))
        if wanted is self._paused or self._transport is None or self._closing:
            return
        self._paused = wanted
        if wanted:
            self._transport.pause_reading()
        else:
            self._transport.resume_reading()


class Unacceptable(Exception):
    """Carries a fault out of a callback of the parser."""

    def __init__(self, fault: Fault, detail: str) -> None:
        super().__init__(detail)
        self.fault = fault
        self.detail = detail
