"""What went wrong with the input, where, and what to do about it.

Expected failures are values (`Problem`) that are collected and reported together. Where nothing can
go on, the same values are carried to the outermost edge by a `Failure`:

    Failure                 exit code
    +-- Refused             2   usage or input; nothing was written
    +-- OutsideFailed       3   a database, a server or a tool outside of us failed
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from decompose_core.location import Location


class Level(IntEnum):
    """How much a problem matters; the order is the order of severity."""

    NOTE = 0
    WARNING = 1
    ERROR = 2


@dataclass(frozen=True, slots=True)
class Problem:
    """One message: what, where, and the remedy."""

    severity: Level
    message: str
    location: Location | None = None
    hint: str = ""

    @property
    def sort_key(self) -> tuple[Location, int, str]:
        """Sort by place, the worst first."""
        return (self.location or Location(""), -self.severity, self.message)

    def __str__(self) -> str:
        place = f"{self.location}: " if self.location else ""
        remedy = f"\n  {self.hint}" if self.hint else ""
        return f"{place}{self.message}{remedy}"


class Failure(Exception):
    """The command can't go on; the outermost edge prints the problems and sets the exit code."""

    exit_code = 70

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class Refused(Failure):
    """The input can't be used as it is."""

    exit_code = 2


class OutsideFailed(Failure):
    """Something outside of us (database, server, tool) failed."""

    exit_code = 3


def refuse(message: str, *, location: Location | None = None, hint: str = "") -> Refused:
    """Make the exception for one unusable input."""
    return Refused(Problem(Level.ERROR, message, location, hint))


def outside_failed(message: str, *, hint: str = "") -> OutsideFailed:
    """Make the exception for one failure outside of us."""
    return OutsideFailed(Problem(Level.ERROR, message, None, hint))
