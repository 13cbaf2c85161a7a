"""One request on its way: decided, sent, answered, and sent again where that is safe.

No task and no future: every step is a callback that the connections, the gate or the issuer of
identities make.
"""

from __future__ import annotations

import time
from dataclasses import replace

from decompose_core.route import MONOLITH
from decompose_proxy.choose import SAFE, Decision, Reason
from decompose_proxy.cohort import set_cookie
from decompose_proxy.headers import Fields
from decompose_proxy.request_head import about, identifier_for, request_bytes
from decompose_proxy.response_head import ResponseHead
from decompose_proxy.wire.body import RequestBody
from decompose_proxy.wire.deciding import Deciding
from decompose_proxy.wire.errors import Fault, Side, answer
from decompose_proxy.wire.framing import switching_bytes
from decompose_proxy.wire.guard import guarded
from decompose_proxy.wire.pool import Backend
from decompose_proxy.wire.seams import LogEntry
from decompose_proxy.wire.upstream import UpstreamConnection
from decompose_proxy.wire.visitor import changes_session


class Flight(Deciding):
    """A request under way; what most requests never change stands on the class."""

    _backend: Backend | None = None
    _connection: UpstreamConnection | None = None
    _tried: tuple[Backend, ...] = ()
    _retried = False
    _waiting = False  # for the rest of a short body
    _sent = False
    _fault: Fault | None = None
    _stopped = False  # the backend takes no more of the body for now

    # -- from the client

    @guarded
    def body(self, chunks: list[bytes], complete: bool, trailers: Fields) -> None:
        """Take more of the body."""
        body, limits = self._body, self._plane.limits
        body.add(chunks, complete=complete, trailers=trailers)
        if body.size > limits.body_bytes:
            self.fail(Fault.BODY_TOO_LARGE)
            return
        if self._answer.copies is not None:
            self._answer.copies.add_body(chunks)
        if self._sent:
            self._write_body(chunks)
            return
        body.pieces += chunks
        if body.size > limits.buffered_body:
            self._client.pause()
        if self._waiting and (complete or body.size > limits.buffered_body):
            self._waiting = False
            self._dispatch()

    def client_lost(self) -> None:
        """Nobody waits for the answer any more."""
        if not self._over:
            self._fault = Fault.CLIENT_GONE
            self._finish(499)

    def client_ready(self) -> None:
        """The client reads again."""
        if self._connection is not None:
            self._connection.resume()

    @guarded
    def expired(self) -> None:
        """The deadline of the state it is in has passed."""
        if self._gated:
            self.fail(Fault.HELD_TOO_LONG)
        elif not self._body.complete and not self._stopped:
            self.fail(Fault.HEAD_TIMEOUT)
        else:
            self._failed(Fault.ANSWER_TIMEOUT, "")

    def fail(self, fault: Fault, detail: str = "") -> None:
        """Answer with a fault, or break off if an answer has begun."""
        if self._over:
            return
        self._fault = fault
        if self._answer.head is not None:
            self._finish(self._answer.head.status)
            self._client.break_off()
            return
        accept = self._head.header("accept") or ""
        data = answer(
            fault, detail, json_wanted="json" in accept, head_only=self._head.method == "HEAD"
        )
        self._answer.size += len(data)
        self._finish(fault.status)
        self._client.write(data)
        self._client.done(keep_alive=False)

    def broke(self, error: Exception) -> None:
        """A bug of ours: this client gets a 500, and nobody else notices."""
        self._plane.report(error)
        if not self._answer.size:  # nothing of the answer is out
            self._answer.head = None
        try:
            if not self._over:
                self.fail(Fault.BUG)
                return
        except Exception as second:
            self._plane.report(second)
        self._over = True
        self._drop_connection()
        self._client.break_off()

    # -- asking

    def _dispatch(self) -> None:
        """Take a connection and send."""
        plane, head = self._plane, self._head
        body, waits = self._body, not head.said.expects_continue
        if not body.complete and waits and body.short(plane.limits.buffered_body):
            self._waiting = True
            self._wait(plane.limits.head_seconds)
            return
        backend = plane.pool.pick(self._decision.target, self._tried)
        if backend is None:
            fault = Fault.CONNECT_REFUSED if self._tried else Fault.NO_BACKEND
            self._failed(fault, f"{self._decision.target}: no instance left to ask")
            return
        if backend.failures and self._decision.may_fall_back and not plane.pool.may_try(backend):
            self._fall_back(Fault.EJECTED)
            return
        self._take(backend)
        safe = head.method in SAFE
        age = plane.limits.pooled_seconds if safe else plane.limits.pooled_for_writes
        connection = None if self._retried else plane.pool.idle(backend, age)
        if connection is not None:
            self._send(connection)
            return
        self._wait(plane.limits.connect_seconds + 1)
        plane.pool.connect(backend, self._connected)

    @guarded
    def _connected(self, connection: UpstreamConnection | Fault, detail: str) -> None:
        backend = self._backend
        if isinstance(connection, Fault):
            if not self._over and backend is not None:
                self._tried = (*self._tried, backend)
                self._failed(connection, detail)
            return
        if self._over or backend is None:
            connection.abort()
        elif connection.usable:
            self._send(connection)
        else:
            self._tried = (*self._tried, backend)
            self._failed(Fault.CLOSED_EARLY, "")

    def _send(self, connection: UpstreamConnection) -> None:
        head, plane, body = self._head, self._plane, self._body
        client, limits = self._client, plane.limits
        self._connection = connection
        if not head.said.host and self._backend is not None:  # HTTP/1.0 knows no Host
            head.said = replace(head.said, host=str(self._backend.address).encode())
        said, sender = head.said, client.sender
        identifier = identifier_for(said, sender, self._id)
        if self._answer.copies is not None:
            told = (about(said, sender), b"X-Request-ID: ", identifier, b"\r\n")
            self._answer.copies.told = b"".join(told)
        data = request_bytes(head, self._cookie, self._authorization, sender, identifier)
        another = self._decision.may_fall_back or self._has_another()
        self._wait(limits.trial_seconds if another else limits.answer_seconds)
        self._sent = True
        if body is not RequestBody.NONE:
            data += body.start(limits.buffered_body)
        connection.begin(self, data, head_only=head.method == "HEAD")
        if not body.complete:
            client.proceed()

    def _has_another(self) -> bool:
        """Say whether another instance could answer: waiting long for this one is no use then."""
        instances = self._plane.pool.targets.get(self._decision.target, ())
        return len(instances) > 1 + len(self._tried) and self._head.method in SAFE

    def _write_body(self, chunks: list[bytes]) -> None:
        if self._connection is None:
            return
        data = self._body.encoded(chunks)
        if data:
            self._connection.write(data)
        limits = self._plane.limits
        answering = self._body.complete and self._answer.head is None
        self._wait(limits.answer_seconds if answering else limits.idle_seconds)

    # -- from the backend

    def answered(self, upstream: UpstreamConnection) -> None:
        """Pass on what a read of the backend brought."""
        try:
            self._answered(upstream, upstream.head)
        except Exception as error:
            self.broke(error)

    def _answered(self, upstream: UpstreamConnection, head: ResponseHead | None) -> None:
        out = self._answer
        first = out.informational(upstream) if upstream.informational else b""
        if head is not None and out.head is None:
            if self._backend is not None and self._backend.failures:
                self._plane.pool.works(self._backend)
            if head.status >= 500 and self._decision.guarded and self._can_repeat():
                self._failed(Fault.SERVER_ERROR, str(head.status))
                return
            if head.status == 101:
                self._switch(upstream, head)
                return
            extra = self._begin_answer(head)
            closing = self._plane.draining or not self._body.complete
            if upstream.complete and not (first or closing):
                data = out.whole(head, upstream, extra)
                if data is not None:
                    self._client.write(data)
                    self._complete(upstream)
                    return
            first += out.begin(head, extra, closing=closing)
        self._client.write_all(out.rest(upstream, first))
        if upstream.complete:
            self._complete(upstream)
            return
        upstream.forget()
        if self._client.blocked:
            upstream.pause()
        if out.head is not None:
            self._wait(self._plane.limits.idle_seconds)

    @guarded
    def lost(self, upstream: UpstreamConnection, fault: Fault, detail: str) -> None:
        """Ask again, ask the control, or say what happened."""
        stale = upstream.used > 1 and upstream.silent and fault is Fault.CLOSED_EARLY
        self._connection = None
        if stale and not self._retried and self._can_repeat():
            self._retried = True
            self._plane.metrics.retries += 1
            self._untake()
            self._dispatch()
            return
        self._failed(fault, detail)

    def upstream_blocked(self) -> None:
        """Read no more of the request for now."""
        self._stopped = True
        self._client.pause()

    def upstream_ready(self) -> None:
        """Read on."""
        self._stopped = False
        self._client.proceed()

    # -- answering

    def _begin_answer(self, head: ResponseHead) -> bytes:
        """Note what a head tells us; return the lines that we add to it."""
        plane, extra = self._plane, b""
        if self._cohort is not None and self._cohort.new:
            secure = self._client.sender.scheme == "https"
            extra = b"Set-Cookie: " + set_cookie(self._cohort, secure=secure) + b"\r\n"
        if head.sets_cookie and changes_session(self._snapshot, head):
            plane.session_changed(self._shown.session)
        if head.applied:
            plane.pins.has_applied(self._decision.target, head.applied)
        if self._matched.pins and head.status < 500:
            # Let this client read from the owner until the replicas have what it wrote.
            services, pin = self._matched.pins, self._shown.pin
            value = plane.pins.add(self._who, services, self._position(head), pin)
            extra += b"Set-Cookie: " + value + b"\r\n"
        return extra

    def _position(self, head: ResponseHead) -> int:
        """Return where the write stands in the log of who owns the tables; 0 in any other log."""
        if not head.position:
            return 0
        found = self._snapshot.project.services
        owners = {found[each].owner for each in self._matched.pins}
        return head.position if owners == {self._decision.target} else 0

    def _complete(self, upstream: UpstreamConnection) -> None:
        """The answer is out."""
        backend, self._connection = self._backend, None
        out, whole = self._answer, self._body.complete
        if upstream.reusable and whole and backend is not None:
            self._plane.pool.release(backend, upstream)
        else:
            upstream.abort()
        assert out.head is not None
        self._finish(out.head.status)
        if out.copies is not None:
            out.copies.offer(
                id=self._id,
                head=self._head,
                answer=out.head,
                decision=self._decision,
                since=self._started,
            )
        self._client.done(keep_alive=out.keep_alive and whole)

    def _switch(self, upstream: UpstreamConnection, head: ResponseHead) -> None:
        if not (self._head.said.upgrade and upstream.switched):
            self._failed(Fault.GARBAGE, "it switched protocols unasked")
            return
        self._connection = None
        self._finish(101)
        upstream.resume()
        self._client.write(switching_bytes(head))
        self._client.tunnel(upstream.detach(), upstream.rest)

    # -- failing

    def _can_repeat(self) -> bool:
        """Say whether asking again can neither double a write nor need bytes that are gone."""
        return (
            self._body.whole
            and self._body.complete
            and self._answer.head is None
            and (self._head.method in SAFE or not self._sent)
        )

    def _failed(self, fault: Fault, detail: str) -> None:
        """A backend failed: try the next instance, then the control, then say so."""
        if self._over:
            return
        self._drop_connection()
        plane, backend = self._plane, self._backend
        if fault.side is Side.UPSTREAM:
            plane.metrics.faults[fault.name.lower()] += 1
        if backend is not None and fault in BREAKS:
            plane.pool.fails(backend, at_once=False)
        repeatable = (not self._sent and self._body.whole) or self._can_repeat()
        if repeatable and backend is not None and fault is not Fault.SERVER_ERROR:
            tried = self._tried if backend in self._tried else (*self._tried, backend)
            if plane.pool.pick(self._decision.target, tried) is not None:
                self._tried, self._retried, self._sent = tried, False, False
                self._untake()
                self._dispatch()
                return
        if self._decision.may_fall_back and repeatable:
            self._untake()
            self._fall_back(fault)
        else:
            self.fail(fault, detail)

    def _fall_back(self, fault: Fault) -> None:
        """Let the control answer."""
        route = self._decision.route
        self._plane.metrics.fallbacks[(route.id if route else "", fault.name.lower())] += 1
        self._decision = Decision(MONOLITH, Reason.FALLBACK, route)
        self._tried, self._retried, self._sent = (), False, False
        self._tell()

    # -- keeping count

    def _wait(self, seconds: float) -> None:
        """Set the deadline of the state it is in now."""
        end = self._plane.now + seconds
        self._client.deadline = end if end < self._latest else self._latest

    def _take(self, backend: Backend) -> None:
        self._backend = backend
        backend.in_flight += 1
        if self._matched.write_of:
            self._plane.gates.begin(self._matched.write_of)

    def _untake(self) -> None:
        if self._backend is not None:
            self._backend.in_flight -= 1
            self._backend = None
            if self._matched.write_of:
                self._plane.gates.end(self._matched.write_of)

    def _drop_connection(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.abort()

    def _finish(self, status: int) -> None:
        """Count and log it once; whatever it held is given back."""
        self._over = True
        if self._connection is not None:
            self._drop_connection()
        self._untake()
        plane, decision, fault = self._plane, self._decision, self._fault
        if self._gated:
            plane.gates.leave(self._gated, self._let_go)
        if fault is not None and fault.side is not Side.UPSTREAM:
            plane.metrics.faults[fault.name.lower()] += 1
        seconds = time.perf_counter() - self._started
        plane.metrics.observe(decision.route_id, decision.target, status, seconds)
        if plane.log is not None:
            plane.log.write(
                LogEntry(
                    time.time(),
                    self._id.decode(),
                    self._client.sender.peer,
                    self._head.method,
                    self._head.path,
                    status,
                    seconds,
                    self._answer.size,
                    decision,
                    fault.name.lower() if fault else "",
                )
            )


# What says that an instance may be at fault, and not the request. (What takes no connection at
# all is noted by the pool.)
BREAKS = frozenset({Fault.ANSWER_TIMEOUT, Fault.CLOSED_EARLY, Fault.GARBAGE})
