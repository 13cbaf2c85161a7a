"""Finds static files of another app, or of the shared folder, in templates and in Media.

https://docs.djangoproject.com/en/5.2/howto/static-files/
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan
from decompose_core.coupling import CouplingSeverity, Effect, End
from decompose_core.location import Location
from decompose_source.modules import Module

SHARED = "static"  # the app name that stands for the project's own folder of static files
MEDIA = frozenset({"css", "js"})
FUNCTIONS = ("django.templatetags.static.static", "django.contrib.staticfiles.finders.find")


def find(scan: Scan) -> Iterator[Found]:
    """Look up each static path among the files of the apps."""
    owners = _owners(scan)
    found = partial(_found, owners)
    for template in scan.templates:
        source = End(template.app or "templates", template.name)
        for token in template.tokens:
            if token.tag == "static":
                yield from found(source, token.literal(0), token.location)
    for module, dotted, calls in scan.calls_by_target():
        for call in calls if dotted in FUNCTIONS else ():
            if call.args:
                text = scan.text(module, call.args[0])
                yield from found(scan.end(module, call), text, module.at(call))
    for module in scan.code:
        for call in module.index.calls_named({"Media"}):
            for each in _media_files(scan, module, call):
                yield from found(scan.end(module, call), str(each.value), module.at(each))
        for statement in module.index.assignments:
            if isinstance(statement, ast.Assign) and _is_media(module, statement):
                for node in ast.walk(statement.value):
                    text = scan.text(module, node) if isinstance(node, ast.Constant) else None
                    yield from found(scan.end(module, statement), text, module.at(node))


def _media_files(scan: Scan, module: Module, call: ast.Call) -> Iterator[ast.Constant]:
    """Yield the texts in `forms.Media(css={"all": ["a.css"]}, js=["b.js"])`."""
    dotted = scan.names.resolve(module, call.func, call) or ""
    for keyword in call.keywords if dotted.startswith("django.forms.") else ():
        if keyword.arg in MEDIA:
            for node in ast.walk(keyword.value):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node


def _owners(scan: Scan) -> Mapping[str, str]:
    """Map each static file to its app; the shared folder goes first, as in Django's finders."""
    owners: dict[str, str] = {}
    folders = [(scan.project.root / "static", SHARED)]
    folders += [
        (scan.project.root / each.path / "static", each.label) for each in scan.project.apps
    ]
    for folder, owner in folders:
        for path in _files(folder):
            owners.setdefault(path, owner)
    return owners


def _files(folder: Path) -> list[str]:
    if not folder.is_dir():
        return []
    return sorted(
        each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file()
    )


def _is_media(module: Module, statement: ast.Assign) -> bool:
    scope = module.index.scope_of(statement)
    in_media = scope is not None and scope.qualname.endswith(".Media")
    return in_media and getattr(statement.targets[0], "id", "") in MEDIA


def _found(
    owners: Mapping[str, str], source: End, path: str | None, place: Location
) -> Iterator[Found]:
    if path is not None and path in owners:
        target = End(owners[path], path)
        yield Found(source, target, Effect.BUILD, place, f"uses the static file {path}")


detector = Detector(
    find,
    "static files of another app or of the shared folder",
    example='`{% static "site.css" %}` in a template of orders',
    settled="shared files are served under the shared prefix",
    rows=(38,),
    severity=CouplingSeverity.REWRITE,
    docs="https://docs.djangoproject.com/en/5.2/howto/static-files/",
    weight=0.1,
)
