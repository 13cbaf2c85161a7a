"""Finds message catalogues that hold the texts of several apps.

https://docs.djangoproject.com/en/5.2/topics/i18n/translation/
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan
from decompose_core.coupling import CouplingSeverity, Effect, End
from decompose_core.location import Location

SHARED = "locale"  # the app name that stands for catalogues outside of every app
REFERENCES = re.compile(r"^#: (?P<paths>.+)$", re.MULTILINE)
MESSAGE = re.compile(r"^msgid ", re.MULTILINE)


def find(scan: Scan) -> Iterator[Found]:
    """Read which apps' files each catalogue refers to, in the fullest of its languages."""
    for owner, paths in sorted(_catalogues(scan).items()):
        # The same texts stand in every language: one of them tells all.
        fullest = min(paths, key=lambda each: (-each.stat().st_size, each))
        yield from _texts(scan, owner, fullest, len(paths))


def _catalogues(scan: Scan) -> Mapping[str, list[Path]]:
    """Group the files by whose they are; one domain (django, djangojs) each."""
    root = scan.project.root
    folders: dict[Path, str] = {root / "locale": SHARED}
    listed = scan.project.settings.get("LOCALE_PATHS")
    for each in listed if isinstance(listed, list | tuple) else ():
        if isinstance(each, str) and Path(each).is_relative_to(root):
            folders.setdefault(Path(each), SHARED)
    for app in scan.project.apps:
        folders.setdefault(root / app.path / "locale", app.label)
    found: dict[str, list[Path]] = {}
    for folder, owner in folders.items():
        for path in sorted(folder.glob("*/LC_MESSAGES/*.po")) if folder.is_dir() else ():
            found.setdefault(f"{owner} {path.stem} {folder}", []).append(path)
    return found


def _texts(scan: Scan, key: str, path: Path, languages: int) -> Iterator[Found]:
    owner = key.partition(" ")[0]
    text = path.read_text(encoding="utf-8", errors="replace")
    name = path.relative_to(scan.project.root).as_posix()
    more = f" and in {languages - 1} more languages" if languages > 1 else ""
    seen = {owner}
    for found in REFERENCES.finditer(text):
        for reference in found["paths"].split():
            app = _app_of_path(scan, reference.rpartition(":")[0] or reference)
            if app is None or app in seen:
                continue
            seen.add(app)
            message = MESSAGE.search(text, found.end())
            start = message.start() if message else found.start()
            place = Location(name, text.count("\n", 0, start) + 1)
            detail = f"the texts of {app} are translated in {name}{more}"
            yield Found(End(app, "translations"), End(owner, name), Effect.BUILD, place, detail)


def _app_of_path(scan: Scan, path: str) -> str | None:
    """Return the innermost app whose folder holds a file; paths may start anywhere above it."""
    plain = re.sub(r"^(?:\.{1,2}/)+", "", path)
    holding = [each for each in scan.project.apps if plain.startswith(f"{each.path}/")]
    return max(holding, key=lambda each: len(each.path)).label if holding else None


detector = Detector(
    find,
    "message catalogues that hold the texts of several apps",
    example="`#: orders/views.py:12` in locale/de/LC_MESSAGES/django.po",
    settled="the catalogue is split by app",
    rows=(48,),
    severity=CouplingSeverity.SOFT,
    docs="https://docs.djangoproject.com/en/5.2/topics/i18n/translation/",
    weight=0.1,
)
