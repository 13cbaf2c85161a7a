"""What a request to a moved view may do to the data, by its call path: reads may shift, writes
follow the owner.

A safe method reads when nothing on its path acts: not the view's own code for that method, not what
it calls, not the
classes it names. Whatever can't be followed counts as a write.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from decompose_core.monolith import Endpoint, EndpointEffect
from decompose_core.project_file import RouteEntry
from decompose_extractor.acting import Acting
from decompose_extractor.cut import Cut
from decompose_extractor.effects import effects_of
from decompose_extractor.members import members_of
from decompose_source.modules import Module
from decompose_source.names import Definition, dotted_parts

SAFE = ("GET", "HEAD", "OPTIONS")
UNSAFE = ("DELETE", "PATCH", "POST", "PUT")
# Methods of views, forms and serializers that only unsafe requests run.
CHANGING = frozenset(
    {
        "clean", "create", "delete", "delete_queryset", "destroy", "form_invalid", "form_valid",
        "partial_update", "patch", "perform_create", "perform_destroy", "perform_update", "post",
        "put", "save", "update",
    }
)  # fmt: skip
# Views of these packages read when they are asked to GET.
KNOWN = ("django.views.generic.", "django.contrib.auth.mixins.", "rest_framework.")
_DEPTH = 12

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


class RouteEffects:
    """Answers for the endpoints of one cut."""

    def __init__(self, cut: Cut) -> None:
        self.cut = cut
        self.acting = Acting(cut)
        self._known: dict[tuple[str, str], bool] = {}
        self._acting_methods: frozenset[str] | None = None

    def routes(self, endpoint: Endpoint, pattern: str) -> Iterator[RouteEntry]:
        """Yield a route for the methods that read and one for those that write."""
        safe = tuple(each for each in endpoint.methods if each in SAFE)
        unsafe = tuple(each for each in endpoint.methods if each not in SAFE)
        any_method = not endpoint.methods
        if any_method:
            safe, unsafe = SAFE[:2], UNSAFE
        reads = bool(safe) and self.reads(endpoint)
        if not reads:
            yield RouteEntry(pattern, endpoint.methods, EndpointEffect.WRITE, endpoint.view)
            return
        yield RouteEntry(pattern, safe, EndpointEffect.READ, endpoint.view)
        if unsafe:
            methods = () if any_method else unsafe
            yield RouteEntry(pattern, methods, EndpointEffect.WRITE, endpoint.view)

    def reads(self, endpoint: Endpoint) -> bool:
        """Whether a safe request to an endpoint changes nothing."""
        if endpoint.effect is EndpointEffect.READ:
            return True
        view = self._view(endpoint)
        if view is None:
            return False
        if isinstance(view.node, ast.ClassDef):
            return self._class_reads(view, _action(view.node, endpoint), 0)
        return isinstance(view.node, FunctionNode) and self._function_reads(
            view.module, view.node, view.dotted, 0
        )

    def _view(self, endpoint: Endpoint) -> Definition | None:
        """Find the view; a function that a decorator has turned into a class is found by its place
        in the URLconf."""
        found = self.cut.definition(endpoint.view)
        if found is not None:
            return found
        module = self.cut.project.sources.by_path.get(endpoint.location.path)
        for call in module.index.calls if module is not None else ():
            if call.lineno == endpoint.location.line and len(call.args) > 1 and module is not None:
                dotted = self.cut.project.names.resolve(module, call.args[1])
                return self.cut.definition(dotted) if dotted else None
        return None

    def _class_reads(self, view: Definition, action: str | None, depth: int) -> bool:
        for name in self.cut.project.names.ancestors(view.dotted):
            found = self.cut.definition(name)
            if found is None:
                if not name.startswith(KNOWN):
                    return False
                continue
            if not isinstance(found.node, ast.ClassDef):
                return False
            for member in members_of(found.node):
                if member.name in CHANGING or _only_unsafe(member.node):
                    continue
                if action is not None and _is_action(member.node) and member.name != action:
                    continue
                dotted = f"{name}.{member.name}"
                if not self._function_reads(found.module, member.node, dotted, depth):
                    return False
        return True

    def _function_reads(self, module: Module, node: ast.stmt, dotted: str, depth: int) -> bool:
        """Whether code reads, with all it calls and names; branches for unsafe methods are left
        out."""
        if depth > _DEPTH:
            return False
        key = (module.path, f"{dotted}:{node.lineno}")
        if key in self._known:
            return self._known[key]
        self._known[key] = True  # a circle of calls adds nothing new
        self._known[key] = self._reads(module, node, depth)
        return self._known[key]

    def _reads(self, module: Module, node: ast.stmt, depth: int) -> bool:
        names = self.cut.project.names
        for each in _safe_nodes(node):
            if isinstance(each, ast.Call):
                effects = effects_of(
                    [ast.Expr(ast.Call(each.func, [], [], lineno=each.lineno))],
                    lambda expression: names.resolve(module, expression, at=expression),
                    relations=self.cut.relation_names,
                )
                if effects or self._calls_acting_method(each):
                    return False
            if isinstance(each, ast.Subscript | ast.Attribute) and _stores_session(each):
                return False
            if isinstance(each, ast.Name | ast.Attribute) and dotted_parts(each):
                dotted = names.resolve(module, each, at=each)
                found = self.cut.definition(dotted) if dotted else None
                if found is not None and not self._named_reads(found, depth + 1):
                    return False
        return True

    def _named_reads(self, found: Definition, depth: int) -> bool:
        """Whether a function or class that is named on the path reads; models are judged by their
        called methods."""
        if isinstance(found.node, FunctionNode):
            return self._function_reads(found.module, found.node, found.dotted, depth)
        if not isinstance(found.node, ast.ClassDef) or self.cut.project.model_of(found.dotted):
            return True
        key = (found.module.path, found.dotted)
        if key not in self._known:
            self._known[key] = True
            self._known[key] = all(
                self._function_reads(found.module, each.node, f"{found.dotted}.{each.name}", depth)
                for each in members_of(found.node)
                if each.is_method and each.name not in CHANGING
            )
        return self._known[key]

    def _calls_acting_method(self, call: ast.Call) -> bool:
        """Whether a method is called that acts in some model or manager of the project, by its
        name."""
        if self._acting_methods is None:
            self._acting_methods = frozenset(self._methods_that_act())
        return isinstance(call.func, ast.Attribute) and call.func.attr in self._acting_methods

    def _methods_that_act(self) -> Iterator[str]:
        for module in self.cut.project.modules.values():
            for node in module.index.classes:
                is_rows = self.cut.model_at(module, node) or self.acting.is_manager(module, node)
                for each in members_of(node) if is_rows else ():
                    if isinstance(each.node, FunctionNode) and self.acting.of_method(
                        module, node, each.node
                    ):
                        yield each.name


def _safe_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """Walk code, but not into branches that only unsafe methods take."""
    pending: list[ast.AST] = [node]
    while pending:
        current = pending.pop()
        yield current
        if isinstance(current, ast.If):
            asked = _asks_for_unsafe(current.test)
            if asked is not None:
                pending += current.orelse if asked else current.body
                continue
        pending += ast.iter_child_nodes(current)


def _asks_for_unsafe(test: ast.expr) -> bool | None:
    """Tell what `request.method == "POST"` asks; None for any other condition."""
    parts = test.values if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) else [test]
    for each in parts:
        match each:
            case ast.Compare(
                left=ast.Attribute(attr="method"),
                ops=[operator],
                comparators=[ast.Constant(value=str(name))],
            ):
                if isinstance(operator, ast.Eq) and name in UNSAFE:
                    return True
                if isinstance(operator, ast.NotEq) and name in SAFE and len(parts) == 1:
                    return True
                if isinstance(operator, ast.Eq) and name in SAFE and len(parts) == 1:
                    return False
            case _:
                continue
    return None


def _stores_session(node: ast.Subscript | ast.Attribute) -> bool:
    """Whether code writes into the session: it lies with the monolith."""
    parts = dotted_parts(node.value)
    return isinstance(node.ctx, ast.Store | ast.Del) and bool(parts) and "session" in (parts or ())


def _is_action(node: ast.stmt) -> bool:
    return isinstance(node, FunctionNode) and any(
        ast.unparse(each).partition("(")[0].rpartition(".")[2] == "action"
        for each in node.decorator_list
    )


def _only_unsafe(node: ast.stmt) -> bool:
    """Whether a view set's extra action takes unsafe methods only."""
    if not _is_action(node) or not isinstance(node, FunctionNode):
        return False
    for each in node.decorator_list:
        for option in each.keywords if isinstance(each, ast.Call) else ():
            if option.arg == "methods":
                text = ast.unparse(option.value).upper()
                return not any(method in text for method in SAFE)
    return False


def _action(node: ast.ClassDef, endpoint: Endpoint) -> str | None:
    """The extra action that an endpoint of a view set leads to, by its name; empty for the standard
    ones."""
    actions = [each.name for each in members_of(node) if _is_action(each.node)]
    for each in sorted(actions, key=len, reverse=True):
        if endpoint.name is not None and endpoint.name.endswith(f"-{each.replace('_', '-')}"):
            return each
    return "" if actions else None
