"""Change one value of decompose.toml; all the rest, comments too, stays as people wrote it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias, cast

import tomlkit
from tomlkit.container import OutOfOrderTableProxy
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Array, InlineTable, Table
from tomlkit.toml_document import TOMLDocument

from decompose_core import project_file
from decompose_core.files import write_atomic
from decompose_core.location import Location
from decompose_core.problem import refuse

Key = str | int
Value = str | int | float | bool | list[str]
Holder: TypeAlias = TOMLDocument | Table | InlineTable | OutOfOrderTableProxy


def set_value(path: Path, keys: Sequence[Key], value: Value) -> object:
    """Set one value and return the one before it (None where there was none).

    `keys` lead to it: `("services", "orders", "share")`, or with a number into an array of tables
    `("services", "orders", "routes", 0, "share")`. The new text is read as decompose.toml before
    it replaces the old one, so a value that makes no sense changes nothing. Two commands that
    edit at once wait for each other.

    Raises:
        Refused: the file is missing or wrong, the place isn't there, or the value has no meaning.
    """
    with _alone(path):
        text = _read(path)
        document = _parse(path, text)
        holder = _holder(document, path, keys)
        last = str(keys[-1])
        before = cast("dict[str, object]", holder.unwrap()).get(last)
        if before == value:
            return before
        _assign(holder, last, value)
        changed = tomlkit.dumps(document)
        project_file.parse(changed, path)
        write_atomic(path, changed)
        return before


def percentage(value: float) -> int | float:
    """Write 25.0 as 25 and keep 2.5."""
    return int(value) if float(value).is_integer() else value


@contextmanager
def _alone(path: Path) -> Generator[None]:
    """Hold a lock on the folder: the file is replaced, a lock on it would guard the old one."""
    try:
        folder = os.open(path.parent, os.O_RDONLY)
    except OSError as error:
        raise refuse(f"can't open the folder of {path}: {error.strerror}") from None
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _read(path: Path) -> str:
    project_file.read(path)  # one voice for a missing or wrong file
    with path.open(encoding="utf-8", newline="") as file:  # keeps the line ends
        return file.read()


def _parse(path: Path, text: str) -> TOMLDocument:
    try:
        return tomlkit.parse(text)
    except TOMLKitError as error:
        raise refuse(f"can't edit it: {error}", location=Location(path.name)) from None


def _holder(document: TOMLDocument, path: Path, keys: Sequence[Key]) -> Holder:
    here: object = document
    for number, key in enumerate(keys[:-1]):
        inside = _step(here, key)
        if inside is None:
            place = ".".join(map(str, keys[: number + 1]))
            raise refuse(f"there is no {place} in {path.name}", location=Location(path.name))
        here = inside
    if isinstance(here, Holder):
        return here
    place = ".".join(map(str, keys[:-1]))
    raise refuse(f"{place} is no table", location=Location(path.name))


def _step(here: object, key: Key) -> object:
    if isinstance(key, int):
        fits = isinstance(here, AoT | Array) and -len(here) <= key < len(here)
        return here[key] if fits and isinstance(here, AoT | Array) else None
    if isinstance(here, Holder):
        return cast("Mapping[str, object]", here).get(key)
    return None


def _assign(holder: Holder, key: str, value: Value) -> None:
    """Put a new key right after the last plain one: tomlkit alone would put it below the comment
    that belongs to the next sub-table."""
    items = cast("Mapping[str, object]", holder).items()
    plain = [name for name, each in items if not isinstance(each, Table | AoT)]
    if key in holder or not plain or not isinstance(holder, Table):
        holder[key] = value
    else:
        insert_after = holder.value._insert_after  # pyright: ignore[reportPrivateUsage]
        insert_after(plain[-1], key, tomlkit.item(value))
