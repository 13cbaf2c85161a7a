"""Finds the use of tables of Django's own apps: sites, admin log, sessions, flat pages.

https://docs.djangoproject.com/en/5.2/ref/contrib/
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from decompose_analyzer import outside
from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan, app_of, model_end
from decompose_core.coupling import CouplingSeverity, Effect, End, Settlement
from decompose_core.location import Location

# auth and contenttypes are kinds of their own.
APPS = frozenset({"admin", "sites", "sessions", "flatpages", "redirects"})
NAMES = frozenset(each.rpartition(".")[2] for each in outside.MODELS)
FUNCTIONS = {"django.contrib.sites.shortcuts.get_current_site": "sites.Site"}
SETTINGS = {"SITE_ID": End("sites", "Site")}


def find(scan: Scan) -> Iterator[Found]:
    """Look at the imports of these models, and at the settings that name their rows."""
    for module in scan.code:
        for each in module.imports:
            dotted = f"{each.module}.{each.name}"
            label = outside.MODELS.get(dotted) or FUNCTIONS.get(dotted)
            if label is not None and app_of(label) in APPS:
                place = Location(module.path, each.line, each.column)
                detail = f"uses the table of {label} by {dotted}"
                yield Found(
                    scan.end(module, each.node), model_end(label), Effect.READ, place, detail
                )
        for node in module.index.attributes_named(NAMES):
            dotted = scan.names.resolve(module, node, node) or ""
            label = outside.MODELS.get(dotted)
            if label is not None and app_of(label) in APPS:
                detail = f"uses the table of {label} by {dotted}"
                place = module.at(node)
                yield Found(scan.end(module, node), model_end(label), Effect.READ, place, detail)
        for statement in module.index.assignments:
            name = getattr(getattr(statement, "targets", [None])[0], "id", "")
            if name in SETTINGS and isinstance(statement, ast.Assign):
                detail = f"the setting {name} names a row by its id"
                place = module.at(statement)
                yield Found(scan.end(module, statement), SETTINGS[name], Effect.READ, place, detail)


detector = Detector(
    find,
    "tables of Django's own apps: sites, admin log, sessions",
    example="`from django.contrib.sites.models import Site`",
    settled="the service gets its own table; the admin's log stays local",
    rows=(15,),
    severity=CouplingSeverity.REWRITE,
    docs="https://docs.djangoproject.com/en/5.2/ref/contrib/",
    settlement=Settlement.ASSISTED,
    weight=0.5,
    by_module=True,
)
