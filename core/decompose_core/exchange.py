"""A request with the answers of control and candidate, and how the answers differ."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What a comparison came to."""

    MATCHED = "matched"
    MISMATCHED = "mismatched"
    IGNORED = "ignored"
    RACED = "raced"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Request:
    """A request as recorded; headers keep order and case, a body that is no text is base64."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""
    body_encoding: str = "utf-8"


@dataclass(frozen=True, slots=True)
class Observation:
    """One side's answer; `failure` says why there is none, `seconds` is until the last byte."""

    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""
    body_encoding: str = "utf-8"
    seconds: float = 0.0
    failure: str = ""

    def header(self, name: str) -> str | None:
        """Return the first header of that name, case ignored."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request, the route that took it, and what each side answered."""

    id: str
    route: str
    request: Request
    control: Observation
    candidate: Observation | None = None


@dataclass(frozen=True, slots=True, order=True)
class Diff:
    """One difference: `path` is `status`, `headers/NAME` or a JSON pointer under `body`."""

    path: str
    kind: str
    control: str
    candidate: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The verdict on one exchange; ignored differences are kept and counted."""

    outcome: Outcome
    diffs: tuple[Diff, ...] = ()
    ignored: tuple[Diff, ...] = ()
    reason: str = ""
