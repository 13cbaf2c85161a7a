"""Run recorded exchanges against monolith and service, and compare as the proxy does."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from decompose_core.exchange import Comparison, Exchange, Observation, Outcome, Request
from decompose_core.project_file import ProjectFile
from decompose_proxy import exchange_file
from decompose_proxy.allowance import NOTHING_ALLOWED, Allowed
from decompose_proxy.asking import Headers
from decompose_proxy.comparing import compare
from decompose_proxy.login import SAFE, Session
from decompose_proxy.noise import Noise
from decompose_proxy.parity import Endpoint, Figures, figures_of, skipped
from decompose_proxy.rule import Context
from decompose_proxy.rules import rules_by_route
from decompose_proxy.second_look import judge

PAUSE = 0.3  # seconds before a mismatch is looked at again


class Asked(Protocol):
    """A side that can be asked."""

    host: str

    def ask(self, request: Request, extra: Iterable[tuple[str, str]] = ()) -> Observation:
        """Send a request; trouble is in the observation's `failure`."""
        ...


@dataclass(frozen=True, slots=True)
class Replayed:
    """What became of one recorded exchange: a verdict, or the reason why it was not run."""

    exchange: Exchange
    endpoint: Endpoint
    verdict: Comparison | None = None
    skipped: str = ""
    noise: tuple[str, ...] = ()

    @property
    def alike(self) -> bool:
        """Say that no difference was found that matters; what was not run does not count as one."""
        return self.verdict is None or self.verdict.outcome not in (
            Outcome.MISMATCHED,
            Outcome.FAILED,
        )

    def figures(self) -> Figures:
        """Make the figures; a replay's data is the team's own, so values are shown."""
        if self.verdict is None:
            return skipped(self.skipped)
        target = self.exchange.request.target
        return figures_of(self.exchange.id, self.verdict, target=target, noise=self.noise)


@dataclass(frozen=True)
class Replay:
    """Two sides, who is logged in, and what may differ where."""

    control: Asked
    candidate: Asked
    sessions: Mapping[str, Session] = field(default_factory=dict[str, Session])
    project: ProjectFile | None = None
    writes: bool = False
    pause: float = PAUSE
    _noise: defaultdict[Endpoint, Noise] = field(default_factory=lambda: defaultdict(Noise))

    @cached_property
    def _rules(self) -> Mapping[str, Allowed]:
        return rules_by_route(self.project) if self.project else {}

    def run(self, exchanges: Iterable[Exchange]) -> Iterator[Replayed]:
        """Run exchanges one after the other."""
        for each in exchanges:
            yield self.one(each)

    def one(self, exchange: Exchange) -> Replayed:
        """Run one exchange."""
        endpoint = endpoint_of(exchange, self.project)
        user = exchange_file.user(exchange)
        if exchange.request.method not in SAFE and not self.writes:
            reason = "it writes; --writes sends it to both sides"
            return Replayed(exchange, endpoint, skipped=reason)
        if user is not None and user not in self.sessions:
            reason = f"user {user} is not logged in; --login USER:PASSWORD does it"
            return Replayed(exchange, endpoint, skipped=reason)
        verdict = self._verdict(exchange, endpoint, user)
        return Replayed(exchange, endpoint, verdict, noise=self._noise[endpoint].seen)

    def _verdict(self, exchange: Exchange, endpoint: Endpoint, user: str | None) -> Comparison:
        request = exchange.request
        allowed = self._rules.get(exchange.route, NOTHING_ALLOWED)
        context = Context(
            method=request.method,
            path=request.target,
            aliases=frozenset({self.control.host.lower(), self.candidate.host.lower()}),
            session_cookie=self.project.proxy.session_cookie if self.project else "sessionid",
        )
        control, candidate = self._ask(request, user)
        verdict = compare(control, candidate, allowed, context)
        if verdict.outcome is not Outcome.MISMATCHED or request.method not in SAFE:
            return verdict
        time.sleep(self.pause)
        again = self._ask(request, user)
        return judge((control, verdict), again, self._noise[endpoint], allowed, context)

    def _ask(self, request: Request, user: str | None) -> tuple[Observation, Observation]:
        session = self.sessions[user] if user is not None else None
        nothing: Headers = ()
        method = request.method
        control = self.control.ask(request, session.for_monolith(method) if session else nothing)
        candidate = self.candidate.ask(request, session.for_service(method) if session else nothing)
        return control, candidate


def endpoint_of(exchange: Exchange, project: ProjectFile | None) -> Endpoint:
    """Say what an exchange's figures count for: its route where it is known, else its path."""
    service, _, number = exchange.route.partition(":")
    routes = project.services[service].routes if project and service in project.services else ()
    known = number.isdigit() and int(number) < len(routes)
    path = exchange.request.target.partition("?")[0]
    pattern = routes[int(number)].pattern if known else path
    return Endpoint(service or "unrouted", pattern, exchange.request.method)


def explained(replayed: Replayed) -> str:
    """Write what differs, path by path."""
    verdict = replayed.verdict
    request = replayed.exchange.request
    if verdict is None:
        return replayed.skipped
    lines = [f"{request.method} {request.target}: {verdict.outcome}"]
    lines += [f"  {verdict.reason}"] if verdict.reason else []
    for each in verdict.diffs:
        lines.append(f"  {each.path}: {each.kind}")
        lines += [f"    control    {each.control}", f"    candidate  {each.candidate}"]
    return "\n".join(lines)
