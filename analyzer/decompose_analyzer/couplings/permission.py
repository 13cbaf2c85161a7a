"""Finds permissions that are asked for by name: `has_perm("orders.view_order")`, and custom ones.

Their rows, and who has them, are in auth's tables, which stay with the monolith.

https://docs.djangoproject.com/en/5.2/topics/auth/default/#permissions-and-authorization
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan, model_end
from decompose_core.coupling import CouplingSeverity, Effect, End
from decompose_core.location import Location
from decompose_core.problem import Level, Problem
from decompose_source.index import called_name
from decompose_source.modules import Module

CHECKS = frozenset(
    {"has_perm", "has_perms", "permission_required", "get_objects_for_user", "assign_perm"}
    | {"ahas_perm", "ahas_perms", "remove_perm", "get_perms", "with_perm"}
)
ATTRIBUTES = frozenset({"permission_required", "any_permission"})
NAME = re.compile(r"(?P<app>\w+)\.(?P<codename>\w+)")
TEMPLATE_NAME = re.compile(r"\bperms\.(?P<app>\w+)(?:\.(?P<codename>\w+))?")


# Checks whose first argument is always a name; what is computed there is noted.
NAMED_FIRST = frozenset({"has_perm", "has_perms", "ahas_perm", "ahas_perms", "permission_required"})


def find(scan: Scan) -> Iterator[Found | Problem]:
    """Look at each check, each view's attribute, and `perms` in templates."""
    for module in scan.code:
        for call in module.index.calls_named(CHECKS):
            yield from _named(scan, module, [*call.args, *(e.value for e in call.keywords)])
            yield from _unjudged(scan, module, call)
        for statement in module.index.assignments:
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            is_named = any(isinstance(each, ast.Name) and each.id in ATTRIBUTES for each in targets)
            if is_named and statement.value is not None:
                yield from _named(scan, module, [statement.value])
    if scan.first:
        yield from _declared(scan)
    for template in scan.templates if scan.first else ():
        source = End(template.app or "templates", template.name)
        for token in template.tokens:
            for found in TEMPLATE_NAME.finditer(" ".join(token.words)):
                yield from _found(scan, source, found, token.location)


def _named(scan: Scan, module: Module, nodes: Iterable[ast.expr]) -> Iterator[Found]:
    for node in nodes:
        for each in node.elts if isinstance(node, ast.List | ast.Tuple | ast.Set) else [node]:
            for text in scan.texts.of(module, each) or ():
                found = NAME.fullmatch(text)
                if found:
                    yield from _found(scan, scan.end(module, each), found, module.at(each))


def _unjudged(scan: Scan, module: Module, call: ast.Call) -> Iterator[Problem]:
    if called_name(call) in NAMED_FIRST and _is_computed(scan, module, call):
        yield Problem(
            Level.NOTE,
            f"the permission that {called_name(call)}() asks for is computed at run time",
            module.at(call),
            "read by hand which permissions it can be",
        )


def _is_computed(scan: Scan, module: Module, call: ast.Call) -> bool:
    """Say whether the name can't be told; an override that hands on what it got is none."""
    scope = module.index.scope_of(call)
    if scope is not None and getattr(scope.node, "name", "") == called_name(call):
        return False
    named = [each.value for each in call.keywords if each.arg in ("perm", "perm_list")]
    for node in [*call.args, *named][:1]:
        return scan.texts.of(module, node) is None and scan.texts.items(module, node) is None
    return False


def _found(scan: Scan, source: End, found: re.Match[str], place: Location) -> Iterator[Found]:
    app, codename = found["app"], found["codename"] or "any"
    if app not in scan.labels:
        return
    target = End("auth" if app == source.app else app, f"permission {codename}")
    yield Found(source, target, Effect.READ, place, f"asks for the permission {app}.{codename}")


def _declared(scan: Scan) -> Iterator[Found]:
    """Find `Meta.permissions`: rows that Django makes in auth's table."""
    for model in scan.project.models:
        member = None if model.abstract else scan.classes.inner(model.dotted, "Meta", "permissions")
        for node in getattr(member.node, "elts", []) if member else ():
            name = node.elts[0] if isinstance(node, ast.Tuple) and node.elts else None
            text = scan.text(member.module, name) if member else None
            if member is not None and text is not None:
                yield Found(
                    model_end(model.label),
                    End("auth", f"permission {text}"),
                    Effect.SCHEMA,
                    member.module.at(node),
                    f"{model.label} declares the permission {text}",
                )


detector = Detector(
    find,
    "permissions, whose rows are in auth's tables",
    example='`user.has_perm("orders.refund_order")`',
    settled="permissions travel in the identity token by their natural key",
    rows=(14,),
    severity=CouplingSeverity.BLOCKS,
    docs="https://docs.djangoproject.com/en/5.2/topics/auth/default/#permissions-and-authorization",
    weight=0.5,
    by_module=True,
)
