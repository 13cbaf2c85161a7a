"""Leave deletes of replica rows to their owner: what `on_delete` did arrives here as replicated
rows.

PROTECT and RESTRICT stay: they keep a row here from being deleted as before, and where the row is
the service's own, the owner of the key is asked.
"""

from __future__ import annotations

import libcst as cst

from decompose_extractor.rewriting import Decisions, Transform
from decompose_extractor.transforms._arguments import keyword, set_keyword
from decompose_extractor.transforms._classes import assigned_call, in_classes, with_call
from decompose_extractor.transforms._imports import with_import

_READING = ("PROTECT", "RESTRICT", "DO_NOTHING")


def _rewrite(module: cst.Module, decisions: Decisions) -> cst.Module:
    def change(name: str, statement: cst.BaseStatement) -> cst.BaseStatement:
        call = assigned_call(statement)
        if call is None or name not in decisions.owner_deletes:
            return statement
        changed = _changed(call, asks=name in decisions.owner_asks)
        return statement if changed is call else with_call(statement, changed)

    changed = in_classes(module, change)
    if "by_owner(" not in changed.code or changed.deep_equals(module):
        return changed
    return with_import(changed, "decompose_link.deletes", "by_owner")


def _changed(call: cst.Call, *, asks: bool) -> cst.Call:
    named = keyword(call, "on_delete")
    positional = [each for each in call.args if each.keyword is None]
    given = named or (positional[1] if len(positional) > 1 else None)
    if given is None:
        return set_keyword(call, "on_delete", "models.DO_NOTHING")
    text = cst.Module([]).code_for_node(given.value)
    if text.startswith("by_owner(") or (text.endswith(_READING) and not asks):
        return call
    rule = f"by_owner({text})" if text.endswith(_READING) else "models.DO_NOTHING"
    if named is not None:
        return set_keyword(call, "on_delete", rule)
    value = cst.parse_expression(rule)
    args = [each.with_changes(value=value) if each is given else each for each in call.args]
    return call.with_changes(args=args)


transform = Transform(_rewrite, "replica rows are deleted by their owner only")
