"""Finds permissions that are asked for by name: `has_perm("orders.view_order")`, and custom ones.

Their rows, and who has them, are in auth's tables, which stay with the monolith.

https://docs.djangoproject.com/en/5.2/topics/auth/default/#permissions-and-authorization
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan, model_end
from decompose_core.coupling import CouplingSeverity, Effect, End
from decompose_core.location import Location

CHECKS = frozenset(
    {"has_perm", "has_perms", "permission_required", "get_objects_for_user", "assign_perm"}
    | {"ahas_perm", "ahas_perms", "remove_perm", "get_perms", "with_perm"}
)
ATTRIBUTES = frozenset({"permission_required", "any_permission"})
NAME = re.compile(r"(?P<app>\w+)\.(?P<codename>\w+)")
TEMPLATE_NAME = re.compile(r"\bperms\.(?P<app>\w+)(?:\.(?P<codename>\w+))?")


def find(scan: Scan) -> Iterator[Found]:
    """Look at each check, each view's attribute, and `perms` in templates."""
    for module in scan.code:
        nodes: list[ast.expr] = []
        for call in module.index.calls_named(CHECKS):
            nodes += [*call.args, *(each.value for each in call.keywords)]
        for statement in module.index.assignments:
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            is_named = any(isinstance(each, ast.Name) and each.id in ATTRIBUTES for each in targets)
            if is_named and statement.value is not None:
                nodes.append(statement.value)
        for node in nodes:
            for each in node.elts if isinstance(node, ast.List | ast.Tuple | ast.Set) else [node]:
                text = scan.text(module, each)
                found = NAME.fullmatch(text) if text else None
                if found:
                    yield from _found(scan, scan.end(module, each), found, module.at(each))
    yield from _declared(scan)
    for template in scan.templates:
        source = End(template.app or "templates", template.name)
        for token in template.tokens:
            for found in TEMPLATE_NAME.finditer(" ".join(token.words)):
                yield from _found(scan, source, found, token.location)


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
)
