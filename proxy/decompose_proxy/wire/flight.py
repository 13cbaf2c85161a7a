"""One request on its way: decided, sent, answered, and sent again where that is safe.

No task and no future: every step is a callback that the connections, the gate or the issuer of
identities make.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from decompose_core.route import MONOLITH
from decompose_proxy.choose import SAFE, UNMATCHED, Choice, Decision, Reason, sampled
from decompose_proxy.cohort import Cohort, set_cookie
from decompose_proxy.headers import (
    Fields,
    RequestHead,
    ResponseHead,
    own_fields,
    request_bytes,
    without_cookie,
)
from decompose_proxy.wire.body import RequestBody
from decompose_proxy.wire.copies import Copies
from decompose_proxy.wire.errors import Fault, Side, answer
from decompose_proxy.wire.framing import switching_bytes
from decompose_proxy.wire.internal import is_internal
from decompose_proxy.wire.outgoing import Outgoing
from decompose_proxy.wire.plane import Plane
from decompose_proxy.wire.pool import Backend
from decompose_proxy.wire.seams import Client, Credential, LogEntry
from decompose_proxy.wire.upstream import UpstreamConnection
from decompose_proxy.wire.visitor import changes_session, needs_subject, session_of, split


class Flight:
    """A request under way."""

    def __init__(self, client: Client, plane: Plane, head: RequestHead) -> None:
        self._client = client
        self._plane = plane
        self._snapshot = plane.snapshot
        self._head = head
        self._id = plane.next_id()
        self._started = time.perf_counter()
        self._choice: Choice | None = None
        self._decision: Decision = UNMATCHED
        self._cohort: Cohort | None = None
        self._session = b""
        self._cookie = head.cookie
        self._authorization = head.authorization
        self._backend: Backend | None = None
        self._connection: UpstreamConnection | None = None
        self._tried: tuple[Backend, ...] = ()
        self._retried = False
        self._body = RequestBody(head)
        self._waiting = False  # for the rest of a short body
        self._sent = False
        self._answer = Outgoing(head)
        self._fault: Fault | None = None
        self._over = False
        self._stopped = False  # the backend takes no more of the body for now
        self._gated = ""
        self._write_of = ""
        self._latest = plane.now + plane.limits.total_seconds

    # -- from the client

    def start(self) -> None:
        """Decide who answers, and ask them."""
        if self._over:
            return
        head, plane = self._head, self._plane
        if head.length is not None and head.length > plane.limits.body_bytes:
            self.fail(Fault.BODY_TOO_LARGE)
            return
        if is_internal(head.path):
            self.fail(Fault.INTERNAL_PATH)
            return
        rule = self._snapshot.router.match(head.path, head)
        if rule is not None:
            self._choice = self._snapshot.choices[rule.route.id]
            if self._choice.control.reason is Reason.OWNER:
                self._write_of = rule.route.target
        if plane.gates.closed and self._held():
            return
        self._decide()

    def body(self, chunks: list[bytes], *, complete: bool, trailers: Fields) -> None:
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

    # -- deciding

    def _held(self) -> bool:
        gates = self._plane.gates
        for service in gates.closed:
            router = self._snapshot.writers.get(service)
            writes = self._write_of == service or (
                router is not None and router.match(self._head.path, self._head) is not None
            )
            if writes:
                if gates.hold(service, self._let_go):
                    self._gated = service
                    self._wait(self._plane.limits.held_seconds)
                else:
                    self.fail(Fault.HELD_TOO_LONG)
                return True
        return False

    def _let_go(self) -> None:
        self._gated = ""
        self._snapshot = self._plane.snapshot  # the owner may be another one now
        rule = self._snapshot.router.match(self._head.path, self._head)
        self._choice = self._snapshot.choices[rule.route.id] if rule is not None else None
        if not self._over:
            self._decide()

    def _decide(self) -> None:
        choice = self._choice
        if choice is None:
            self._go(UNMATCHED)
            return
        settled = choice.settled
        if settled is not None:
            self._go(settled)
            return
        self._session = session_of(self._snapshot, self._head)
        if not needs_subject(self._snapshot, self._head, self._session):
            self._split(None)
            return
        known = self._plane.identity.known(self._session, self._head.authorization)
        if known is None:
            self._ask_identity(self._split)
        else:
            self._split(known)

    def _split(self, credential: Credential | None) -> None:
        assert self._choice is not None
        decision, self._cohort = split(
            self._snapshot,
            self._choice,
            self._head,
            subject=credential.subject if credential else None,
            address=self._client.peer,
        )
        self._go(decision)

    def _go(self, decision: Decision) -> None:
        """Get what the target has to be told about the user."""
        self._decision = decision
        plane, choice = self._plane, self._choice
        drawn = bool(
            choice is not None
            and choice.shadow
            and sampled(choice, decision, self._head.method, random.random() * 100)
        )
        wanted = plane.tap.wanted(decision.route, drawn)
        if wanted:
            self._answer.copies = Copies(wanted, sampled=drawn)
            self._answer.copies.add_body(self._body.pieces)
        if decision.target == MONOLITH:
            self._dispatch()
            return
        self._session = self._session or session_of(self._snapshot, self._head)
        known = plane.identity.known(self._session, self._head.authorization)
        if known is None:
            self._ask_identity(self._identified)
        else:
            self._identified(known)

    def _ask_identity(self, then: Callable[[Credential | None], None]) -> None:
        def answered(credential: Credential | None) -> None:
            if not self._over:
                then(credential)

        self._wait(self._plane.limits.answer_seconds)
        self._plane.identity.ask(self._head, self._session, answered)

    def _identified(self, credential: Credential | None) -> None:
        if credential is None:
            if self._decision.may_fall_back and self._head.method in SAFE:
                self._fall_back(Fault.NO_IDENTITY)
            else:
                self.fail(Fault.NO_IDENTITY)
            return
        self._cookie = without_cookie(self._head.cookie, self._snapshot.session_cookie)
        self._authorization = b"Bearer " + credential.token if credential.token else b""
        self._dispatch()

    # -- asking

    def _dispatch(self) -> None:
        """Take a connection and send."""
        plane, head = self._plane, self._head
        body = self._body
        if not (body.complete or head.expects_continue) and body.short(plane.limits.buffered_body):
            self._waiting = True
            self._wait(plane.limits.head_seconds)
            return
        backend = plane.pool.pick(self._decision.target, self._tried)
        if backend is None:
            fault = Fault.CONNECT_REFUSED if self._tried else Fault.NO_BACKEND
            self._failed(fault, f"{self._decision.target}: no instance left to ask")
            return
        self._take(backend)
        age = plane.limits.pooled_seconds
        if head.method not in SAFE:
            age = plane.limits.pooled_for_writes
        connection = None if self._retried else plane.pool.idle(backend, age)
        if connection is not None:
            self._send(connection)
            return
        self._wait(plane.limits.connect_seconds + 1)
        plane.pool.connect(backend, self._connected)

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
        head, plane = self._head, self._plane
        self._connection = connection
        if not head.host and self._backend is not None:  # HTTP/1.0 knows no Host
            head.host = str(self._backend.address).encode()
        head.own = own_fields(
            head,
            peer=self._client.peer,
            scheme="http",
            trusted=self._client.peer in plane.trusted,
            fresh_id=self._id,
        )
        data = request_bytes(head, head.own, cookie=self._cookie, authorization=self._authorization)
        limits = plane.limits
        self._wait(limits.trial_seconds if self._decision.may_fall_back else limits.answer_seconds)
        self._sent = True
        data += self._body.start(limits.buffered_body)
        connection.begin(self, data, head_only=head.method == "HEAD")
        if not self._body.complete:
            self._client.proceed()

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
        answer = self._answer
        first = answer.informational(upstream)
        head = upstream.head
        if head is not None and answer.head is None:
            if head.status >= 500 and self._decision.guarded and self._can_repeat():
                self._failed(Fault.SERVER_ERROR, str(head.status))
                return
            if head.status == 101:
                self._switch(upstream, head)
                return
            first += self._begin_answer(head)
        data = answer.rest(upstream, first)
        if data:
            self._client.write(data)
        if upstream.complete:
            self._complete(upstream)
            return
        upstream.forget()
        if self._client.blocked:
            upstream.pause()
        if answer.head is not None:
            self._wait(self._plane.limits.idle_seconds)

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
        extra = b""
        if self._cohort is not None and self._cohort.new:
            extra = b"Set-Cookie: " + set_cookie(self._cohort) + b"\r\n"
        if head.sets_cookie and changes_session(self._snapshot, head):
            self._plane.identity.forget(session_of(self._snapshot, self._head))
        closing = self._plane.draining or not self._body.complete
        return self._answer.begin(head, extra, closing=closing)

    def _complete(self, upstream: UpstreamConnection) -> None:
        """The answer is out."""
        backend, self._connection = self._backend, None
        answer, whole = self._answer, self._body.complete
        if upstream.reusable and whole and backend is not None:
            self._plane.pool.release(backend, upstream)
        else:
            upstream.abort()
        assert answer.head is not None
        self._finish(answer.head.status)
        if answer.copies is not None:
            answer.copies.offer(
                id=self._id,
                head=self._head,
                answer=answer.head,
                decision=self._decision,
                since=self._started,
            )
        self._client.done(keep_alive=answer.keep_alive and whole)

    def _switch(self, upstream: UpstreamConnection, head: ResponseHead) -> None:
        if not (self._head.upgrade and upstream.switched):
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
        if fault.side is Side.UPSTREAM:
            self._plane.metrics.faults[fault.name.lower()] += 1
        nothing_sent = not self._sent and self._body.whole
        if (
            nothing_sent
            and self._backend is not None
            and self._plane.pool.pick(self._decision.target, self._tried) is not None
        ):
            self._untake()
            self._dispatch()
        elif self._decision.may_fall_back and (nothing_sent or self._can_repeat()):
            self._untake()
            self._fall_back(fault)
        else:
            self.fail(fault, detail)

    def _fall_back(self, fault: Fault) -> None:
        """Let the control answer."""
        route = self._decision.route
        self._plane.metrics.fallbacks[(route.id if route else "", fault.name.lower())] += 1
        self._decision = Decision(MONOLITH, Reason.FALLBACK, route)
        self._cookie, self._authorization = self._head.cookie, self._head.authorization
        self._tried, self._retried, self._sent = (), False, False
        self._dispatch()

    # -- keeping count

    def _wait(self, seconds: float) -> None:
        """Set the deadline of the state it is in now."""
        self._client.deadline = min(self._plane.now + seconds, self._latest)

    def _take(self, backend: Backend) -> None:
        self._backend = backend
        backend.in_flight += 1
        if self._write_of:
            self._plane.gates.begin(self._write_of)

    def _untake(self) -> None:
        if self._backend is not None:
            self._backend.in_flight -= 1
            self._backend = None
            if self._write_of:
                self._plane.gates.end(self._write_of)

    def _drop_connection(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.abort()

    def _finish(self, status: int) -> None:
        """Count and log it once; whatever it held is given back."""
        self._over = True
        self._drop_connection()
        self._untake()
        plane, decision = self._plane, self._decision
        if self._gated:
            plane.gates.leave(self._gated, self._let_go)
        seconds = time.perf_counter() - self._started
        route = decision.route.id if decision.route else ""
        fault = self._fault
        if fault is not None and fault.side is not Side.UPSTREAM:
            plane.metrics.faults[fault.name.lower()] += 1
        plane.account(
            LogEntry(
                at=time.time(),
                id=self._id.decode(),
                client=self._client.peer,
                method=self._head.method,
                path=self._head.path,
                status=status,
                seconds=seconds,
                sent=self._answer.size,
                target=decision.target,
                reason=decision.reason,
                route=route,
                fault=fault.name.lower() if fault else "",
            )
        )
