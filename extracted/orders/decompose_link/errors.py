"""What can go wrong between monolith and service.

LinkError
├── CannotCross      a value that has no key: refused before anything is sent
├── Unreachable      no answer, or none in time; the call may be repeated with the same key
├── RowNotThere      a row that was named by its key has not arrived on the other side
├── NotRead          a row of which nothing but the key comes to this side was read
├── NotServed        the other side does not know us, or does not serve this
└── FailedThere      the other side's code failed with an error that is not ours to catch
"""

from __future__ import annotations


class LinkError(Exception):
    """Any failure between the two sides."""


class CannotCross(LinkError):
    """A value that can't be named by a key."""


class Unreachable(LinkError):
    """The other side gave no answer."""


class RowNotThere(LinkError):
    """A row named by its key is not on the side that looks for it."""

    def __init__(self, label: str, key: object) -> None:
        super().__init__(
            f"{label} {key!r} is not there (yet).\n"
            "  Only committed rows cross: call the seam after the transaction that writes the row."
        )
        self.label = label
        self.key = key


class NotRead(LinkError, AttributeError):
    """A row that is on the other side only was read here."""


class NotServed(LinkError):
    """The other side refused the call."""


class FailedThere(LinkError):
    """The other side's code failed."""
