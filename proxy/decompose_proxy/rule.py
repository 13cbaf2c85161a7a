"""What a comparison rule is, and what it gets to see. The rules themselves are in `compare/`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from decompose_proxy.allowance import NOTHING_ALLOWED, Allowed
from decompose_proxy.answer import Answer, Form
from decompose_proxy.binding import Bindings
from decompose_proxy.finding import Finding


@dataclass(frozen=True, slots=True)
class Context:
    """What both sides were asked, and by which names they go.

    `host` is the Host they were asked for. `aliases` are the sides' own addresses where each was
    asked under its own name (replay): a link to one of them means the same as one to the other.
    """

    method: str = "GET"
    path: str = "/"
    host: str = ""
    aliases: frozenset[str] = frozenset()
    session_cookie: str = "sessionid"
    csrf_cookie: str = "csrftoken"


@dataclass(frozen=True, slots=True)
class Sides:
    """The two answers, and what is allowed to differ between them."""

    control: Answer
    candidate: Answer
    context: Context = field(default_factory=Context)
    allowed: Allowed = NOTHING_ALLOWED
    bindings: Bindings = field(default_factory=Bindings)

    def both(self, form: Form) -> bool:
        """Say whether both bodies are of that form, differ, and so have to be looked into."""
        return (
            self.control.form is form
            and self.candidate.form is form
            and self.control.status == self.candidate.status
            and self.control.body != self.candidate.body
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """One aspect of the answer: what differs, and what of it is excused."""

    find: Callable[[Sides], Iterable[Finding]]
    summary: str
