"""A look at a text that nobody has parsed: may it call a function, may it rename one?

Each answer errs on one side: True may be wrong (a word in a comment), False never is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from decompose_source.modules import normal

_WIDEST = 1000  # characters that may stand between `=` and the last word of what it assigns
_WORD = re.compile(r"\w")
# What may stand between two words of one expression.
_GAP = r"(?:[\s\\(]|#[^\n]*\n)*"
_CALL_AFTER = re.compile(r"(?:[\s\\)]|#[^\n]*\n)*\(")
_METHOD_AFTER = re.compile(rf"[\s\\)]*{_GAP}\.{_GAP}(\w+)(?:[\s\\)]|#[^\n]*\n)*\(")
_RENAMED_AFTER = re.compile(r"[\s\\]+as\b")
_ASSIGNED_BEFORE = re.compile(rf"={_GAP}(?:\w+{_GAP}\.{_GAP})*\Z")


class TextLook:
    """Answers about one text; each is kept."""

    def __init__(self, text: str) -> None:
        self._text = normal(text)
        self._called: dict[str, bool] = {}
        self._renamed: dict[str, bool] = {}
        self._methods: dict[str, frozenset[str]] = {}

    def may_call(self, name: str) -> bool:
        """Say whether something of that name may be called."""
        known = self._called.get(name)
        if known is None:
            places = self._places(name)
            known = any(_CALL_AFTER.match(self._text, end) for _, end in places)
            self._called[name] = known
        return known

    def may_rename(self, name: str) -> bool:
        """Say whether something of that name may be given another: `as`, or an assignment."""
        known = self._renamed.get(name)
        if known is None:
            known = any(self._is_renamed(start, end) for start, end in self._places(name))
            self._renamed[name] = known
        return known

    def methods_called(self, owner: str) -> frozenset[str]:
        """Return the names that may be called on something of that name: `Owner.name()`."""
        known = self._methods.get(owner)
        if known is None:
            found = (_METHOD_AFTER.match(self._text, end) for _, end in self._places(owner))
            known = self._methods[owner] = frozenset(each[1] for each in found if each)
        return known

    def _is_renamed(self, start: int, end: int) -> bool:
        if _RENAMED_AFTER.match(self._text, end):
            return True
        before = self._text[max(0, start - _WIDEST) : start]
        nearest = before.rstrip()
        if nearest[-1:] not in "=.(\\" and "#" not in nearest.rpartition("\n")[2]:
            return False
        return _ASSIGNED_BEFORE.search(before) is not None

    def _places(self, name: str) -> Iterator[tuple[int, int]]:
        """Yield where the whole word stands."""
        text, end = self._text, 0
        while (start := text.find(name, end)) >= 0:
            end = start + len(name)
            before = start and _WORD.match(text, start - 1)
            if not before and not _WORD.match(text, end):
                yield start, end
