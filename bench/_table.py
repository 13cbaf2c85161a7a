"""A table of which single rows are measured anew: the others stay, with their date and commit."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent


def merged(before: str, head: Sequence[str], rows: Iterable[tuple[str, str, Sequence[str]]]) -> str:
    """Put rows, as (name, line, notes), in the place of those of the same names; sort by name."""
    lines, notes = _read(before, head[0].count("|"))
    for name, line, said in rows:
        lines[name] = line
        notes = [each for each in notes if not each.startswith(f"* {name}: ")]
        notes += [f"* {name}: {each}" for each in said]
    ordered = [lines[name] for name in sorted(lines)]
    return "\n".join([*head, *ordered, "", *sorted(notes)])


def section(page: Path, name: str) -> str:
    """What stands between the marks of a page now."""
    after = page.read_text(encoding="utf-8").partition(f"<!-- begin {name} -->\n")[2]
    return after.partition(f"<!-- end {name} -->")[0]


def measured() -> str:
    """The day, and the commit that is measured."""
    done = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=_ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return f"{time.strftime('%Y-%m-%d')}, {done.stdout.strip()}"


def _read(text: str, width: int) -> tuple[dict[str, str], list[str]]:
    """The rows by name, and the notes; rows of an older form of the table can't stand in it."""
    table = [each for each in text.splitlines() if each.startswith("| ")][1:]
    table = [each for each in table if each.count("|") == width]
    lines = {each.split("|")[1].strip(): each for each in table if not each.startswith("| ---")}
    return lines, [each for each in text.splitlines() if each.startswith("* ")]
