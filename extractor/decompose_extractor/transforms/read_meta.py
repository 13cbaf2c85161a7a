"""Reduce a replica's `class Meta` to the options that say how rows are read; constraints and
permissions stay with the owner."""

from __future__ import annotations

import libcst as cst

from decompose_extractor.rewriting import Decisions, Transform
from decompose_extractor.transforms._classes import bound_name, in_classes, tidy


def _rewrite(module: cst.Module, decisions: Decisions) -> cst.Module:
    def change(name: str, statement: cst.BaseStatement) -> cst.BaseStatement | None:
        owner, _, member = name.partition(".")
        options = decisions.read_meta.get(owner)
        if options is None or member != "Meta" or not isinstance(statement, cst.ClassDef):
            return statement
        return _reduced(statement, options)

    return in_classes(module, change)


def _reduced(meta: cst.ClassDef, options: frozenset[str]) -> cst.ClassDef | None:
    if not isinstance(meta.body, cst.IndentedBlock):
        return meta
    kept = [each for each in meta.body.body if bound_name(each) in options]
    if len(kept) == len(meta.body.body):
        return meta
    if not kept:
        return None
    return meta.with_changes(body=meta.body.with_changes(body=tidy(kept)))


transform = Transform(_rewrite, "a replica's Meta says how rows are read, nothing else")
