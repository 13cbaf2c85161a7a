"""Write out the link of a model to the parent row that stays with another owner, so that it has no
constraint.

https://docs.djangoproject.com/en/stable/topics/db/models/#specifying-the-parent-link-field
"""

from __future__ import annotations

import libcst as cst

from decompose_extractor.rewriting import Decisions, Transform
from decompose_extractor.transforms._classes import (
    bound_name,
    is_docstring,
    without_leading_blanks,
)
from decompose_extractor.transforms._imports import with_import

_LINK = """{name} = models.OneToOneField(
    "{to}",
    on_delete=models.CASCADE,
    parent_link=True,
    primary_key=True,
    db_constraint=False,
)
"""


def _rewrite(module: cst.Module, decisions: Decisions) -> cst.Module:
    changed = module.with_changes(body=[_changed(each, decisions) for each in module.body])
    if changed.deep_equals(module):
        return module
    return with_import(changed, "django.db", "models")


def _changed(statement: cst.BaseStatement, decisions: Decisions) -> cst.BaseStatement:
    if not isinstance(statement, cst.ClassDef) or not isinstance(statement.body, cst.IndentedBlock):
        return statement
    there = {bound_name(each) for each in statement.body.body}
    links = {
        name: to
        for full, to in sorted(decisions.parent_links.items())
        if full == f"{statement.name.value}.{(name := full.partition('.')[2])}"
        and name not in there
    }
    if not links:
        return statement
    body = list(statement.body.body)
    at = 1 if is_docstring(body[0]) else 0
    blank = [cst.EmptyLine(indent=False)]
    new = [cst.parse_statement(_LINK.format(name=name, to=to)) for name, to in links.items()]
    if at:
        new[0] = new[0].with_changes(leading_lines=blank)
    if at < len(body):
        body[at] = without_leading_blanks(body[at])
        between = blank if isinstance(body[at], cst.FunctionDef | cst.ClassDef) else []
        lines = [*between, *getattr(body[at], "leading_lines", ())]
        body[at] = body[at].with_changes(leading_lines=lines)
    return statement.with_changes(
        body=statement.body.with_changes(body=[*body[:at], *new, *body[at:]])
    )


transform = Transform(_rewrite, "a row that extends another owner's is linked by a loose key")
