"""Let the owner of a key's rows carry out `on_delete`, and the database no longer check the key: in
the monolith, where rows at either end may come to be another's.

https://docs.djangoproject.com/en/stable/ref/models/fields/#django.db.models.ForeignKey.on_delete
"""

from __future__ import annotations

import libcst as cst

from decompose_extractor.rewriting import Decisions, Transform
from decompose_extractor.transforms._arguments import keyword, set_keyword
from decompose_extractor.transforms._classes import assigned_call, in_classes, with_call
from decompose_extractor.transforms._imports import with_import

_MODULE, _NAME = "decompose_link.deletes", "by_owner"


def _rewrite(module: cst.Module, decisions: Decisions) -> cst.Module:
    def change(name: str, statement: cst.BaseStatement) -> cst.BaseStatement:
        call = assigned_call(statement)
        if call is None or name not in decisions.owned_keys:
            return statement
        changed = set_keyword(_owned(call, decisions.owned_keys[name]), "db_constraint", "False")
        return statement if changed is call else with_call(statement, changed)

    changed = in_classes(module, change)
    if changed.deep_equals(module) or not any(decisions.owned_keys.values()):
        return changed
    return with_import(changed, _MODULE, _NAME)


def _owned(call: cst.Call, default: str) -> cst.Call:
    """Wrap what is written; `default` is the rule where the field's class brings its own, and empty
    for a field without a rule."""
    if not default:
        return call
    positional = [each for each in call.args if each.keyword is None]
    given = keyword(call, "on_delete") or (positional[1] if len(positional) > 1 else None)
    if given is None:
        return set_keyword(call, "on_delete", f"{_NAME}(models.{default})")
    text = cst.Module([]).code_for_node(given.value)
    if text.startswith(f"{_NAME}("):
        return call
    value = cst.parse_expression(f"{_NAME}({text})")
    args = [each.with_changes(value=value) if each is given else each for each in call.args]
    return call.with_changes(args=args)


transform = Transform(_rewrite, "on_delete is carried out by the owner of the rows")
