"""Finds code and models that are named by strings: `import_string`, `get_model`, `get_class`.

https://docs.djangoproject.com/en/5.2/ref/applications/#django.apps.apps.get_model
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib.util import resolve_name

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
DEEPEST = 3
NAMES = frozenset({"name", "dotted_path", "app_label", "model_name", "package"})


def find(scan: Scan) -> Iterator[Found | Problem]:
    """Resolve each name; what is computed is noted."""
    for module, call, name in _loading(scan):
        if not _named(call):
            continue
        own = scan.types.function(module, call)
        if own is not None and not _loads(scan, own):
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


def _loads(scan: Scan, function: str, depth: int = 0) -> bool:
    """Say whether a function of the project's own hands its names on to a loader."""
    definition = scan.names.definition(function)
    if definition is None or depth > DEEPEST:
        return False
    for call in scan.effects.calls_in(definition.module, definition.node):
        inner = scan.types.function(definition.module, call)
        if inner is None and called_name(call) in MODULES | MODELS:
            return True
        if inner is not None and inner != function and _loads(scan, inner, depth + 1):
            return True
    return False


def _named(call: ast.Call) -> list[ast.expr]:
    """Return the arguments that name something, by position or keyword."""
    return [*call.args, *(each.value for each in call.keywords if each.arg in NAMES)]


def _module(scan: Scan, module: Module, call: ast.Call) -> Iterator[Found | Problem]:
    first, *rest = _named(call)
    texts = scan.texts.of(module, first)
    if texts is None:
        yield _unjudged(module, call, "what is imported by")
        return
    for text in texts:
        full = _absolute(scan, module, text, rest) if text.startswith(".") else text
        target = scan.end_of(full) if full else None
        if full is None:
            yield _unjudged(module, call, "the package that is imported from by")
        elif target is not None:
            detail = f"imports {full} by {called_name(call)}()"
            yield Found(scan.end(module, call), target, Effect.BUILD, module.at(call), detail)
    setting = scan.texts.setting(module, first)
    if setting is not None:
        yield Problem(
            Level.NOTE,
            f"what {called_name(call)}() imports is named by the setting {setting}; "
            f"it was read as {' or '.join(texts)}",
            module.at(call),
            "look at the settings of every environment",
        )


def _absolute(scan: Scan, module: Module, text: str, rest: list[ast.expr]) -> str | None:
    """Resolve `import_module(".views", package="orders")` and `(".views", __package__)`."""
    for node in rest[:1]:
        package = scan.text(module, node)
        if isinstance(node, ast.Name) and node.id in ("__package__", "__name__"):
            package = module.package if node.id == "__package__" else module.name
        if package is not None:
            try:
                return resolve_name(text, package)
            except ImportError:
                return None
    return None


def _model(scan: Scan, module: Module, call: ast.Call) -> Iterator[Found | Problem]:
    read = [scan.texts.of(module, each) for each in _named(call)[:2]]
    if any(each is None for each in read):
        yield _unjudged(module, call, "the model that is looked up by")
        return
    labels = [""]
    for texts in read:
        labels = [f"{label}.{text}".lstrip(".") for label in labels for text in texts or ()]
    for each in labels:
        label = scan.models.label(each)
        if label is not None:
            detail = f"looks up the model {label} by its label"
            target = model_end(label)
            yield Found(scan.end(module, call), target, Effect.BUILD, module.at(call), detail)


def _class(scan: Scan, module: Module, call: ast.Call) -> Iterator[Found | Problem]:
    """Read `get_class("orders.views", "OrderView")`, where the first part starts at a label."""
    text = scan.text(module, call.args[0]) if call.args else None
    if len(call.args) < 2:
        return
    if text is None:
        yield _unjudged(module, call, "the class that is looked up by")
        return
    found = _home(scan, text)
    if found is not None:
        detail = f"loads {ast.unparse(call.args[1])} of {text} by {called_name(call)}()"
        target = scan.end_of(found)
        if target is not None:
            yield Found(scan.end(module, call), target, Effect.BUILD, module.at(call), detail)


def _home(scan: Scan, text: str) -> str | None:
    """Find the module of the app whose label, or last part of the name, a text starts with."""
    label, _, rest = text.partition(".")
    if label in scan.labels:
        app = next(each.name for each in scan.project.apps if each.label == label)
        return f"{app}.{rest}"
    for each in scan.project.apps:
        for name in (each.name, each.name.partition(".")[2]):
            if name and text.startswith(f"{name}."):
                return f"{each.name}.{text.removeprefix(f'{name}.')}"
    return None


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
    by_module=True,
)
