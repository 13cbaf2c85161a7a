"""The algebra of differences: a closed set of kinds, each found at a path."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from decompose_core.exchange import Diff

SHOWN = 160  # characters of a value that a message, a store or a test report has room for
_VARYING = re.compile(
    r"(?<=/)(?:\d+|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})(?=/|$)|(?<=\[)\d+(?=\])", re.I
)


class Kind(StrEnum):
    """How two values differ, as seen from the control."""

    MISSING = "missing"  # the candidate lacks it
    EXTRA = "extra"  # only the candidate has it
    TYPE = "type"  # number and string, object and list, JSON and no JSON
    VALUE = "value"
    ORDER = "order"  # the same items in another order
    SIZE = "size"  # a list's length, a body's length


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One difference with its whole values; an `excuse` says why it does not count."""

    path: str
    kind: Kind
    control: str
    candidate: str
    excuse: str = ""

    def diff(self) -> Diff:
        """Make the core type, with values that are short enough to show."""
        return Diff(self.path, self.kind.value, shown(self.control), shown(self.candidate))


class Uncomparable(Exception):
    """The answers can't be compared; the message says why. The engine makes it an outcome."""


def shown(value: str) -> str:
    """Shorten a long value and say how long it is."""
    if len(value) <= SHOWN:
        return value
    note = f"… ({len(value)} characters)"
    return value[: SHOWN - len(note)] + note


def pointer(path: str, key: str | int) -> str:
    """Go one step down; `/` and `~` in a key are escaped as in RFC 6901."""
    return f"{path}/{str(key).replace('~', '~0').replace('/', '~1')}"


def generalise(path: str) -> str:
    """Put `*` for positions and ids, so that the same difference in many items is one."""
    return _VARYING.sub("*", path)
