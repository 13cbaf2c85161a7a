"""Take fields that are inherited from a package out of a replica, as Django allows: `password =
None`.

https://docs.djangoproject.com/en/stable/topics/db/models/#field-name-hiding-is-not-permitted
"""

from __future__ import annotations

from collections.abc import Iterable

import libcst as cst

from decompose_extractor.cut import is_secret
from decompose_extractor.rewriting import Decisions, Transform
from decompose_extractor.transforms._classes import (
    bound_name,
    is_docstring,
    without_leading_blanks,
)
from decompose_extractor.transforms._imports import with_import


def _rewrite(module: cst.Module, decisions: Decisions) -> cst.Module:
    changed = module.with_changes(body=[_changed(each, decisions) for each in module.body])
    if changed.deep_equals(module) or not any(map(_withheld, decisions.unfilled.values())):
        return changed
    return with_import(changed, "decompose_service.replicas", "Withheld")


def _changed(statement: cst.BaseStatement, decisions: Decisions) -> cst.BaseStatement:
    if not isinstance(statement, cst.ClassDef) or not isinstance(statement.body, cst.IndentedBlock):
        return statement
    there = {bound_name(each) for each in statement.body.body}
    names = [n for n in decisions.unfilled.get(statement.name.value, ()) if n not in there]
    if not names:
        return statement
    body = list(statement.body.body)
    at = 1 if is_docstring(body[0]) else 0
    blank = [cst.EmptyLine(indent=False)]
    comment = cst.EmptyLine(comment=cst.Comment("# Secrets stay with their owner."))
    new = [cst.parse_statement(f"{name} = {_value(name)}\n") for name in names]
    new[0] = new[0].with_changes(leading_lines=[*(blank if at else []), comment])
    if at < len(body):
        body[at] = without_leading_blanks(body[at])
        lines = [*blank, *getattr(body[at], "leading_lines", ())]
        body[at] = body[at].with_changes(leading_lines=lines)
    return statement.with_changes(
        body=statement.body.with_changes(body=[*body[:at], *new, *body[at:]])
    )


def _value(name: str) -> str:
    """A secret reads as one that fits nothing; any other column reads as empty."""
    return "Withheld()" if is_secret(name) else "None"


def _withheld(names: Iterable[str]) -> bool:
    return any(map(is_secret, names))


transform = Transform(_rewrite, "inherited secrets are no columns of a replica")
