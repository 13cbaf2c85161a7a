"""Template files: the name each is loaded by, and the app it lies in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from decompose_core.monolith import App
from decompose_source.files import TEMPLATE_FOLDERS


@dataclass(frozen=True, slots=True)
class Template:
    """A template file: the name it is loaded by, and the app it lies in (None if shared)."""

    name: str
    path: str
    app: str | None


def read_templates(paths: Iterable[str], apps: Iterable[App]) -> tuple[Template, ...]:
    """Name every template file by what stands below its `templates` folder."""
    folders = sorted(((each.path, each.label) for each in apps), key=lambda each: -len(each[0]))
    found: list[Template] = []
    for path in paths:
        parts = path.split("/")
        place = next((n for n, each in enumerate(parts) if each in TEMPLATE_FOLDERS), None)
        if place is None:
            continue
        holder = "/".join(parts[:place])
        app = next((label for folder, label in folders if _within(holder, folder)), None)
        found.append(Template("/".join(parts[place + 1 :]), path, app))
    return tuple(found)


def _within(folder: str, around: str) -> bool:
    return folder == around or folder.startswith(f"{around}/") or around == ""
