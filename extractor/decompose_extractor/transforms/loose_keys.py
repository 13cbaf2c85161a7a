"""Drop the database's constraint of a key that leads to a model of another owner; the key itself
stays as it is.

https://docs.djangoproject.com/en/stable/ref/models/fields/#django.db.models.ForeignKey.db_constrain
t
"""

from __future__ import annotations

import libcst as cst

from decompose_extractor.rewriting import Decisions, Transform
from decompose_extractor.transforms._arguments import set_keyword
from decompose_extractor.transforms._classes import assigned_call, in_classes, with_call


def _rewrite(module: cst.Module, decisions: Decisions) -> cst.Module:
    def change(name: str, statement: cst.BaseStatement) -> cst.BaseStatement:
        call = assigned_call(statement)
        if call is None or name not in decisions.loose:
            return statement
        changed = set_keyword(call, "db_constraint", "False")
        return statement if changed is call else with_call(statement, changed)

    return in_classes(module, change)


transform = Transform(_rewrite, "keys that lead to another owner's rows lose their constraint")
