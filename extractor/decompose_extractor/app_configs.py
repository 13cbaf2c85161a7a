"""The configuration of an app that stays: what other code expects of it beside its label.

A project may look an app up and ask for its own kind of configuration, or configure the automatic
primary key there. Only that comes along; `ready()` and what it starts stay with the app.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from decompose_core.location import Location
from decompose_core.monolith import App
from decompose_extractor.cut import Cut
from decompose_extractor.members import members_of
from decompose_extractor.pieces import Closure, Root
from decompose_source.modules import Module
from decompose_source.names import Definition

DJANGO = "django.apps.AppConfig"
# Written anew, or about how Django finds the class.
_OWN = frozenset({"name", "label", "path", "default"})


@dataclass(frozen=True, slots=True)
class Configured:
    """What the configuration of an app keeps: bases of the project's own, and constants."""

    module: str
    name: str
    entry: str  # as INSTALLED_APPS has it
    bases: tuple[tuple[str, str], ...] = ()  # (module, name)
    constants: tuple[tuple[str, str], ...] = ()  # (name, source text)


def config_class(cut: Cut, app: App) -> Definition | None:
    """Find the class by which an app is configured: as installed, or the one in its `apps`."""
    installed = cut.project.settings.get("INSTALLED_APPS")
    for entry in installed if isinstance(installed, list | tuple) else ():
        found = cut.definition(entry) if isinstance(entry, str) and entry != app.name else None
        if found is not None and _configures(cut, found, app):
            return found
    module = cut.module(f"{app.name}.apps")
    for node in module.index.classes if module is not None else ():
        found = cut.definition(f"{app.name}.apps.{node.name}")
        if found is not None and _configures(cut, found, app):
            return found
    return None


def configured(cut: Cut, closure: Closure, app: App) -> Configured:
    """Read what comes along of an app's configuration, and say where it is put."""
    found = config_class(cut, app)
    name = f"{app.label.title().replace('_', '')}Config"
    module = f"{app.name}.apps"
    taken = cut.module(module)
    if (taken is not None and taken.is_package) or module in closure.kept:
        # The service has other code in the place where Django looks for it.
        module = f"{app.name}.app_config"
    entry = app.name if module.endswith(".apps") else f"{module}.{name}"
    if found is None or not isinstance(found.node, ast.ClassDef):
        return Configured(module, name, entry)
    bases = tuple(_own_bases(cut, found.module, found.node))
    constants = [
        (each.name, ast.unparse(each.node.value))
        for each in members_of(found.node)
        if isinstance(each.node, ast.Assign)
        and each.name not in _OWN
        and (bases or each.name == "default_auto_field")
        and _is_literal(each.node.value)
    ]
    return Configured(module, name, entry, bases, tuple(constants))


def config_roots(cut: Cut, labels: tuple[str, ...]) -> Iterator[Root]:
    """Ask for the project's own bases of the configurations of these apps."""
    for app in cut.project.apps:
        if app.label in labels:
            found = config_class(cut, app)
            if found is None or not isinstance(found.node, ast.ClassDef):
                continue
            for module, name in _own_bases(cut, found.module, found.node):
                yield Root(f"{module}.{name}", Location(app.path))


def _configures(cut: Cut, found: Definition, app: App) -> bool:
    if not isinstance(found.node, ast.ClassDef):
        return False
    if DJANGO not in set(cut.project.names.ancestors(found.dotted)):
        return False
    names = {
        each.node.value.value
        for each in members_of(found.node)
        if each.name == "name"
        and isinstance(each.node, ast.Assign)
        and isinstance(each.node.value, ast.Constant)
    }
    return app.name in names


def _own_bases(cut: Cut, module: Module, node: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for base in node.bases:
        dotted = cut.project.names.resolve(module, base, at=node)
        found = cut.definition(dotted) if dotted else None
        if found is not None and "." not in found.qualname:
            yield found.module.name, found.qualname


def _is_literal(node: ast.expr) -> bool:
    try:
        ast.literal_eval(node)
    except ValueError:
        return False
    return True
