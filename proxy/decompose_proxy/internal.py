"""The paths between our own parts: nobody outside may ask for them, however they spell it."""

from __future__ import annotations

INTERNAL = ".decompose"


def is_internal(path: str) -> bool:
    """Say whether a decoded path is internal, once dots and doubled slashes are gone."""
    if INTERNAL not in path.lower():
        return False
    parts: list[str] = []
    for part in path.replace("\\", "/").split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part.partition(";")[0].strip().lower())
    return bool(parts) and parts[0] == INTERNAL
