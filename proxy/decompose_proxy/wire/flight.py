"""One request on its way: decided, sent, answered, and sent again where that is safe.

No task and no future: every step is a callback that the connections, the gate or the issuer of
identities make.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from decompose_core.route import MONOLITH
from decompose_proxy.choose import SAFE, UNMATCHED, Choice, Decision, Reason, choose, sampled
from decompose_proxy.cohort import Cohort, Visitor, bucket, identify, set_cookie
from decompose_proxy.headers import (
    Fields,
    RequestHead,
    ResponseHead,
    own_fields,
    request_bytes,
    without_cookie,
)
from decompose_proxy.tap import BODY_LIMIT, Capture
from decompose_proxy.wire.errors import Fault, Side, answer
from decompose_proxy.wire.framing import (
    Framing,
    chunk,
    framing_for,
    head_bytes,
    informational_bytes,
    last_chunk,
    switching_bytes,
)
from decompose_proxy.wire.internal import is_internal
from decompose_proxy.wire.plane import Credential, LogEntry, Plane
from decompose_proxy.wire.pool import Backend
from decompose_proxy.wire.upstream import UpstreamConnection

if TYPE_CHECKING:
    from decompose_proxy.tap import Subscription


class Client(Protocol):
    """The connection a request came on."""

    deadline: float

    @property
    def peer(self) -> str:
        """Return the client's address."""
        ...

    @property
    def blocked(self) -> bool:
        """Say whether the client reads slower than it is written to."""
        ...

    def write(self, data: bytes) -> None:
        """Send a piece of the answer."""
        ...

    def done(self, *, keep_alive: bool) -> None:
        """The answer is out."""
        ...

    def break_off(self) -> None:
        """The answer can't be finished: close, so that the client sees it."""
        ...

    def pause(self) -> None:
        """Read no more of the request for now."""
        ...

    def proceed(self) -> None:
        """Read on."""
        ...

    def tunnel(self, upstream: UpstreamConnection, first: bytes) -> None:
        """Pass bytes both ways from here on."""
        ...


class Flight:
    """A request under way."""

    __slots__ = (
        "_answer_copy",
        "_answer_head",
        "_answer_size",
        "_authorization",
        "_backend",
        "_body",
        "_body_complete",
        "_body_copy",
        "_body_size",
        "_choice",
        "_client",
        "_cohort",
        "_connection",
        "_cookie",
        "_decision",
        "_fault",
        "_framing",
        "_gated",
        "_head",
        "_id",
        "_keep_alive",
        "_over",
        "_plane",
        "_replayable",
        "_retried",
        "_sampled",
        "_sent",
        "_sent_bytes",
        "_session",
        "_snapshot",
        "_started",
        "_trailers",
        "_tried",
        "_waiting",
        "_wanted",
        "_write_of",
    )

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
        self._body: list[bytes] = []
        self._body_size = 0
        self._body_complete = not head.has_body
        self._replayable = True  # `_body` still holds all that came
        self._trailers: Fields = []
        self._waiting = False  # for the rest of a short body
        self._sent = False
        self._framing = Framing.NONE
        self._answer_head: ResponseHead | None = None
        self._keep_alive = head.keep_alive
        self._sent_bytes = 0
        self._fault: Fault | None = None
        self._over = False
        self._gated = ""
        self._write_of = ""
        self._sampled = False
        self._wanted: tuple[Subscription, ...] = ()
        self._body_copy: list[bytes] = []
        self._answer_copy: list[bytes] = []
        self._answer_size = 0

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
        size = sum(map(len, chunks))
        self._body_size += size
        if self._body_size > self._plane.limits.body_bytes:
            self.fail(Fault.BODY_TOO_LARGE)
            return
        self._body_complete = complete
        self._trailers = trailers
        if self._wanted and self._body_size <= BODY_LIMIT:
            self._body_copy += chunks
        if self._sent:
            self._write_body(chunks)
            return
        self._body += chunks
        if self._body_size > self._plane.limits.buffered_body:
            self._client.pause()
        if self._waiting and (complete or self._body_size > self._plane.limits.buffered_body):
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
        elif not self._body_complete and (not self._sent or self._connection is None):
            self.fail(Fault.HEAD_TIMEOUT)
        else:
            self._failed(Fault.ANSWER_TIMEOUT, "")

    def fail(self, fault: Fault, detail: str = "") -> None:
        """Answer with a fault, or break off if an answer has begun."""
        if self._over:
            return
        self._fault = fault
        self._keep_alive = False
        if self._answer_head is not None:
            self._finish(self._answer_head.status)
            self._client.break_off()
            return
        accept = self._head.header("accept") or ""
        data = answer(
            fault, detail, json_wanted="json" in accept, head_only=self._head.method == "HEAD"
        )
        self._sent_bytes += len(data)
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
                    self._client.deadline = self._plane.now + self._plane.limits.held_seconds
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
        self._session = self._session_value()
        if self._needs_subject():
            known = self._plane.identity.known(self._session, self._head.authorization)
            if known is None:
                self._ask_identity(self._split)
                return
            self._split(known)
            return
        self._split(None)

    def _split(self, credential: Credential | None) -> None:
        choice, head = self._choice, self._head
        assert choice is not None
        visitor = Visitor(
            cookies=[head.cookie_value(name) for name in self._snapshot.cohort_cookies],
            subject=credential.subject if credential else None,
            address=self._client.peer,
            browser=_is_browser(head),
        )
        self._cohort = cohort = identify(self._snapshot.cohort, visitor)
        service = choice.candidate.target
        self._go(choose(choice, lambda: bucket(service, cohort.id)))

    def _needs_subject(self) -> bool:
        snapshot, head = self._snapshot, self._head
        return (
            snapshot.cohort_uses_subject
            and bool(self._session or head.authorization)
            and not any(head.cookie_value(name) for name in snapshot.cohort_cookies)
            and not _is_browser(head)
        )

    def _go(self, decision: Decision) -> None:
        """Get what the target has to be told about the user."""
        self._decision = decision
        plane, choice = self._plane, self._choice
        if choice is not None and choice.shadow:
            self._sampled = sampled(choice, decision, self._head.method, random.random() * 100)
        if plane.tap.subscriptions:
            self._wanted = plane.tap.wanted(decision.route, self._sampled)
            self._body_copy = list(self._body)
        if decision.target == MONOLITH:
            self._dispatch()
            return
        self._session = self._session or self._session_value()
        known = plane.identity.known(self._session, self._head.authorization)
        if known is None:
            self._ask_identity(self._identified)
        else:
            self._identified(known)

    def _ask_identity(self, then: Callable[[Credential | None], None]) -> None:
        def answered(credential: Credential | None) -> None:
            if not self._over:
                then(credential)

        self._client.deadline = self._plane.now + self._plane.limits.answer_seconds
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

    def _session_value(self) -> bytes:
        value = self._head.cookie_value(self._snapshot.session_cookie.decode("latin-1"))
        return value.encode("latin-1") if value else b""

    # -- asking

    def _dispatch(self) -> None:
        """Take a connection and send."""
        plane, head = self._plane, self._head
        if not self._body_complete and not head.expects_continue and self._short_body():
            self._waiting = True
            self._client.deadline = plane.now + plane.limits.head_seconds
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
        self._client.deadline = plane.now + plane.limits.connect_seconds + 1
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
        own = own_fields(
            head,
            peer=self._client.peer,
            scheme="http",
            trusted=self._client.peer in plane.trusted,
            fresh_id=self._id,
        )
        data = request_bytes(head, own, cookie=self._cookie, authorization=self._authorization)
        if self._body:
            data += self._encoded(self._body)
        if self._body_complete and head.chunked:
            data += last_chunk(self._trailers)
        limits = plane.limits
        seconds = limits.trial_seconds if self._decision.may_fall_back else limits.answer_seconds
        self._client.deadline = plane.now + seconds
        self._sent = True
        self._replayable = self._body_complete and self._body_size <= limits.buffered_body
        if not self._replayable:
            self._body = []
        connection.begin(self, data, head_only=head.method == "HEAD")
        if not self._body_complete:
            self._client.proceed()

    def _write_body(self, chunks: list[bytes]) -> None:
        connection = self._connection
        if connection is None:
            return
        data = self._encoded(chunks) if chunks else b""
        if self._body_complete and self._head.chunked:
            data += last_chunk(self._trailers)
        if data:
            connection.write(data)
        plane = self._plane
        self._client.deadline = plane.now + plane.limits.idle_seconds
        if self._body_complete and self._answer_head is None:
            self._client.deadline = plane.now + plane.limits.answer_seconds

    def _encoded(self, chunks: list[bytes]) -> bytes:
        data = b"".join(chunks)
        return chunk(data) if self._head.chunked and data else data

    def _short_body(self) -> bool:
        """Say whether the body is to be read whole before a worker of the backend is taken."""
        limit = self._plane.limits.buffered_body
        if self._body_size > limit:
            return False
        return self._head.length is None or self._head.length <= limit

    # -- from the backend

    def answered(self, upstream: UpstreamConnection) -> None:
        """Pass on what a read of the backend brought."""
        out: list[bytes] = []
        if upstream.informational and not self._head.old and self._answer_head is None:
            out += map(informational_bytes, upstream.informational)
        head = upstream.head
        if head is not None and self._answer_head is None:
            if head.status >= 500 and self._decision.guarded and self._can_repeat():
                self._failed(Fault.SERVER_ERROR, str(head.status))
                return
            if upstream.switched:
                self._switch(upstream, head)
                return
            out.append(self._begin_answer(head))
        if upstream.chunks:
            self._pass_on(upstream.chunks, out)
        if upstream.complete and self._framing is Framing.CHUNKED:
            out.append(last_chunk(upstream.trailers))
        if out:
            data = b"".join(out)
            self._sent_bytes += len(data)
            self._client.write(data)
        if upstream.complete:
            self._complete(upstream)
            return
        upstream.forget()
        if self._client.blocked:
            upstream.pause()
        if self._answer_head is not None:
            self._client.deadline = self._plane.now + self._plane.limits.idle_seconds

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
        self._client.pause()

    def upstream_ready(self) -> None:
        """Read on."""
        self._client.proceed()

    # -- answering

    def _begin_answer(self, head: ResponseHead) -> bytes:
        self._answer_head = head
        self._framing = framing_for(self._head, head)
        if self._framing is Framing.CLOSE or self._plane.draining or not self._body_complete:
            self._keep_alive = False
        extra = b""
        if self._cohort is not None and self._cohort.new:
            extra = b"Set-Cookie: " + set_cookie(self._cohort) + b"\r\n"
        if head.sets_cookie and self._changes_session(head):
            self._plane.identity.forget(self._session or self._session_value())
        return head_bytes(self._head, head, self._framing, keep_alive=self._keep_alive, extra=extra)

    def _pass_on(self, chunks: list[bytes], out: list[bytes]) -> None:
        if self._wanted:
            self._answer_size += sum(map(len, chunks))
            if self._answer_size <= BODY_LIMIT:
                self._answer_copy += chunks
        if self._framing is Framing.CHUNKED:
            out.append(chunk(chunks[0] if len(chunks) == 1 else b"".join(chunks)))
        elif self._framing is not Framing.NONE:
            out += chunks

    def _complete(self, upstream: UpstreamConnection) -> None:
        """The answer is out."""
        backend, self._connection = self._backend, None
        if not self._body_complete:
            self._keep_alive = False
        if upstream.reusable and self._body_complete and backend is not None:
            self._plane.pool.release(backend, upstream)
        else:
            upstream.abort()
        assert self._answer_head is not None
        self._finish(self._answer_head.status)
        if self._wanted:
            self._offer(self._answer_head)
        self._client.done(keep_alive=self._keep_alive)

    def _switch(self, upstream: UpstreamConnection, head: ResponseHead) -> None:
        if not self._head.upgrade:
            upstream.abort()
            self._failed(Fault.GARBAGE, "it switched protocols unasked")
            return
        self._connection = None
        self._finish(101)
        upstream.resume()
        self._client.write(switching_bytes(head))
        self._client.tunnel(upstream, upstream.rest)

    def _changes_session(self, head: ResponseHead) -> bool:
        start = self._snapshot.session_cookie + b"="
        return any(
            value.startswith(start) for name, value in head.fields if name.lower() == b"set-cookie"
        )

    def _offer(self, answered: ResponseHead) -> None:
        head = self._head
        fields = [*head.fields]
        if head.host:
            fields.insert(0, (b"Host", head.host))
        if head.cookie:
            fields.append((b"Cookie", head.cookie))
        if head.authorization:
            fields.append((b"Authorization", head.authorization))
        seconds = time.perf_counter() - self._started
        capture = Capture(
            id=self._id.decode(),
            route=self._decision.route,
            sampled=self._sampled,
            method=head.method,
            target=head.target.decode("latin-1"),
            headers=tuple(fields),
            body=b"".join(self._body_copy),
            answered_by=self._decision.target,
            status=answered.status,
            answer_headers=tuple(answered.fields),
            answer_body=b"".join(self._answer_copy),
            seconds=seconds,
            at=time.time() - seconds,
            truncated=self._answer_size > BODY_LIMIT or self._body_size > BODY_LIMIT,
        )
        for each in self._wanted:
            each.offer(capture)

    # -- failing

    def _can_repeat(self) -> bool:
        """Say whether asking again can neither double a write nor need bytes that are gone."""
        return (
            self._replayable
            and self._body_complete
            and self._answer_head is None
            and (self._head.method in SAFE or not self._sent)
        )

    def _failed(self, fault: Fault, detail: str) -> None:
        """A backend failed: try the next instance, then the control, then say so."""
        if self._over:
            return
        self._drop_connection()
        if fault.side is Side.UPSTREAM:
            self._plane.metrics.faults[fault.name.lower()] += 1
        nothing_sent = not self._sent and self._replayable
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
        plane.metrics.observe(route, decision.target, status, seconds)
        fault = self._fault
        if fault is not None and fault.side is not Side.UPSTREAM:
            plane.metrics.faults[fault.name.lower()] += 1
        if plane.log is not None:
            plane.log.write(
                LogEntry(
                    time.time(),
                    self._id.decode(),
                    self._client.peer,
                    self._head.method,
                    self._head.path,
                    status,
                    seconds,
                    self._sent_bytes,
                    decision.target,
                    decision.reason,
                    route,
                    fault.name.lower() if fault else "",
                )
            )


def _is_browser(head: RequestHead) -> bool:
    """Say whether the client surely keeps cookies: it navigates, or tells how it fetches."""
    return head.header("sec-fetch-mode") is not None or "text/html" in (head.header("accept") or "")
