"""Finds settings that name an app's code (middleware, backends), and settings that apps read.

https://docs.djangoproject.com/en/5.2/ref/settings/
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan, model_end
from decompose_core.coupling import CouplingSeverity, Effect, End
from decompose_source.modules import Module

SETTINGS = "django.conf.settings"
# These name apps and the project itself, not code that requests run through.
NOT_CODE = frozenset({"INSTALLED_APPS", "ROOT_URLCONF", "WSGI_APPLICATION", "ASGI_APPLICATION"})
ENVIRONMENT = frozenset({"os.environ.get", "os.getenv", "os.environ.setdefault"})
# Every Django project has them, or they are read by everybody; a service gets its own.
EVERYWHERE = frozenset({"DEBUG", "SECRET_KEY", "AUTH_USER_MODEL", "BASE_DIR"})


def find(scan: Scan) -> Iterator[Found]:
    """Look at dotted strings in settings modules, and at `settings.NAME` in apps."""
    home = scan.settings_modules
    for module in home:
        for node in module.index.strings:
            yield from _named_code(scan, module, node)
    package = scan.owner(home[0]) if home else ""
    for module in scan.code:
        if module not in home and package:
            yield from _reads(scan, module, package)


def _named_code(scan: Scan, module: Module, node: ast.Constant) -> Iterator[Found]:
    if not isinstance(node.value, str) or "." not in node.value or " " in node.value:
        return
    setting = _setting_around(module, node)
    if setting in NOT_CODE or setting == "":
        return
    label = scan.models.label(node.value)
    target = model_end(label) if label else scan.end_of(node.value)
    if target is not None and target.symbol:
        detail = f"the setting {setting} names {node.value}"
        source = End(scan.owner(module), f"settings.{setting}")
        yield Found(source, target, Effect.BUILD, module.at(node), detail)


def _setting_around(module: Module, node: ast.AST) -> str:
    """Return the name that the statement around a node assigns."""
    current: ast.AST | None = node
    while current is not None and not isinstance(current, ast.stmt):
        current = module.index.parent_of(current)
    if isinstance(current, ast.Assign) and isinstance(current.targets[0], ast.Name):
        return current.targets[0].id
    if isinstance(current, ast.AnnAssign | ast.AugAssign) and isinstance(current.target, ast.Name):
        return current.target.id
    return ""


def _reads(scan: Scan, module: Module, package: str) -> Iterator[Found]:
    named = {each for each in module.index.attribute_names if each.isupper()} - EVERYWHERE
    for node in module.index.attributes_named(named):
        if not isinstance(node.ctx, ast.Load):
            continue
        if scan.names.resolve(module, node.value, node) == SETTINGS:
            yield _read(scan, module, node, node.attr, package)
    for call in module.index.calls_named(("get", "getenv", "setdefault")):
        yield from _environment(scan, module, call, package)
    for call in module.index.calls_named({"getattr"}):
        if not (
            isinstance(call.func, ast.Name) and call.func.id == "getattr" and len(call.args) > 1
        ):
            continue
        name = scan.text(module, call.args[1])
        if name and scan.names.resolve(module, call.args[0], call) == SETTINGS:
            yield _read(scan, module, call, name, package)


def _environment(scan: Scan, module: Module, call: ast.Call, package: str) -> Iterator[Found]:
    """Find `os.environ.get("KEY")` and `os.getenv("KEY")` in an app: a setting without a name."""
    dotted = scan.names.resolve(module, call.func, call)
    if dotted in ENVIRONMENT and call.args and scan.project.app_of(module) is not None:
        name = scan.text(module, call.args[0]) or "computed"
        yield Found(
            source=scan.end(module, call),
            target=End(package, f"environment {name}"),
            effect=Effect.BUILD,
            location=module.at(call),
            detail=f"reads the environment variable {name}, past the settings",
            severity=CouplingSeverity.SOFT,
        )


def _read(scan: Scan, module: Module, node: ast.AST, name: str, package: str) -> Found:
    return Found(
        source=scan.end(module, node),
        target=End(package, f"settings.{name}"),
        effect=Effect.BUILD,
        location=module.at(node),
        detail=f"reads the setting {name}",
        severity=CouplingSeverity.SOFT,
    )


detector = Detector(
    find,
    "settings that name an app's code, and settings that apps read",
    example='`MIDDLEWARE = ["accounts.middleware.Language"]`',
    settled="the service gets the settings that it reads, through "
    "django-environ; secrets are listed",
    rows=(13, 28, 34, 35, 41, 49),
    severity=CouplingSeverity.REWRITE,
    docs="https://docs.djangoproject.com/en/5.2/ref/settings/",
    weight=0.25,
)
