"""Finds message catalogues that hold the texts of several apps.

https://docs.djangoproject.com/en/5.2/topics/i18n/translation/
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan
from decompose_core.coupling import CouplingSeverity, Effect, End
from decompose_core.location import Location

REFERENCE = re.compile(r"^#: (?P<path>[^\s:]+)", re.MULTILINE)


def find(scan: Scan) -> Iterator[Found]:
    """Read which app's files the catalogues of the shared folder refer to."""
    folder = scan.project.root / "locale"
    for path in sorted(folder.glob("*/LC_MESSAGES/*.po")) if folder.is_dir() else ():
        text = path.read_text(encoding="utf-8", errors="replace")
        name = path.relative_to(scan.project.root).as_posix()
        seen: set[str] = set()
        for found in REFERENCE.finditer(text):
            app = _app_of_path(scan, found["path"])
            if app is None or app in seen:
                continue
            seen.add(app)
            place = Location(name, text.count("\n", 0, found.start()) + 1)
            detail = f"the texts of {app} are translated in the shared catalogue {name}"
            yield Found(End(app, "translations"), End("locale", name), Effect.BUILD, place, detail)


def _app_of_path(scan: Scan, path: str) -> str | None:
    """Return the innermost app whose folder holds a file."""
    holding = [each for each in scan.project.apps if path.startswith(f"{each.path}/")]
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
