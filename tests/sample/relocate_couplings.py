"""Put the right line numbers into the sample's table of couplings: the code itself is looked up.

Run it after an edit of the sample: python tests/sample/relocate_couplings.py
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

if __package__ in {None, ""}:  # run as a script, from anywhere
    sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.sample.couplings import README, SAMPLE, Listed, parse


def main() -> int:
    """Rewrite the table; return 1 when a place is gone."""
    lines = README.read_text(encoding="utf-8").splitlines()
    lost: list[str] = []
    written = [relocated(line, lost) for line in lines]
    README.write_text("\n".join(written) + "\n", encoding="utf-8")
    for message in lost:
        print(message, file=sys.stderr)
    return 1 if lost else 0


def relocated(line: str, lost: list[str]) -> str:
    """Return the row with the nearest line that holds its code; note what is lost."""
    found = parse(line)
    if found is None or not found.path:
        return line
    if not (SAMPLE / found.path).is_file():
        lost.append(f"{found.path} is gone (row {found.row})")
        return line
    places = found.lines_with_code()
    if not places:
        lost.append(f"{found.path} no longer holds `{found.code}` (row {found.row})")
        return line
    return str(replace(found, line=_nearest(found, places)))


def _nearest(found: Listed, places: tuple[int, ...]) -> int:
    return min(places, key=lambda place: (abs(place - found.line), place))


if __name__ == "__main__":
    sys.exit(main())
