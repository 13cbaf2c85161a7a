"""The crossings a team has accepted: `decompose-baseline.toml`, beside decompose.toml.

An entry is known by kind, both ends and file, never by line, so that editing around a crossing
changes nothing. One line an entry, in groups that share a reason, so that a diff reads well.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from decompose_core import codec
from decompose_core.coupling import Coupling, End
from decompose_core.location import Location
from decompose_core.problem import Refused, refuse
from decompose_core.toml_place import REMEDY, line_of, read_toml

NAME = "decompose-baseline.toml"
HEADER = """\
# Crossings of declared boundaries that are accepted for now: `decompose check` lets them pass.
# `decompose baseline` adds new ones and drops those that are gone. Reasons, dates and groups are
# yours to edit; comments are not kept.
"""
GROUP_KEYS = frozenset({"reason", "expires", "crossings"})
CROSSING_KEYS = frozenset({"kind", "source", "target", "path", "places"})
UNWRITTEN = Location(NAME)


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """What makes two crossings the same, wherever in the file they are."""

    kind: str
    source: str
    target: str
    path: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An accepted crossing: in how many places, why, until when, and where that is written."""

    key: Key
    reason: str
    expires: date | None = None
    places: int = 1
    location: Location = UNWRITTEN


@dataclass(frozen=True, slots=True)
class _Crossing:
    kind: str
    source: str
    target: str
    path: str
    places: int = 1


@dataclass(frozen=True, slots=True)
class _Group:
    reason: str
    crossings: tuple[_Crossing, ...]
    expires: date | None = None


@dataclass(frozen=True, slots=True)
class _Document:
    accepted: tuple[_Group, ...] = ()


def key_of(coupling: Coupling) -> Key:
    """Return by what a coupling is known in the baseline."""
    return Key(coupling.kind, _end(coupling.source), _end(coupling.target), coupling.location.path)


def read(path: Path) -> tuple[Entry, ...]:
    """Read the baseline; none is an empty one.

    Raises:
        Refused: it can't be read, or holds something that has no meaning.
    """
    try:
        return parse(path.read_text(encoding="utf-8-sig"), path.name)
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise refuse(f"can't read it: {error}", location=Location(path.name)) from None


def parse(text: str, name: str = NAME) -> tuple[Entry, ...]:
    """Parse the text of a baseline.

    Raises:
        Refused: as `read`.
    """
    document = read_toml(text, name)
    try:
        _check_keys(document)
        groups = codec.decode(_Document, document).accepted
    except codec.CodecError as error:
        raise _refused(error.path, str(error), text, name) from None
    entries = tuple(_entries(groups, text, name))
    _check_once(entries)
    return tuple(sorted(entries, key=lambda each: each.key))


def render(entries: tuple[Entry, ...]) -> str:
    """Write a baseline; the same entries give the same bytes."""
    ordered = sorted(entries, key=lambda each: (each.reason, str(each.expires or ""), each.key))
    blocks = [
        _block(reason, expires, tuple(group))
        for (reason, expires), group in groupby(
            ordered, key=lambda each: (each.reason, each.expires)
        )
    ]
    return "\n".join([HEADER, *blocks])


def updated(
    entries: tuple[Entry, ...],
    found: Mapping[Key, int],
    *,
    reason: str,
    expires: date | None = None,
    whole: bool = True,
) -> tuple[Entry, ...]:
    """Keep what is still found with its reason, drop what is gone, and accept what is new.

    What only moved to another file keeps its reason. With `whole` False some files could not be
    read, so nothing is dropped.
    """
    known = {each.key: each for each in entries}
    came_from = moved(known, found) if whole else {}
    kept = {key: each for key, each in known.items() if key not in found and not whole}
    for key, places in found.items():
        before = known.get(came_from.get(key, key))
        if before is None or before.places < places:
            kept[key] = Entry(key, reason, expires, places)
        else:
            kept[key] = Entry(
                key, before.reason, before.expires, places if whole else before.places
            )
    return tuple(sorted(kept.values(), key=lambda each: each.key))


def moved(known: Mapping[Key, Entry], found: Mapping[Key, int]) -> Mapping[Key, Key]:
    """Tell for each new crossing from where it moved, if only its file or module is another one.

    Kind, target, the name within the module and the number of places are the same then, and no
    other crossing is like it, neither among those that are gone nor among the new ones.
    """
    gone: dict[tuple[object, ...], list[Key]] = defaultdict(list)
    new: dict[tuple[object, ...], list[Key]] = defaultdict(list)
    for key, each in known.items():
        if key not in found:
            gone[_likeness(key, each.places)].append(key)
    for key, places in found.items():
        if key not in known:
            new[_likeness(key, places)].append(key)
    return {
        keys[0]: gone[like][0]
        for like, keys in new.items()
        if len(keys) == 1 and len(gone.get(like, ())) == 1
    }


def _likeness(key: Key, places: int) -> tuple[object, ...]:
    """Leave the module out of the source: `orders.views.index` in orders/views.py is `index`."""
    module = {*key.path.removesuffix(".py").split("/")}
    within = tuple(each for each in key.source.split(".") if each not in module)
    return (key.kind, key.target, within, places)


def _end(end: End) -> str:
    return f"{end.app}.{end.symbol}" if end.symbol else end.app


def _check_keys(document: dict[str, Any]) -> None:
    """Refuse a misspelt key: `expire = ...` must not be accepted for ever."""
    _known(document, frozenset({"accepted"}), "")
    for number, group in enumerate(_items(document, "accepted")):
        _known(group, GROUP_KEYS, f"accepted[{number}]")
        for each in _items(group, "crossings"):
            _known(each, CROSSING_KEYS, f"accepted[{number}].crossings")


def _items(table: Any, key: str) -> list[Any]:
    """Return a list in a table; what is of another type is left to the codec."""
    found = table.get(key) if isinstance(table, dict) else None
    return found if isinstance(found, list) else []


def _known(table: Any, keys: frozenset[str], path: str) -> None:
    unknown = sorted(set(table) - keys) if isinstance(table, dict) else []
    if unknown:
        here = f"{path}.{unknown[0]}" if path else unknown[0]
        raise codec.CodecError(here, f"unknown key; known here: {', '.join(sorted(keys))}")


def _entries(groups: tuple[_Group, ...], text: str, name: str) -> Iterator[Entry]:
    for number, group in enumerate(groups):
        here = f"accepted[{number}]"
        if not group.reason.strip():
            raise _refused(f"{here}.reason", "every accepted crossing needs a reason", text, name)
        if isinstance(group.expires, datetime):
            raise _refused(f"{here}.expires", "a date without a time is needed", text, name)
        first = line_of(text, here)
        for each in group.crossings:
            if each.places < 1:
                raise _refused(f"{here}.crossings", "places must be 1 or more", text, name)
            key = Key(each.kind, each.source, each.target, each.path)
            place = Location(name, _line_of_entry(key, text, first))
            yield Entry(key, group.reason.strip(), group.expires, each.places, place)


def _line_of_entry(key: Key, text: str, first: int) -> int:
    quoted = [json.dumps(part) for part in (key.kind, key.source, key.target, key.path)]
    for number, line in enumerate(text.splitlines()[first:], start=first + 1):
        if all(part in line for part in quoted):
            return number
    return first


def _check_once(entries: tuple[Entry, ...]) -> None:
    seen: dict[Key, Location] = {}
    for each in entries:
        if each.key in seen:
            raise refuse(
                f"{each.key.kind} {each.key.source} -> {each.key.target} is accepted twice",
                location=each.location,
                hint=f"it is at {seen[each.key]} too; delete one of the two",
            )
        seen[each.key] = each.location


def _block(reason: str, expires: date | None, entries: tuple[Entry, ...]) -> str:
    lines = ["[[accepted]]", f"reason = {_text(reason)}"]
    lines += [f"expires = {expires.isoformat()}"] if expires else []
    return "\n".join([*lines, "crossings = [", *map(_line, entries), "]", ""])


def _line(entry: Entry) -> str:
    key = entry.key
    places = f", places = {entry.places}" if entry.places > 1 else ""
    return (
        f"    {{ kind = {_text(key.kind)}, source = {_text(key.source)}, "
        f"target = {_text(key.target)}, path = {_text(key.path)}{places} }},"
    )


def _text(value: str) -> str:
    """Quote text for TOML: JSON's escapes are valid there, but for the character DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _refused(path: str, message: str, text: str, name: str) -> Refused:
    place = Location(name, line_of(text, path))
    return refuse(message, location=place, hint=REMEDY)
