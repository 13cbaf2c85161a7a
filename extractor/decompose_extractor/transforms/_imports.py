"""Shared parts: an import that generated code needs, put where a person would put it."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from decompose_extractor.transforms._classes import is_docstring


def with_import(module: cst.Module, source: str, name: str) -> cst.Module:
    """Import a name from a module, below the last import at the top; nothing if it is there
    already."""
    line = cst.parse_statement(f"from {source} import {name}\n")
    body = list(module.body)
    if any(each.deep_equals(line) for each in _bare(body)):
        return module
    after = max(
        (number for number, each in enumerate(body) if _is_import(each)),
        default=0 if body and is_docstring(body[0]) else -1,
    )
    if not any(_is_import(each) for each in body) and after == 0:
        line = line.with_changes(leading_lines=[cst.EmptyLine(indent=False)])
    body.insert(after + 1, line)
    following = body[after + 2] if after + 2 < len(body) else None
    if following is not None and not getattr(following, "leading_lines", ()):
        blank = [cst.EmptyLine(indent=False), cst.EmptyLine(indent=False)]
        body[after + 2] = following.with_changes(leading_lines=blank)
    return module.with_changes(body=body)


def _bare(body: Sequence[cst.BaseStatement]) -> list[cst.BaseStatement]:
    return [each.with_changes(leading_lines=[]) for each in body if _is_import(each)]


def _is_import(statement: cst.BaseStatement) -> bool:
    return isinstance(statement, cst.SimpleStatementLine) and all(
        isinstance(each, cst.Import | cst.ImportFrom) for each in statement.body
    )
