"""Finds what an AppConfig does at start: labels, `ready()`, names in INSTALLED_APPS.

https://docs.djangoproject.com/en/5.2/ref/applications/#configuring-applications
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from decompose_analyzer.classes import FunctionNode
from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan
from decompose_core.coupling import CouplingSeverity, Effect, End
from decompose_source.modules import Module

CONFIG = "django.apps.AppConfig"
CONFIGS = frozenset({CONFIG, "django.apps.config.AppConfig"})


def find(scan: Scan) -> Iterator[Found]:
    """Look at each AppConfig class, and at each name of one in the settings."""
    installed = End(scan.package, "settings.INSTALLED_APPS")
    for module in scan.code:
        for cls in module.index.classes:
            dotted = scan.classes.dotted(module, cls)
            if not cls.bases or CONFIGS.isdisjoint(scan.classes.ancestors(dotted)):
                continue
            yield from _label(scan, module, cls, installed)
            for each in cls.body:
                if isinstance(each, FunctionNode) and each.name == "ready":
                    yield from _ready(scan, module, each, installed)
        if module.is_package:
            yield from _default(scan, module, installed)
    for module in scan.settings_modules:
        yield from _named(scan, module, installed)


def _label(scan: Scan, module: Module, cls: ast.ClassDef, installed: End) -> Iterator[Found]:
    values = {
        target.id: statement
        for statement in cls.body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name)
    }
    label = scan.text(module, values["label"].value) if "label" in values else None
    name = scan.text(module, values["name"].value) if "name" in values else None
    if label is None or name is None or label == name.rpartition(".")[2]:
        return
    yield Found(
        End(label, scan.end(module, cls).symbol),
        installed,
        Effect.SCHEMA,
        module.at(values["label"]),
        f"the label {label!r} is not the last part of {name}: tables, content types, permissions "
        "and migrations carry the label, so it must stay",
    )


def _ready(scan: Scan, module: Module, ready: ast.AST, installed: End) -> Iterator[Found]:
    """Find the imports and calls of `ready()`: all of it runs when any process starts."""
    for node in ast.walk(ready):
        does: str | None = None
        if isinstance(node, ast.Import | ast.ImportFrom):
            own = [each.target for each in module.imports_of(node)]
            does = f"imports {', '.join(own)}" if own else None
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            does = None if _is_super(node.value) else f"calls {_short(node.value.func)}()"
        if does is not None:
            detail = f"ready() {does} when the process starts, in the order of INSTALLED_APPS"
            yield Found(scan.end(module, node), installed, Effect.BUILD, module.at(node), detail)


def _is_super(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and ast.unparse(call.func).startswith("super()")


def _short(node: ast.expr) -> str:
    text = ast.unparse(node)
    return text if len(text) <= 60 else f"...{text[-57:]}"


def _default(scan: Scan, module: Module, installed: End) -> Iterator[Found]:
    """Find `default_app_config`, by which Django before 4.1 found the class."""
    for node in module.index.assignments:
        targets = node.targets if isinstance(node, ast.Assign) else []
        if any(getattr(each, "id", "") == "default_app_config" for each in targets):
            detail = f"default_app_config names {scan.text(module, node.value)}"
            yield Found(scan.end(module, node), installed, Effect.BUILD, module.at(node), detail)


def _named(scan: Scan, module: Module, installed: End) -> Iterator[Found]:
    """Find the names of AppConfig classes: `"inventory.apps.InventoryConfig"`."""
    for node in module.index.strings:
        text = str(node.value)
        last = text.rpartition(".")[2]
        if not last[:1].isupper() or not text.isascii() or " " in text:
            continue
        definition = scan.names.definition(text)
        if definition is None or not isinstance(definition.node, ast.ClassDef):
            continue
        target = scan.end_of(text)
        if target is not None and not CONFIGS.isdisjoint(scan.classes.ancestors(text)):
            detail = f"INSTALLED_APPS names the class {text}"
            yield Found(installed, target, Effect.BUILD, module.at(node), detail)


detector = Detector(
    find,
    "what an AppConfig does at start, and its label",
    example="`ready()` of orders imports its receivers",
    settled="the class goes along with label and ready(); the order of apps is kept",
    rows=(33,),
    severity=CouplingSeverity.REWRITE,
    docs="https://docs.djangoproject.com/en/5.2/ref/applications/",
    weight=0.1,
)
