"""Shared parts: statements by the names they bind, and class bodies changed in place."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import libcst as cst

from decompose_extractor.transforms._arguments import fitted

_INDENT = 4
Body = Sequence[cst.BaseStatement]
Change = Callable[[str, cst.BaseStatement], cst.BaseStatement | None]


def in_classes(module: cst.Module, change: Change) -> cst.Module:
    """Hand the statements of all classes to `change`, under `Class.name`; None removes one."""
    return module.with_changes(body=[_in_class(each, change) for each in module.body])


def bound_name(statement: cst.BaseStatement) -> str:
    """The name that a statement of a class body binds; empty for a docstring and the like."""
    if isinstance(statement, cst.FunctionDef | cst.ClassDef):
        return statement.name.value
    if isinstance(statement, cst.SimpleStatementLine) and len(statement.body) == 1:
        return _target(statement.body[0])
    return ""


def assigned_call(statement: cst.BaseStatement) -> cst.Call | None:
    """The call in `name = Call(...)`."""
    if isinstance(statement, cst.SimpleStatementLine) and len(statement.body) == 1:
        small = statement.body[0]
        if isinstance(small, cst.Assign | cst.AnnAssign) and isinstance(small.value, cst.Call):
            return small.value
    return None


def with_call(statement: cst.BaseStatement, call: cst.Call) -> cst.BaseStatement:
    """Put another call into `name = Call(...)`, on several lines where it needs them."""
    assert isinstance(statement, cst.SimpleStatementLine)
    call = fitted(call, indent=_INDENT, before=_INDENT + len(bound_name(statement)) + len(" = "))
    return statement.with_changes(body=[statement.body[0].with_changes(value=call)])


def is_docstring(statement: cst.BaseStatement) -> bool:
    """Whether a statement is nothing but a string."""
    return (
        isinstance(statement, cst.SimpleStatementLine)
        and isinstance(statement.body[0], cst.Expr)
        and isinstance(statement.body[0].value, cst.SimpleString | cst.ConcatenatedString)
    )


def tidy(body: Body) -> list[cst.BaseStatement]:
    """Take away the blank lines that a removed first statement leaves behind."""
    kept = list(body)
    if kept:
        kept[0] = without_leading_blanks(kept[0])
    return kept or [cst.parse_statement("pass\n")]


def without_leading_blanks(statement: cst.BaseStatement) -> cst.BaseStatement:
    """Take away the blank lines above a statement, its comments stay."""
    lines = list(getattr(statement, "leading_lines", ()))
    while lines and lines[0].comment is None:
        lines.pop(0)
    return statement.with_changes(leading_lines=lines)


def _in_class(statement: cst.BaseStatement, change: Change) -> cst.BaseStatement:
    if not isinstance(statement, cst.ClassDef) or not isinstance(statement.body, cst.IndentedBlock):
        return statement
    before = list(statement.body.body)
    after = [
        new
        for each in before
        if (new := change(f"{statement.name.value}.{bound_name(each)}", each)) is not None
    ]
    if len(after) == len(before) and all(a is b for a, b in zip(after, before, strict=True)):
        return statement
    body = after if after and after[0] is before[0] else tidy(after)
    return statement.with_changes(body=statement.body.with_changes(body=body))


def _target(small: cst.BaseSmallStatement) -> str:
    if isinstance(small, cst.Assign):
        target = small.targets[0].target
        return target.value if isinstance(target, cst.Name) else ""
    if isinstance(small, cst.AnnAssign) and isinstance(small.target, cst.Name):
        return small.target.value
    return ""
