"""Read TOML so that messages have places: `tomllib` gives values, and an error's line as words."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from decompose_core.location import Location
from decompose_core.problem import refuse

REMEDY = "correct this place and run the command again"
_CONFLICT = re.compile(r"^(?:<{7}|={7}|>{7})(?: |$)", re.MULTILINE)
_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"^\s*([A-Za-z0-9_.\"'-]+)\s*=")


def read_toml(text: str, name: str) -> dict[str, Any]:
    """Parse the text of the file `name`, with or without a byte order mark.

    Raises:
        Refused: it is no valid TOML, for one because Git left a conflict in it.
    """
    plain = text.removeprefix("\ufeff")
    try:
        return tomllib.loads(plain)
    except tomllib.TOMLDecodeError as error:
        if conflict := _CONFLICT.search(plain):
            line = plain.count("\n", 0, conflict.start()) + 1
            raise refuse(
                "a merge left a conflict here",
                location=Location(name, line),
                hint="keep what both sides added, take the marks out, and run the command again",
            ) from None
        place = re.search(r"at line (\d+), column (\d+)", str(error))
        end = (plain.rstrip().count("\n") + 1, 0)  # "at end of document" names no line
        line, column = (int(place[1]), int(place[2]) - 1) if place else end
        raise refuse(
            f"no valid TOML: {re.sub(r' *[(]at (?:line|end).*[)]$', '', str(error))}",
            location=Location(name, line, column),
            hint=REMEDY,
        ) from None


def line_of(text: str, path: str) -> int:
    """Return the line (from 1) of a path such as `services.orders.routes[1].share`, 0 for none.

    A path into an inline value gives the line of the nearest key around it.
    """
    lines = _lines(text)
    while path:
        if path in lines:
            return lines[path]
        path = path.rpartition("." if path.rfind(".") > path.rfind("[") else "[")[0]
    return 0


def _lines(text: str) -> dict[str, int]:
    lines: dict[str, int] = {}
    counts: dict[str, int] = {}
    prefix = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            prefix = _plain(header[2])
            if header[1] == "[[":
                counts[prefix] = counts.get(prefix, -1) + 1
                lines.setdefault(prefix, number)
                prefix = f"{prefix}[{counts[prefix]}]"
            lines.setdefault(prefix, number)
        elif key := _KEY.match(line):
            lines.setdefault(f"{prefix}.{_plain(key[1])}" if prefix else _plain(key[1]), number)
    return lines


def _plain(key: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in key.split("."))
