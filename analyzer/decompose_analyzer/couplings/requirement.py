"""Finds the distributions that apps import, which one list of requirements asks for.

https://pip.pypa.io/en/stable/reference/requirements-file-format/
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan
from decompose_core.coupling import CouplingSeverity, Effect, End
from decompose_core.location import Location
from decompose_source.distributions import DISTRIBUTIONS, candidates, declared
from decompose_source.modules import Import, ImportScope, Module

LIST = "requirements"  # the app name that stands for the list
EVERYWHERE = frozenset({"django", "setuptools", "pkg_resources", "typing_extensions"})


def find(scan: Scan) -> Iterator[Found]:
    """Take the first import of each package in each app."""
    listed = declared(scan.project.root)
    own = {each.partition(".")[0] for each in scan.project.modules}
    seen: set[tuple[str, str]] = set()
    for module in scan.code:
        app = scan.project.app_of(module)
        for each in module.imports if app is not None else ():
            top = each.module.partition(".")[0]
            if top in own or top in EVERYWHERE or top in sys.stdlib_module_names or not top:
                continue
            if app is None or (app, top) in seen or each.scope is ImportScope.TYPE_CHECKING:
                continue
            seen.add((app, top))
            place = Location(module.path, each.line, each.column)
            for name in candidates(top):
                if name in listed:
                    yield _declared(scan, module, each, listed[name].name, listed[name].location)
                    break
            else:
                if listed:
                    detail = f"imports {top}, which no list of requirements names"
                    target = End(LIST, DISTRIBUTIONS.get(top, top))
                    yield Found(scan.end(module, each.node), target, Effect.BUILD, place, detail)


def _declared(scan: Scan, module: Module, each: Import, name: str, place: Location) -> Found:
    return Found(
        scan.end(module, each.node),
        End(LIST, name),
        Effect.BUILD,
        place,
        f"one list asks for {name} for all apps; "
        f"{scan.owner(module)} imports {each.module} ({module.at(each.node)})",
    )


detector = Detector(
    find,
    "distributions that apps import, from one list of requirements",
    example="`django-filter` in requirements.txt, imported by orders",
    settled="the service asks for what it imports, in the monolith's versions",
    rows=(52,),
    severity=CouplingSeverity.SOFT,
    docs="https://pip.pypa.io/en/stable/reference/requirements-file-format/",
    weight=0.05,
)
