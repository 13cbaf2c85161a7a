"""Finds migrations that depend on another app's, or use its historical models.

https://docs.djangoproject.com/en/5.2/topics/migrations/#dependencies
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan, model_end
from decompose_core.coupling import CouplingSeverity, Effect, End
from decompose_source.index import called_name
from decompose_source.modules import Module

LISTS = frozenset({"dependencies", "run_before", "replaces"})
VERBS = {
    "dependencies": "depends on",
    "run_before": "must run before",
    "replaces": "replaces",
}


def find(scan: Scan) -> Iterator[Found]:
    """Read the class body and the functions of each migration."""
    for module in scan.migrations:
        for node in module.index.assignments:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                option = node.targets[0].id
                if option in LISTS and isinstance(node.value, ast.List):
                    for each in node.value.elts:
                        yield from _entry(scan, module, option, each)
        for call in module.index.calls:
            yield from _historical(scan, module, call)


def _entry(scan: Scan, module: Module, option: str, node: ast.expr) -> Iterator[Found]:
    if isinstance(node, ast.Tuple) and len(node.elts) == 2:
        app, name = (scan.text(module, each) for each in node.elts)
        if app and name:
            yield Found(
                _source(scan, module),
                End(app, name),
                Effect.BUILD,
                module.at(node),
                f"migration {module.name.rpartition('.')[2]} {VERBS[option]} {app}.{name}",
            )
    elif isinstance(node, ast.Call) and called_name(node) == "swappable_dependency":
        user = str(scan.project.settings.get("AUTH_USER_MODEL") or "auth.User")
        yield Found(
            _source(scan, module),
            model_end(user),
            Effect.BUILD,
            module.at(node),
            f"migration {module.name.rpartition('.')[2]} depends on the first one of {user}",
        )


def _historical(scan: Scan, module: Module, call: ast.Call) -> Iterator[Found]:
    """Find `apps.get_model("orders", "Order")` in the function of a RunPython."""
    if called_name(call) != "get_model" or not call.args:
        return
    parts = [scan.text(module, each) for each in call.args[:2]]
    label = scan.models.label(".".join(each for each in parts if each))
    app = parts[0].partition(".")[0] if parts[0] else ""
    if not app:
        return
    target = model_end(label) if label else End(app, str(parts[-1]).rpartition(".")[2])
    yield Found(
        _source(scan, module),
        target,
        Effect.WRITE,
        module.at(call),
        f"a RunPython of {module.name.rpartition('.')[2]} uses the historical "
        f"model {target.app}.{target.symbol}; the service's fresh migrations leave it out",
    )


def _source(scan: Scan, module: Module) -> End:
    return End(scan.owner(module), f"migrations.{module.name.rpartition('.')[2]}")


detector = Detector(
    find,
    "migrations that depend on another app's",
    example='`dependencies = [("accounts", "0001_initial")]` in orders',
    settled="the service starts with one fresh migration; RunPython over both sides is listed",
    rows=(53, 54),
    severity=CouplingSeverity.BLOCKS,
    docs="https://docs.djangoproject.com/en/5.2/topics/migrations/#dependencies",
    weight=0.5,
)
