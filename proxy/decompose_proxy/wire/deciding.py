"""The first half of a request's way: who answers it, and what they are told about the user."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from decompose_core.route import MONOLITH
from decompose_proxy.choose import SAFE, UNMATCHED, Choice, Decision, Reason, sampled
from decompose_proxy.cohort import Cohort, bucket
from decompose_proxy.matching import Matched
from decompose_proxy.request_head import RequestHead
from decompose_proxy.wire.body import RequestBody
from decompose_proxy.wire.copies import Copies
from decompose_proxy.wire.errors import Fault
from decompose_proxy.wire.guard import guarded
from decompose_proxy.wire.outgoing import Outgoing
from decompose_proxy.wire.plane import Plane
from decompose_proxy.wire.seams import Client, Credential
from decompose_proxy.wire.visitor import Shown, needs_subject, shown, split


class Deciding:
    """A request until it is decided; what most requests never change stands on the class."""

    _matched: Matched
    _decision: Decision = UNMATCHED
    _cohort: Cohort | None = None
    _over = False
    _gated = ""  # the service at whose gate it waits
    _cookie = b""  # what the target is shown of the client's
    _authorization = b""

    def __init__(self, client: Client, plane: Plane, head: RequestHead, body: bytes = b"") -> None:
        """Take a request, with its body where that is here already."""
        said = head.said
        self._client = client
        self._plane = plane
        self._snapshot = snapshot = plane.snapshot
        self._head = head
        self._id = plane.next_id()
        self._started = time.perf_counter()
        self._shown: Shown = shown(snapshot, said.cookie)
        self._body = RequestBody(said, body) if said.has_body else RequestBody.NONE
        self._answer = Outgoing(head)
        self._latest = plane.now + plane.limits.total_seconds

    def start(self) -> None:
        """Decide who answers, and ask them."""
        try:
            if not self._over:
                self._start()
        except Exception as error:
            self.broke(error)

    def _start(self) -> None:
        plane, length = self._plane, self._head.said.length
        if length is not None and length > plane.limits.body_bytes:
            self.fail(Fault.BODY_TOO_LARGE)
            return
        self._match()
        if self._matched.internal:
            self.fail(Fault.INTERNAL_PATH)
            return
        if plane.gates.closed and self._held():
            return
        self._decide()

    # -- what the second half does

    def fail(self, fault: Fault, detail: str = "") -> None:
        """Answer with a fault."""
        raise NotImplementedError

    def broke(self, error: Exception) -> None:
        """End after an exception that nobody expected."""
        raise NotImplementedError

    def _dispatch(self) -> None:
        """Ask whom it was decided to ask."""
        raise NotImplementedError

    def _fall_back(self, fault: Fault) -> None:
        """Let the control answer."""
        raise NotImplementedError

    def _wait(self, seconds: float) -> None:
        """Set the deadline of the state it is in now."""
        raise NotImplementedError

    # -- deciding

    def _match(self) -> None:
        head = self._head
        self._matched = self._snapshot.matcher.match(head.method, head.path, head)

    def _held(self) -> bool:
        gates = self._plane.gates
        for service in gates.closed:
            if service in self._matched.writes:
                if gates.hold(service, self._let_go):
                    self._gated = service
                    self._wait(self._plane.limits.held_seconds)
                else:
                    self.fail(Fault.HELD_TOO_LONG)
                return True
        return False

    @guarded
    def _let_go(self) -> None:
        self._gated = ""
        self._snapshot = self._plane.snapshot  # the owner may be another one now
        self._match()
        if not self._over:
            self._decide()

    def _decide(self) -> None:
        choice, cohort = self._matched.choice, self._shown.cohort
        if choice is None:
            self._go(UNMATCHED)
        elif choice.settled is not None:
            self._go(choice.settled)
        elif cohort is not None:
            chosen = bucket(choice.candidate.target, cohort.id) < choice.limit
            self._go(choice.candidate if chosen else choice.control)
        elif not needs_subject(self._snapshot, self._head, self._shown.session):
            self._split(None)
        else:
            self._with_identity(self._split)

    def _split(self, credential: Credential | None) -> None:
        choice = self._matched.choice
        assert choice is not None
        decision, self._cohort = split(
            self._snapshot,
            choice,
            self._head,
            subject=credential.subject if credential else None,
            address=self._client.sender.peer,
        )
        self._go(decision)

    def _go(self, decision: Decision) -> None:
        """Note the decision, and whether copies are wanted."""
        plane, choice = self._plane, self._matched.choice
        drawn = False
        if choice is not None:
            if self._shown.pin or plane.pins.kept:
                decision = self._pinned(choice, decision)
            if choice.shadow:
                drawn = sampled(choice, decision, self._head.method, random.random() * 100)
        self._decision = decision
        if drawn or not plane.tap.drawn_only:
            wanted = plane.tap.wanted(decision.route, drawn)
            if wanted:
                self._answer.copies = Copies(wanted, sampled=drawn)
                self._answer.copies.add_body(self._body.pieces)
        self._tell()

    def _tell(self) -> None:
        """Get what the target has to be told about the user: its session only where it is of use,
        a token everywhere else."""
        if self._decision.target == self._snapshot.issuer:
            said = self._head.said
            self._cookie, self._authorization = said.cookie, said.authorization
            self._dispatch()
        else:
            self._with_identity(self._identified)

    def _pinned(self, choice: Choice, decision: Decision) -> Decision:
        """Let the owner answer who wrote a moment ago."""
        if decision.target == choice.pinned.target or choice.control.reason is Reason.OWNER:
            return decision
        service = choice.candidate.target
        held = self._plane.pins.holds(self._who, service, self._shown.pin)
        return choice.pinned if held else decision

    @property
    def _who(self) -> bytes:
        """Tell clients apart that keep no cookies."""
        return (
            self._shown.session
            or self._head.said.authorization
            or self._client.sender.peer.encode()
        )

    def _with_identity(self, then: Callable[[Credential | None], None]) -> None:
        """Go on with what is known of the user, or with what the issuer says."""
        session = self._shown.session
        known = self._plane.identity.known(session, self._head.said.authorization)
        if known is not None:
            then(known)
            return

        @guarded
        def answered(self: Deciding, credential: Credential | None) -> None:
            if not self._over:
                then(credential)

        self._wait(self._plane.limits.answer_seconds)
        self._plane.identity.ask(self._head, session, lambda credential: answered(self, credential))

    def _identified(self, credential: Credential | None) -> None:
        if credential is None:
            alone = self._snapshot.issuer != MONOLITH  # the control would not know either
            if self._decision.may_fall_back and self._head.method in SAFE and not alone:
                self._fall_back(Fault.NO_IDENTITY)
            else:
                self.fail(Fault.NO_IDENTITY)
            return
        self._cookie = self._shown.for_service
        self._authorization = credential.authorization
        self._dispatch()
