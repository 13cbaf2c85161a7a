"""The table of couplings in the sample's README: one row a place in the code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

SAMPLE = Path(__file__).parents[2] / "sample_monolith"
README = SAMPLE / "README.md"
ROWS = range(1, 61)  # of the catalogue
_LINE = re.compile(r"^\| (?P<row>\d+) \| (?P<place>\S+) \| (?P<code>.+?) \| (?P<why>[^|]+) \|$")


@dataclass(frozen=True, slots=True, order=True)
class Listed:
    """One line of the table; path is empty where the shop can't contain the coupling."""

    row: int
    path: str
    line: int
    code: str
    why: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.path else "-"
        code = f"`{self.code}`" if self.path else "-"
        return f"| {self.row} | {place} | {code} | {self.why} |"

    def lines_with_code(self) -> tuple[int, ...]:
        """Return the numbers of all lines of the file that hold the code."""
        lines = (SAMPLE / self.path).read_text(encoding="utf-8").splitlines()
        return tuple(number for number, text in enumerate(lines, 1) if self.code in text)


def parse(line: str) -> Listed | None:
    """Read one line of the README; None when it is not a row of the table."""
    match = _LINE.match(line)
    if match is None:
        return None
    path, _, number = match["place"].partition(":")
    if path == "-":
        return Listed(int(match["row"]), "", 0, "", match["why"])
    return Listed(int(match["row"]), path, int(number), match["code"].strip("`"), match["why"])


def listed() -> tuple[Listed, ...]:
    """Return the table as it stands in the README."""
    lines = README.read_text(encoding="utf-8").splitlines()
    return tuple(found for line in lines if (found := parse(line)) is not None)
