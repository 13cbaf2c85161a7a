"""What the table says about a request, once for all requests by the same method for one path."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from decompose_core.route import Route
from decompose_proxy.choose import SAFE, Choice, Reason, prepare
from decompose_proxy.internal import is_internal
from decompose_proxy.routing import Asked, Router

REMEMBERED = 8192
LONGEST_REMEMBERED = 256  # characters of a path


@dataclass(frozen=True, slots=True)
class Matched:
    """A request's route with its decisions, and whose tables the request writes.

    `pins` are the services whose replicas a client is not to read from after this write.
    """

    choice: Choice | None
    internal: bool
    write_of: str  # by its own route
    writes: tuple[str, ...]  # by its own route or as another writer
    pins: tuple[str, ...]


class Matcher:
    """Matches requests; where method and path alone decide, an answer is remembered."""

    def __init__(self, router: Router, writers: Mapping[str, Router], routes: Iterable[Route]):
        """Take the routes, and by service the endpoints elsewhere that write its tables."""
        self._router = router
        self._writers = {name: each for name, each in writers.items() if each.routes}
        self._choices = {each.id: prepare(each) for each in routes}
        self._pure = router.pure and all(each.pure for each in self._writers.values())
        self._known: dict[tuple[str, str], Matched] = {}
        self.splits = frozenset(
            choice.candidate.target for choice in self._choices.values() if choice.splits
        )

    def match(self, method: str, path: str, request: Asked) -> Matched:
        """Match a decoded path with its leading slash."""
        key = (method, path)
        known = self._known.get(key)
        if known is not None:
            return known
        matched = self._match(path, request)
        if self._pure and len(path) <= LONGEST_REMEMBERED:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[key] = matched
        return matched

    def _match(self, path: str, request: Asked) -> Matched:
        rule = self._router.match(path, request)
        choice = self._choices[rule.route.id] if rule else None
        owned = choice is not None and choice.control.reason is Reason.OWNER
        write_of = rule.route.target if rule and owned else ""
        writes = {write_of} if write_of else set[str]()
        for name, writer in self._writers.items():
            if writer.match(path, request) is not None:
                writes.add(name)
        changes = bool(write_of) or request.method not in SAFE
        pins = writes & self.splits if changes else ()
        return Matched(
            choice, is_internal(path), write_of, tuple(sorted(writes)), tuple(sorted(pins))
        )
