"""Keep only the members of a class that retained code can use."""

from __future__ import annotations

import libcst as cst

from decompose_extractor.rewriting import Decisions, Transform
from decompose_extractor.transforms._classes import in_classes


def _rewrite(module: cst.Module, decisions: Decisions) -> cst.Module:
    def change(name: str, statement: cst.BaseStatement) -> cst.BaseStatement | None:
        owner, _, member = name.partition(".")
        members = decisions.members.get(owner)
        keeps = members is None or not member or member in members or name in decisions.left_out
        return statement if keeps else None

    return in_classes(module, change)


transform = Transform(_rewrite, "replicas and managers hold only the members that are used")
