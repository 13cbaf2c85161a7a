"""Leave deletes of replica rows to their owner: what `on_delete` did arrives here as replicated
rows.

PROTECT and RESTRICT stay: they only read, and keep a row here from being deleted as before.
"""

from __future__ import annotations

import libcst as cst

from decompose_extractor.rewriting import Decisions, Transform
from decompose_extractor.transforms._arguments import keyword, set_keyword
from decompose_extractor.transforms._classes import assigned_call, in_classes, with_call

_READING = ("PROTECT", "RESTRICT", "DO_NOTHING")


def _rewrite(module: cst.Module, decisions: Decisions) -> cst.Module:
    def change(name: str, statement: cst.BaseStatement) -> cst.BaseStatement:
        call = assigned_call(statement)
        if call is None or name not in decisions.owner_deletes:
            return statement
        changed = _changed(call)
        return statement if changed is call else with_call(statement, changed)

    return in_classes(module, change)


def _changed(call: cst.Call) -> cst.Call:
    named = keyword(call, "on_delete")
    positional = [each for each in call.args if each.keyword is None]
    given = named or (positional[1] if len(positional) > 1 else None)
    if given is None:
        return set_keyword(call, "on_delete", "models.DO_NOTHING")
    if cst.Module([]).code_for_node(given.value).endswith(_READING):
        return call
    if named is not None:
        return set_keyword(call, "on_delete", "models.DO_NOTHING")
    value = cst.parse_expression("models.DO_NOTHING")
    args = [each.with_changes(value=value) if each is given else each for each in call.args]
    return call.with_changes(args=args)


transform = Transform(_rewrite, "replica rows are deleted by their owner only")
