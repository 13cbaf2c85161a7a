"""Keep only the definitions that come along, with their comments, and only the imported names that
they use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst
from libcst.helpers import get_full_name_for_node

from decompose_extractor.rewriting import Decisions, Transform
from decompose_extractor.transforms._classes import is_docstring, without_leading_blanks

_BLANK = cst.EmptyLine(indent=False)


def _rewrite(module: cst.Module, decisions: Decisions) -> cst.Module:
    if decisions.kept is None:
        return module
    missing = _bound_by(module) - decisions.kept
    body: list[cst.BaseStatement] = []
    apart = False  # the blank line above a block of imports stays when its first line goes
    for number, each in enumerate(module.body):
        kept = _kept(each, decisions, missing, first=number == 0)
        apart = apart or (_is_import(each) and any(e.comment is None for e in _blanks(each)))
        if kept is None:
            continue
        if apart and body and _is_import(kept) and not _blanks(kept):
            kept = kept.with_changes(leading_lines=[_BLANK])
        apart = False
        body.append(kept)
    if body and body[0] is not module.body[0]:
        body[0] = without_leading_blanks(body[0])
    return module.with_changes(body=body)


def _is_import(statement: cst.BaseStatement) -> bool:
    return isinstance(statement, cst.SimpleStatementLine) and all(
        isinstance(each, cst.Import | cst.ImportFrom) for each in statement.body
    )


def _blanks(statement: cst.BaseStatement) -> Sequence[cst.EmptyLine]:
    return getattr(statement, "leading_lines", ())


def _kept(
    statement: cst.BaseStatement, decisions: Decisions, missing: set[str], *, first: bool
) -> cst.BaseStatement | None:
    names = decisions.kept or frozenset()
    if first and is_docstring(statement):
        return statement
    if isinstance(statement, cst.FunctionDef | cst.ClassDef):
        return statement if statement.name.value in names else None
    if isinstance(statement, cst.SimpleStatementLine):
        return _kept_line(statement, decisions, missing)
    return statement if not names.isdisjoint(_stored(statement)) else None


def _kept_line(
    line: cst.SimpleStatementLine, decisions: Decisions, missing: set[str]
) -> cst.SimpleStatementLine | None:
    kept: list[cst.BaseSmallStatement] = []
    for small in line.body:
        if isinstance(small, cst.Import | cst.ImportFrom):
            pruned = _pruned(small, decisions)
            kept.extend([pruned] if pruned is not None else [])
        elif not (decisions.kept or frozenset()).isdisjoint(_touched(small)):
            # `signal.connect(receiver)` of an imported signal stays where the receiver stays.
            kept.extend([small] if missing.isdisjoint(_passed(small)) else [])
    if len(kept) == len(line.body) and all(a is b for a, b in zip(kept, line.body, strict=True)):
        return line
    return line.with_changes(body=kept) if kept else None


def _pruned(
    statement: cst.Import | cst.ImportFrom, decisions: Decisions
) -> cst.Import | cst.ImportFrom | None:
    if isinstance(statement.names, cst.ImportStar):
        assert isinstance(statement, cst.ImportFrom)
        source = get_full_name_for_node(statement.module) if statement.module else ""
        wanted = any(each == source or each.endswith(f".{source}") for each in decisions.stars)
        return statement if wanted else None
    names = [each for each in statement.names if _bound(each) in (decisions.kept or ())]
    if len(names) == len(statement.names):
        return statement
    if not names:
        return None
    names[-1] = names[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
    if isinstance(statement, cst.ImportFrom):
        # What is left fits on a line, as a rule; parentheses would only show that something was
        # here.
        return statement.with_changes(names=[_flat(each) for each in names], lpar=None, rpar=None)
    return statement.with_changes(names=names)


def _flat(alias: cst.ImportAlias) -> cst.ImportAlias:
    if isinstance(alias.comma, cst.Comma):
        return alias.with_changes(comma=cst.Comma(whitespace_after=cst.SimpleWhitespace(" ")))
    return alias


def _bound(alias: cst.ImportAlias) -> str:
    if alias.asname is not None and isinstance(alias.asname.name, cst.Name):
        return alias.asname.name.value
    return (get_full_name_for_node(alias.name) or "").partition(".")[0]


def _touched(small: cst.BaseSmallStatement) -> set[str]:
    """The names that a statement binds or changes in place."""
    if isinstance(small, cst.Assign):
        return {each for target in small.targets for each in _roots(target.target)}
    if isinstance(small, cst.AnnAssign | cst.AugAssign):
        return set(_roots(small.target))
    if isinstance(small, cst.Expr) and isinstance(small.value, cst.Call):
        called = small.value.func
        return set(_roots(called)) if isinstance(called, cst.Attribute) else set()
    return set()


def _passed(small: cst.BaseSmallStatement) -> set[str]:
    """The plain names that a call gets as arguments."""
    if not isinstance(small, cst.Expr) or not isinstance(small.value, cst.Call):
        return set()
    return {each for argument in small.value.args for each in _roots(argument.value)}


def _bound_by(module: cst.Module) -> set[str]:
    """The names that a module binds by definitions and imports at its top level."""
    found: set[str] = set()
    for each in module.body:
        if isinstance(each, cst.FunctionDef | cst.ClassDef):
            found.add(each.name.value)
        else:
            found |= _stored(each)
    return found


def _roots(node: cst.CSTNode) -> Iterator[str]:
    if isinstance(node, cst.Tuple | cst.List):
        for each in node.elements:
            yield from _roots(each.value)
        return
    while isinstance(node, cst.Attribute | cst.Subscript):
        node = node.value
    if isinstance(node, cst.Name):
        yield node.value


def _stored(statement: cst.BaseStatement) -> set[str]:
    """The names that a compound statement (if, try, with) binds at its own level."""
    found: set[str] = set()

    class Stores(cst.CSTVisitor):
        def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
            found.add(node.name.value)
            return False

        def visit_ClassDef(self, node: cst.ClassDef) -> bool:
            found.add(node.name.value)
            return False

        def visit_AssignTarget(self, node: cst.AssignTarget) -> None:
            found.update(_roots(node.target))

        def visit_ImportAlias(self, node: cst.ImportAlias) -> None:
            found.add(_bound(node))

    statement.visit(Stores())
    return found


transform = Transform(_rewrite, "a copied file holds only what the service uses of it")
