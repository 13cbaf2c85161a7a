"""The figures on disk: a file for each worker, JSON lines, added to while others read.

Only its worker writes a file, so nobody waits for a lock. A line that is not whole yet, or was
never finished, is left out by who reads. When a file has grown it is replaced by its sums.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from decompose_core import codec
from decompose_core.files import write_atomic
from decompose_proxy.parity import Endpoint, Figures, merged

FOLDER = "parity"
LARGEST = 4 << 20
HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Line:
    """What was compared in a moment (or, summed up, in an hour) at one endpoint."""

    at: float
    endpoint: Endpoint
    figures: Figures


class ParityWriter:
    """Collects figures and adds them to this worker's file."""

    def __init__(self, state: Path, *, clock: Callable[[], float] = time.time) -> None:
        self._path = state / FOLDER / f"{os.getpid()}-{time.time_ns()}.jsonl"
        self._clock = clock
        self._waiting: dict[Endpoint, Figures] = {}

    def add(self, endpoint: Endpoint, figures: Figures) -> None:
        """Take figures; they are written at the next flush."""
        self._waiting[endpoint] = self._waiting.get(endpoint, Figures()) + figures

    def flush(self) -> None:
        """Write what was collected, in one write."""
        if not self._waiting:
            return
        now = self._clock()
        lines = [Line(now, endpoint, each) for endpoint, each in sorted(self._waiting.items())]
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("ab", buffering=0) as file:
            file.write("".join(map(_text, lines)).encode())
            size = file.tell()
        self._waiting = {}
        if size > LARGEST:
            self._sum_up()

    def _sum_up(self) -> None:
        hours: dict[float, list[Line]] = {}
        for each in _lines(self._path):
            hours.setdefault(each.at // HOUR * HOUR, []).append(each)
        summed = [
            Line(hour, endpoint, figures)
            for hour, lines in sorted(hours.items())
            for endpoint, figures in merged((each.endpoint, each.figures) for each in lines).items()
        ]
        write_atomic(self._path, "".join(map(_text, summed)))


def read(state: Path, *, since: float = 0.0) -> dict[Endpoint, Figures]:
    """Add up what all workers wrote, from a moment on."""
    files = sorted((state / FOLDER).glob("*.jsonl"))
    lines = (line for each in files for line in _lines(each) if line.at >= since)
    return merged((each.endpoint, each.figures) for each in lines)


def forget(state: Path) -> int:
    """Remove all figures; return how many files there were. A running proxy begins anew."""
    files = sorted((state / FOLDER).glob("*.jsonl"))
    for each in files:
        each.unlink(missing_ok=True)
    return len(files)


def _text(line: Line) -> str:
    return json.dumps(codec.encode(line), ensure_ascii=False) + "\n"


def _lines(path: Path) -> Iterator[Line]:
    try:
        content = path.read_bytes()
    except OSError:
        return
    for each in content.split(b"\n"):
        try:
            if each:
                yield codec.loads(Line, each.decode("utf-8"))
        except (codec.CodecError, UnicodeDecodeError):
            continue
