"""Finds Meta options that reach another app: ordering, constraints and indexes by its keys.

https://docs.djangoproject.com/en/5.2/ref/models/options/
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan, model_end
from decompose_core.coupling import CouplingSeverity, Effect
from decompose_core.monolith import Model
from decompose_source.modules import Module

PATHS = ("ordering", "get_latest_by", "order_with_respect_to")
COLUMNS = ("unique_together", "index_together", "constraints", "indexes")


def find(scan: Scan) -> Iterator[Found]:
    """Read the Meta of each model."""
    for model in scan.project.models:
        if model.abstract:
            continue
        for option in (*PATHS, *COLUMNS):
            member = scan.classes.inner(model.dotted, "Meta", option)
            if member is not None:
                yield from _found(scan, model, option, member.module, member.node)


def _found(scan: Scan, model: Model, option: str, module: Module, node: ast.AST) -> Iterator[Found]:
    for text, place in _strings(node):
        way = scan.models.walk(model.label, text)
        for hop in way.hops:
            other = scan.other_end(hop, model.app)
            if other is None:
                continue
            reason = "orders by" if option in PATHS else "includes"
            yield Found(
                source=model_end(model.label, hop.field if not hop.reverse else ""),
                target=model_end(other),
                effect=Effect.READ if option in PATHS else Effect.SCHEMA,
                location=module.at(place),
                detail=f"{model.label}: Meta.{option} {reason} {text!r}, which leads to {other}",
            )


def _strings(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Yield the names of fields in an option; names of constraints and the like are none."""
    for each in ast.walk(node):
        if isinstance(each, ast.keyword):
            if each.arg and each.arg not in NOT_FIELDS and _is_condition(each, node):
                yield each.arg, each.value
        elif isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield from () if _is_plain_keyword(each, node) else ((each.value, each),)


NOT_FIELDS = frozenset(
    {"name", "fields", "condition", "check", "include", "opclasses", "deferrable", "expressions"}
    | {"violation_error_message", "violation_error_code", "nulls_distinct", "db_tablespace"}
)
PLAIN = frozenset({"name", "violation_error_message", "violation_error_code", "db_tablespace"})


def _is_condition(keyword: ast.keyword, within: ast.AST) -> bool:
    """Say whether a keyword stands in a Q, where its name is a path."""
    return any(
        isinstance(call, ast.Call)
        and keyword in call.keywords
        and getattr(call.func, "attr", getattr(call.func, "id", "")) == "Q"
        for call in ast.walk(within)
    )


def _is_plain_keyword(constant: ast.Constant, within: ast.AST) -> bool:
    return any(
        isinstance(each, ast.keyword)
        and (each.arg in PLAIN or _is_condition(each, within))
        and constant in ast.walk(each.value)
        for each in ast.walk(within)
    )


detector = Detector(
    find,
    "Meta options that reach another app",
    example='`ordering = ["customer__email"]` in orders',
    settled="constraints keep their column; an ordering runs on the replica",
    rows=(9, 10),
    severity=CouplingSeverity.REWRITE,
    docs="https://docs.djangoproject.com/en/5.2/ref/models/options/",
)
