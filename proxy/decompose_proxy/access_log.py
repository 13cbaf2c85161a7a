"""The access log: one JSON object a line, in batches: a write a line costs more than a request.

It holds paths without their query, and neither headers nor bodies: nothing in it is a secret.
"""

from __future__ import annotations

import json
import sys
import time
from functools import lru_cache
from typing import TextIO

from decompose_proxy.wire.seams import LogEntry

BATCH = 1000


class AccessLog:
    """Collects entries and writes them when there are many, or when it is told to."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._entries: list[LogEntry] = []
        self.lost = 0  # entries that could not be written

    def write(self, entry: LogEntry) -> None:
        """Take an entry."""
        self._entries.append(entry)
        if len(self._entries) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what has been collected."""
        if self._entries:
            entries, self._entries = self._entries, []
            try:
                self._file.write("".join(map(line, entries)))
                self._file.flush()
            except OSError as error:  # a full disk must not stop the traffic
                if not self.lost:
                    print(f"decompose proxy: access log: {error}", file=sys.stderr, flush=True)
                self.lost += len(entries)


def line(entry: LogEntry) -> str:
    """Write an entry as one line."""
    hundredths = int(entry.seconds * 100_000)
    return (
        f'{{"at": "{_moment(entry.at)}", "id": "{entry.id}", "client": "{entry.client}", '
        f'"method": "{entry.method}", "path": {_quoted(entry.path)}, "status": {entry.status}, '
        f'"ms": {hundredths // 100}.{_TWO_DIGITS[hundredths % 100]}, "bytes": {entry.sent}, '
        f'{entry.decision.logged}, "fault": "{entry.fault}"}}\n'
    )


_TWO_DIGITS = [f"{number:02d}" for number in range(100)]
_THREE_DIGITS = [f"{number:03d}" for number in range(1000)]


@lru_cache(maxsize=4096)
def _quoted(text: str) -> str:
    """Quote for JSON; nearly every text needs no escaping."""
    if text.isascii() and text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return json.dumps(text)


_second = (0, "")


def _moment(at: float) -> str:
    """Write a time in UTC; the text of a second is made once."""
    global _second  # noqa: PLW0603 - a cache of one entry, of a pure function
    whole = int(at)
    if _second[0] != whole:
        _second = (whole, time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(whole)))
    return f"{_second[1]}.{_THREE_DIGITS[int((at - whole) * 1000)]}Z"
