"""Finds code and models that are named by strings: `import_string()`, `get_model()`, ...

https://docs.djangoproject.com/en/5.2/ref/applications/#django.apps.apps.get_model
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan, model_end
from decompose_core.coupling import CouplingSeverity, Effect
from decompose_core.problem import Level, Problem
from decompose_source.index import called_name
from decompose_source.modules import Module

MODULES = frozenset({"import_string", "import_module", "__import__"})
# Where they come from, so that they are known under another name too.
LOADERS = ("importlib.", "django.utils.module_loading.")
MODELS = frozenset({"get_model", "is_model_registered"})
# The loaders of frameworks that are built to be forked.
CLASSES = frozenset({"get_class", "get_classes"})


def find(scan: Scan) -> Iterator[Found | Problem]:
    """Resolve each name; what is computed is noted."""
    for module, call, name in _loading(scan):
        if not call.args or _is_own(scan, module, call):
            continue
        if name in MODULES:
            yield from _module(scan, module, call)
        elif name in MODELS:
            yield from _model(scan, module, call)
        else:
            yield from _class(scan, module, call)


def _loading(scan: Scan) -> Iterator[tuple[Module, ast.Call, str]]:
    """Yield each call of a loader, with the loader's own name."""
    for module, dotted, calls in scan.calls_by_target():
        name = dotted.rpartition(".")[2]
        if dotted.startswith(LOADERS) and name in MODULES | MODELS | CLASSES:
            for call in calls:
                yield module, call, name
    for module, call in scan.calls_named(MODULES | MODELS | CLASSES):
        if not (scan.names.resolve(module, call.func, call) or "").startswith(LOADERS):
            yield module, call, called_name(call)


def _is_own(scan: Scan, module: Module, call: ast.Call) -> bool:
    """Say whether the project defines a function of that name itself."""
    return scan.types.function(module, call) is not None


def _module(scan: Scan, module: Module, call: ast.Call) -> Iterator[Found | Problem]:
    text = scan.text(module, call.args[0])
    if text is None:
        yield _unjudged(module, call, "what is imported by")
        return
    target = scan.end_of(text)
    if target is not None:
        detail = f"imports {text} by {called_name(call)}()"
        yield Found(scan.end(module, call), target, Effect.BUILD, module.at(call), detail)


def _model(scan: Scan, module: Module, call: ast.Call) -> Iterator[Found | Problem]:
    parts = [scan.text(module, each) for each in call.args[:2]]
    if any(each is None for each in parts):
        yield _unjudged(module, call, "the model that is looked up by")
        return
    label = scan.models.label(".".join(str(each) for each in parts))
    if label is not None:
        detail = f"looks up the model {label} by its label"
        yield Found(scan.end(module, call), model_end(label), Effect.BUILD, module.at(call), detail)


def _class(scan: Scan, module: Module, call: ast.Call) -> Iterator[Found | Problem]:
    """Read `get_class("orders.views", "OrderView")`, where the first part starts at a label."""
    text = scan.text(module, call.args[0])
    if text is None or len(call.args) < 2:
        return
    label = text.partition(".")[0]
    if label in scan.labels:
        app = next(each.name for each in scan.project.apps if each.label == label)
        target = scan.end_of(f"{app}.{text.partition('.')[2]}")
        if target is not None:
            detail = f"loads {ast.unparse(call.args[1])} of {text} by {called_name(call)}()"
            yield Found(scan.end(module, call), target, Effect.BUILD, module.at(call), detail)


def _unjudged(module: Module, call: ast.Call, what: str) -> Problem:
    return Problem(
        Level.NOTE,
        f"{what} {called_name(call)}() is computed at run time",
        module.at(call),
        "read by hand what it can be",
    )


detector = Detector(
    find,
    "code and models that are named by strings",
    example='`apps.get_model("orders", "Order")` in notifications',
    settled="resolved names are treated as imports; computed ones are marked",
    rows=(31,),
    severity=CouplingSeverity.REWRITE,
    docs="https://docs.djangoproject.com/en/5.2/ref/applications/#django.apps.apps.get_model",
    weight=0.5,
)
