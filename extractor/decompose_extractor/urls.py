"""The URLconf of a service: the monolith's patterns that lead to moved views, under the same paths.

URLconfs of moved apps travel as they are and are included; of a URLconf that stays, only the
patterns that lead to moved
code are kept. Names of pages that stay are kept as patterns that say who serves them, so that links
can be made.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from decompose_core.monolith import Endpoint
from decompose_core.problem import Level, Problem
from decompose_extractor.cut import Cut
from decompose_source.modules import Module

_PATTERNS = frozenset({"django.urls.path", "django.urls.re_path", "django.conf.urls.url"})
_INCLUDES = frozenset({"django.urls.include", "django.conf.urls.include"})
# Django's path converters, as the regular expressions that they stand for.
_CONVERTERS = {
    "int": "[0-9]+", "path": ".+", "slug": "[-a-zA-Z0-9_]+", "str": "[^/]+",
    "uuid": "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
}  # fmt: skip
# The anchor that starts a pattern within a joined route; not the one that negates a set of
# characters.
_ANCHOR = re.compile(r"(?<![\[\\])\^")
CONVERTED = re.compile(r"<(?:(\w+):)?(\w+)>")
_WRAPPERS = frozenset({"django.conf.urls.i18n.i18n_patterns"})


@dataclass(frozen=True, slots=True)
class Mount:
    """One pattern of the service: `function(route, target)`, or a group of patterns below a route.

    `target` is source text; `imports` are the (module, name) pairs that it needs.
    """

    function: str
    route: str
    target: str = ""
    options: tuple[str, ...] = ()
    children: tuple[Mount, ...] = ()
    namespace: str = ""
    imports: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Slice:
    """What is left of a project's URLconf, and what could not be followed."""

    mounts: tuple[Mount, ...]
    problems: tuple[Problem, ...]
    read: frozenset[str] = frozenset()  # the files of all URLconfs that were followed or included


def slice_urls(cut: Cut, root: str, *, admin: bool) -> Slice:
    """Keep the patterns of the root URLconf that lead to moved code; `admin`: and the admin's."""
    walk = _Slicing(cut, admin=admin)
    module = cut.module(root)
    mounts = walk.module(module, frozenset()) if module is not None else []
    return Slice(_merged(mounts), tuple(walk.problems), frozenset(walk.read))


class _Slicing:
    def __init__(self, cut: Cut, *, admin: bool) -> None:
        self.cut = cut
        self.admin = admin
        self.problems: list[Problem] = []
        self.read: set[str] = set()

    def module(self, module: Module, above: frozenset[str]) -> list[Mount]:
        """Keep the patterns of one URLconf."""
        if module.name in above or module.tree is None:
            return []
        self.read.add(module.path)
        found: list[Mount] = []
        for node in module.tree.body:
            value = _patterns_value(node)
            if value is not None:
                here = self._list(module, value, above | {module.name})
                again = isinstance(node, ast.AugAssign) or any(map(_is_patterns, ast.walk(value)))
                found = [*found, *here] if again else here
        return found

    def _list(self, module: Module, node: ast.expr, above: frozenset[str]) -> list[Mount]:
        if isinstance(node, ast.List | ast.Tuple):
            return [mount for each in node.elts for mount in self._list(module, each, above)]
        if isinstance(node, ast.BinOp):
            return [
                *self._list(module, node.left, above),
                *self._list(module, node.right, above),
            ]
        if isinstance(node, ast.Starred):
            return self._list(module, node.value, above)
        if isinstance(node, ast.Call):
            return self._call(module, node, above)
        value = self._assigned(module, node)
        return self._list(module, value, above) if value is not None else []

    def _call(self, module: Module, node: ast.Call, above: frozenset[str]) -> list[Mount]:
        function = self._resolve(module, node.func)
        if function in _WRAPPERS:
            inner = [mount for each in node.args for mount in self._list(module, each, above)]
            return [Mount("i18n_patterns", "", children=tuple(inner))] if inner else []
        if function not in _PATTERNS or len(node.args) < 2:
            return []
        route = node.args[0]
        if not isinstance(route, ast.Constant) or not isinstance(route.value, str):
            if self._mentions_moved(module, node.args[1]):
                self._lost(module, node, "has a path that is computed")
            return []
        kind = "path" if function == "django.urls.path" else "re_path"
        target = node.args[1]
        if isinstance(target, ast.Call) and self._resolve(module, target.func) in _INCLUDES:
            return self._include(module, target, kind, route.value, above)
        return self._view(module, node, kind, route.value)

    def _include(
        self, module: Module, call: ast.Call, kind: str, route: str, above: frozenset[str]
    ) -> list[Mount]:
        if not call.args:
            return []
        what, namespace = call.args[0], _option(call, "namespace")
        app_name = ""
        if isinstance(what, ast.Tuple) and len(what.elts) == 2:
            app_name = str(getattr(what.elts[1], "value", ""))
            what = what.elts[0]
        target = self._urlconf(module, what)
        if target is not None and self.cut.is_moved(target.name):
            options = (f'namespace="{namespace}"',) if namespace else ()
            self._included(target)
            return [Mount(kind, route, f'include("{target.name}")', options)]
        if target is not None:
            children = self.module(target, above)
            app_name = app_name or _app_name(target)
        elif isinstance(what, ast.Attribute) and what.attr == "urls":
            children = self._router(module, what.value)
        else:
            children = self._list(module, what, above)
        if not children:
            return []
        return [Mount(kind, route, children=tuple(children), namespace=namespace or app_name)]

    def _included(self, module: Module) -> None:
        """Note a URLconf that travels whole, with those it includes."""
        if module.path in self.read or not self.cut.is_moved(module.name):
            return
        self.read.add(module.path)
        for call in module.index.calls:
            if call.args and self._resolve(module, call.func) in _INCLUDES:
                what = call.args[0]
                if isinstance(what, ast.Tuple) and what.elts:
                    what = what.elts[0]
                inner = self._urlconf(module, what)
                if inner is not None:
                    self._included(inner)

    def _urlconf(self, module: Module, what: ast.expr) -> Module | None:
        if isinstance(what, ast.Constant) and isinstance(what.value, str):
            return self.cut.module(what.value)
        dotted = self._resolve(module, what)
        return self.cut.module(dotted) if dotted else None

    def _router(self, module: Module, router: ast.expr) -> list[Mount]:
        """Keep the registrations of moved view sets."""
        if not isinstance(router, ast.Name) or module.tree is None:
            return []
        found: list[Mount] = []
        for node in ast.walk(module.tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "register"
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == router.id
                and len(node.args) > 1
            ):
                imports = self._moved_names(module, node.args[1])
                if imports:
                    options = [ast.unparse(each) for each in node.args[2:]]
                    options += [f"{each.arg}={ast.unparse(each.value)}" for each in node.keywords]
                    route = str(getattr(node.args[0], "value", ""))
                    found.append(
                        Mount(
                            "register", route, ast.unparse(node.args[1]), tuple(options), (), "",
                            tuple(imports),
                        )
                    )  # fmt: skip
        return found

    def _view(self, module: Module, node: ast.Call, kind: str, route: str) -> list[Mount]:
        view = node.args[1]
        if self._resolve(module, view) == "django.contrib.admin.site.urls":
            mount = Mount(
                kind, route, "admin.site.urls", (), (), "", (("django.contrib", "admin"),)
            )
            return [mount] if self.admin else []
        imports = self._moved_names(module, view)
        if not imports:
            return []
        others = self._other_names(module, view, imports)
        options = [ast.unparse(each) for each in node.args[2:]]
        options += [f"{each.arg}={ast.unparse(each.value)}" for each in node.keywords if each.arg]
        return [
            Mount(kind, route, ast.unparse(view), tuple(options), (), "", tuple(imports + others))
        ]

    def _moved_names(self, module: Module, node: ast.expr) -> list[tuple[str, str]]:
        """The imports through which an expression reaches moved code."""
        return [
            (each.module, each.name or "")
            for each in self._imports_in(module, node)
            if self.cut.is_moved(f"{each.module}.{each.name}") or self.cut.is_moved(each.module)
        ]

    def _other_names(
        self, module: Module, node: ast.expr, known: list[tuple[str, str]]
    ) -> list[tuple[str, str]]:
        pairs = [(each.module, each.name or "") for each in self._imports_in(module, node)]
        return [each for each in pairs if each not in known]

    def _imports_in(self, module: Module, node: ast.expr) -> Iterator[_Pair]:
        imported = self.cut.outline(module).imported
        for each in ast.walk(node):
            if isinstance(each, ast.Name) and each.id in imported:
                target = imported[each.id]
                yield _Pair(target.module, target.name)

    def _mentions_moved(self, module: Module, node: ast.expr) -> bool:
        if isinstance(node, ast.Call) and node.args:
            urlconf = self._urlconf(module, node.args[0])
            if urlconf is not None and self.cut.is_moved(urlconf.name):
                return True
        return bool(self._moved_names(module, node))

    def _assigned(self, module: Module, node: ast.expr) -> ast.expr | None:
        if not isinstance(node, ast.Name) or _is_patterns(node):
            return None  # what the list held before is known already
        for each in self.cut.outline(module).binders(node.id):
            if isinstance(each.node, ast.Assign):
                return each.node.value
        return None

    def _resolve(self, module: Module, node: ast.expr) -> str | None:
        return self.cut.project.names.resolve(module, node)

    def _lost(self, module: Module, node: ast.AST, why: str) -> None:
        self.problems.append(
            Problem(
                Level.WARNING,
                f"a pattern that leads to moved code {why}; it is not in the service's URLconf",
                module.at(node),
                "add it to config/urls.py of the service",
            )
        )


@dataclass(frozen=True, slots=True)
class _Pair:
    module: str
    name: str | None


def staying_names(
    cut: Cut, strings: frozenset[str], urls: Slice, *, admin: bool
) -> tuple[Endpoint, ...]:
    """List the endpoints that stay and whose names are among the strings that are kept.

    A URLconf that travels whole names its pages itself.
    """
    whole = {m.path for m in cut.moved_modules} & urls.read
    found: dict[tuple[str, str], Endpoint] = {}
    for each in cut.project.endpoints:
        if each.name is None or each.app in cut.moved or (admin and each.namespace == "admin"):
            continue
        if each.location.path in whole:
            continue
        full = f"{each.namespace}:{each.name}" if each.namespace else each.name
        if full in strings:
            found.setdefault((full, each.route), each)
    return tuple(found[key] for key in sorted(found))


def as_expression(route: str) -> str | None:
    """Write a joined route as one regular expression; None where it has Django's path syntax all
    through."""
    if "^" not in route and "(?P" not in route and not route.endswith(("$", "\\Z")):
        return None
    return "^" + CONVERTED.sub(converter_expression, _ANCHOR.sub("", route))


def converter_expression(match: re.Match[str]) -> str:
    """Write one `<int:pk>` of a route as the regular expression that it stands for."""
    if match.string[max(0, match.start() - 2) : match.start()] == "?P":
        return match[0]
    return f"(?P<{match[2]}>{_CONVERTERS.get(match[1] or 'str', '[^/]+')})"


def _patterns_value(node: ast.stmt) -> ast.expr | None:
    if isinstance(node, ast.Assign) and any(_is_patterns(each) for each in node.targets):
        return node.value
    if isinstance(node, ast.AugAssign | ast.AnnAssign) and _is_patterns(node.target):
        return node.value
    return None


def _is_patterns(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id == "urlpatterns"


def _option(call: ast.Call, name: str) -> str:
    for each in call.keywords:
        if each.arg == name and isinstance(each.value, ast.Constant):
            return str(each.value.value)
    return ""


def _app_name(module: Module) -> str:
    for node in module.tree.body if module.tree else ():
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and node.targets[0].id == "app_name"
            and isinstance(node.value, ast.Constant)
        ):
            return str(node.value.value)
    return ""


def _merged(mounts: list[Mount]) -> tuple[Mount, ...]:
    """Flatten groups without a namespace of their own into their parents, path by path."""
    found: list[Mount] = []
    for each in mounts:
        children = _merged(list(each.children))
        plain = each.function == "path" and not each.namespace and children
        if plain and all(child.function == "path" for child in children):
            for child in children:
                found.append(_below(each.route, child))
        else:
            found.append(
                Mount(
                    each.function, each.route, each.target, each.options, children,
                    each.namespace, each.imports,
                )
            )  # fmt: skip
    return tuple(found)


def _below(route: str, mount: Mount) -> Mount:
    return Mount(
        mount.function, route + mount.route, mount.target, mount.options, mount.children,
        mount.namespace, mount.imports,
    )  # fmt: skip
