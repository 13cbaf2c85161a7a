"""Put a descriptor in the place of a column that stays behind; reading it says how to bring it
along."""

from __future__ import annotations

import libcst as cst

from decompose_extractor.rewriting import Decisions, Transform
from decompose_extractor.transforms._classes import in_classes
from decompose_extractor.transforms._imports import with_import


def _rewrite(module: cst.Module, decisions: Decisions) -> cst.Module:
    def change(name: str, statement: cst.BaseStatement) -> cst.BaseStatement:
        path = decisions.left_out.get(name)
        if path is None:
            return statement
        new = cst.parse_statement(f'{name.partition(".")[2]} = LeftOut("{path}")\n')
        return statement if statement.deep_equals(new) else new

    changed = in_classes(module, change)
    if changed.deep_equals(module):
        return module
    return with_import(changed, "decompose_service.replicas", "LeftOut")


transform = Transform(_rewrite, "a column that stays behind says so when it is read")
