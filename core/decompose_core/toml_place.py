"""Find the line of a key in TOML text: `tomllib` gives values, messages need places."""

from __future__ import annotations

import re

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"^\s*([A-Za-z0-9_.\"'-]+)\s*=")


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
