"""Finds names of another app's URLs: `reverse()`, `redirect()`, `{% url %}`, `view_name=`.

https://docs.djangoproject.com/en/5.2/topics/http/urls/#reverse-resolution-of-urls
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan, model_end
from decompose_analyzer.values import Shape
from decompose_core.coupling import CouplingSeverity, Effect, End
from decompose_core.location import Location
from decompose_core.problem import Level, Problem
from decompose_source.modules import Module

# A name that isn't one of the URLconf may also be a path or a view here.
MAY_BE_PATH = frozenset({"redirect", "resolve_url"})
CALLS = frozenset({"reverse", "reverse_lazy", "redirect", "resolve_url"})
DJANGO = ("django.urls.", "django.shortcuts.", "rest_framework.reverse.")
KEYWORDS = frozenset({"view_name"})
# Settings, and the attribute of RedirectView.
SETTINGS = frozenset({"LOGIN_URL", "LOGIN_REDIRECT_URL", "LOGOUT_REDIRECT_URL", "pattern_name"})

# https://docs.djangoproject.com/en/5.2/ref/contrib/admin/#reversing-admin-urls
ADMIN_PAGES = ("add", "change", "changelist", "delete", "history")

Names = Mapping[str, tuple[str, ...]]


def find(scan: Scan) -> Iterator[Found | Problem]:
    """Compare the app of each name's place with the apps of the endpoints that it names."""
    names = _names(scan)
    for module, dotted, calls in scan.calls_by_target():
        if dotted.rpartition(".")[2] in CALLS and dotted.startswith(DJANGO):
            for call in calls:
                yield from _call(scan, module, call, dotted.rpartition(".")[2], names)
    for module in scan.code:
        for call in module.index.calls_with(KEYWORDS):
            yield from _keyword(scan, module, call, names)
        for call in module.index.calls_named({"get_absolute_url"}):
            yield from _absolute(scan, module, call)
        for node in module.index.assignments:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(each, ast.Name) and each.id in SETTINGS for each in targets):
                name = scan.text(module, node.value)
                yield from _found(scan.end(module, node), name, module.at(node), names)
    for template in scan.templates:
        source = End(template.app or "templates", template.name)
        for token in template.tokens:
            if token.tag == "url" and token.words:
                name = token.literal(0)
                yield from _found(source, name, token.location, names)
                yield from _unknown(name, token.location, names)
                if name is None:
                    yield Problem(
                        Level.NOTE,
                        f"the URL name of {{% url {token.words[0]} %}} is computed at run time",
                        token.location,
                        "read by hand which URLs it can name",
                    )


def _absolute(scan: Scan, module: Module, call: ast.Call) -> Iterator[Found]:
    """Find `order.get_absolute_url()` on another app's row."""
    if not isinstance(call.func, ast.Attribute):
        return
    value = scan.types.of(module, call.func.value)
    if value is not None and value.shape is Shape.INSTANCE:
        target = model_end(value.name, "get_absolute_url")
        detail = f"links a row of {value.name} by its get_absolute_url()"
        yield Found(scan.end(module, call), target, Effect.BUILD, module.at(call), detail)


def _names(scan: Scan) -> Names:
    """Map each name, with its namespaces, to the apps of its endpoints."""
    apps: dict[str, set[str]] = {}
    for each in scan.project.endpoints:
        if each.name:
            full = f"{each.namespace}:{each.name}" if each.namespace else each.name
            apps.setdefault(full, set()).update([each.app] if each.app else [])
    for model in scan.project.models:
        for page in () if model.abstract else ADMIN_PAGES:
            name = f"admin:{model.label.replace('.', '_').lower()}_{page}"
            apps.setdefault(name, set()).add(model.app)
    return {name: tuple(sorted(found)) for name, found in apps.items()}


def _keyword(scan: Scan, module: Module, call: ast.Call, names: Names) -> Iterator[Found]:
    for keyword in call.keywords:
        if keyword.arg in KEYWORDS:
            yield from _found(
                scan.end(module, call), scan.text(module, keyword.value), module.at(call), names
            )


def _call(
    scan: Scan, module: Module, call: ast.Call, name: str, names: Names
) -> Iterator[Found | Problem]:
    named = [each.value for each in call.keywords if each.arg in ("viewname", "to")]
    node = next(iter([*call.args, *named]), None)
    if node is None:
        return
    texts = scan.texts.of(module, node)
    for text in texts or ():
        yield from _found(scan.end(module, call), text, module.at(call), names)
        if name not in MAY_BE_PATH:
            yield from _unknown(text, module.at(call), names)
    if texts is None and name not in MAY_BE_PATH and _is_computed(node):
        yield Problem(
            Level.NOTE,
            f"the URL name of {name}() is computed at run time",
            module.at(call),
            "read by hand which URLs it can name",
        )


def _unknown(name: str | None, place: Location, names: Names) -> Iterator[Problem]:
    """Note a name that no URL of the project has: a dotted view, an app that is not installed."""
    if name and name not in names and not name.startswith("admin:") and "." not in name:
        yield Problem(
            Level.NOTE,
            f"no URL that was read is named {name!r}",
            place,
            "it may belong to a package, or to an app that these settings leave out",
        )


def _found(source: End, name: str | None, place: Location, names: Names) -> Iterator[Found]:
    for app in names.get(name or "", ()):
        if app == source.app and len(names[name or ""]) > 1:
            return
    for app in names.get(name or "", ()):
        yield Found(
            source, End(app, str(name)), Effect.BUILD, place, f"names the URL {name!r} of {app}"
        )


def _is_computed(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr | ast.BinOp | ast.Call | ast.Subscript)


detector = Detector(
    find,
    "names of another app's URLs",
    example='`reverse("accounts:profile")` in orders',
    settled="the name resolves to the same path behind the proxy",
    rows=(36,),
    severity=CouplingSeverity.REWRITE,
    docs="https://docs.djangoproject.com/en/5.2/topics/http/urls/#reverse-resolution-of-urls",
    weight=0.5,
)
