"""Make exchanges by asking the monolith for a list of pages: tests before there is traffic."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from decompose_core.exchange import Exchange, Request
from decompose_core.project_file import ProjectFile, route_table
from decompose_core.route import Route
from decompose_proxy.login import Session
from decompose_proxy.masking import Masking
from decompose_proxy.record import masked
from decompose_proxy.replay import Asked
from decompose_proxy.request_head import RequestFields, RequestHead
from decompose_proxy.routing import compile_routes
from decompose_proxy.rules import parse_rules

Wanted = tuple[str, str]  # method, path with query


def drive(
    monolith: Asked,
    project: ProjectFile,
    service: str,
    wanted: Iterable[Wanted],
    session: Session | None,
) -> Iterator[Exchange]:
    """Ask for each page that is one of the service's routes, and mask what comes back."""
    router = compile_routes(route_table(project).routes)
    key = secrets.token_bytes(16)
    subject = session.subject if session else None
    for number, (method, target) in enumerate(wanted, start=1):
        path = unquote(target.partition("?")[0])
        head = RequestHead(method, target.encode(), path, RequestFields())
        found = router.match(path, head)
        if found is not None and found.route.target == service:
            request = Request(method, target, (("Accept", "*/*"),))
            answer = monolith.ask(request, session.for_monolith(method) if session else ())
            exchange = Exchange(f"{number}", found.route.id, request, answer)
            yield masked(exchange, subject, _masking(key, found.route))


def _masking(key: bytes, route: Route) -> Masking:
    return Masking(key, parse_rules(route.rules))
