"""Shared parts: an import that generated code needs, put where a person would put it."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst
from libcst.helpers import get_full_name_for_node

from decompose_extractor.transforms._classes import is_docstring

_LINE = 100


def with_import(module: cst.Module, source: str, name: str) -> cst.Module:
    """Import a name from a module, in the last block of imports at the top and in its order;
    nothing if it is there already."""
    line = cst.parse_statement(f"from {source} import {name}\n")
    body = list(module.body)
    if any(each.deep_equals(line) for each in _bare(body)):
        return module
    for number, each in enumerate(body):
        if _is_import(each) and _module_of(each) == source and (more := _joined(each, name)):
            return module.with_changes(body=[*body[:number], more, *body[number + 1 :]])
    last = max(
        (number for number, each in enumerate(body) if _is_import(each)),
        default=0 if body and is_docstring(body[0]) else -1,
    )
    if not any(_is_import(each) for each in body) and last == 0:
        line = line.with_changes(leading_lines=[cst.EmptyLine(indent=False)])
    place = _place(body, last, source)
    if place <= last:
        blanks = getattr(body[place], "leading_lines", ())
        body[place] = body[place].with_changes(leading_lines=[])
        line = line.with_changes(leading_lines=blanks)
    body.insert(place, line)
    following = body[place + 1] if place > last and place + 1 < len(body) else None
    if following is not None and not getattr(following, "leading_lines", ()):
        blank = [cst.EmptyLine(indent=False), cst.EmptyLine(indent=False)]
        body[place + 1] = following.with_changes(leading_lines=blank)
    return module.with_changes(body=body)


def _joined(statement: cst.BaseStatement, name: str) -> cst.BaseStatement | None:
    """The same import with one name more; None where it is not a plain line of names."""
    if not isinstance(statement, cst.SimpleStatementLine):
        return None
    small = statement.body[0]
    if not isinstance(small, cst.ImportFrom) or isinstance(small.names, cst.ImportStar):
        return None
    names = [get_full_name_for_node(each.name) or "" for each in small.names]
    if small.lpar is not None or any(each.asname for each in small.names):
        return None
    if name in names:
        return statement
    line = f"from {_module_of(statement)} import {', '.join(sorted([*names, name]))}\n"
    if len(line) > _LINE:
        return None
    parsed = cst.parse_statement(line)
    assert isinstance(parsed, cst.SimpleStatementLine)
    return statement.with_changes(body=parsed.body)


def _place(body: Sequence[cst.BaseStatement], last: int, source: str) -> int:
    """Where the line goes: before the first import of the last block that sorts after it.

    A block with a comment in it, or with plain imports, is not sorted by us: the line goes below.
    """
    first = last
    while first > 0 and _is_import(body[first - 1]) and not _leading(body[first]):
        first -= 1
    for number in range(first, last + 1):
        if not _is_import(body[number]):
            continue
        found = _module_of(body[number])
        if not found or any(each.comment for each in _leading(body[number])):
            return last + 1
        if found.casefold() > source.casefold():
            return number
    return last + 1


def _leading(statement: cst.BaseStatement) -> Sequence[cst.EmptyLine]:
    return getattr(statement, "leading_lines", ())


def _module_of(statement: cst.BaseStatement) -> str:
    """The module of a `from` import; nothing for any other."""
    small = statement.body[0] if isinstance(statement, cst.SimpleStatementLine) else None
    if isinstance(small, cst.ImportFrom) and small.module is not None and not small.relative:
        return get_full_name_for_node(small.module) or ""
    return ""


def _bare(body: Sequence[cst.BaseStatement]) -> list[cst.BaseStatement]:
    return [each.with_changes(leading_lines=[]) for each in body if _is_import(each)]


def _is_import(statement: cst.BaseStatement) -> bool:
    return isinstance(statement, cst.SimpleStatementLine) and all(
        isinstance(each, cst.Import | cst.ImportFrom) for each in statement.body
    )
