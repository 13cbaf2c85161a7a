"""A module as a list of top-level statements: what each binds, reads and changes.

This is the grain at which code travels: a definition comes along with the statements it needs,
never with its whole file.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from decompose_source.modules import Module
from decompose_source.names import dotted_parts

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
DefinitionNode = FunctionNode | ast.ClassDef


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """One top-level statement; `reads` holds dotted chains such as `models.ForeignKey`."""

    number: int
    node: ast.stmt
    binds: frozenset[str]
    changes: frozenset[str]

    @property
    def definition(self) -> DefinitionNode | None:
        """The class or function that it defines."""
        if isinstance(self.node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            return self.node
        return None


@dataclass(frozen=True, slots=True)
class Imported:
    """What an imported name stands for; no name means the module itself."""

    module: str
    name: str | None = None

    @property
    def parts(self) -> list[str]:
        """The dotted name, part by part."""
        return [*self.module.split("."), *([self.name] if self.name else [])]


@dataclass(frozen=True, eq=False)
class Outline:
    """The top level of one module."""

    module: Module

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """Every statement in order."""
        body = self.module.tree.body if self.module.tree else []
        return tuple(
            Statement(number, node, frozenset(_binds(node)), frozenset(_changes(node)))
            for number, node in enumerate(body)
        )

    @cached_property
    def imported(self) -> Mapping[str, Imported]:
        """The names that top-level imports bind."""
        return dict(_imported(self.module, (each.node for each in self.statements)))

    @cached_property
    def stars(self) -> tuple[str, ...]:
        """The modules imported with a star, the last first, since it wins."""
        return tuple(
            self.module.absolute(node.module, node.level)
            for statement in reversed(self.statements)
            for node in _within(statement.node)
            if isinstance(node, ast.ImportFrom) and node.names[0].name == "*"
        )

    def binders(self, name: str) -> tuple[Statement, ...]:
        """The statements that bind a name, and those that change what it is bound to."""
        return tuple(each for each in self.statements if name in each.binds or name in each.changes)

    def binds(self, name: str) -> bool:
        """Whether a statement of the module's own binds the name."""
        return any(name in each.binds for each in self.statements)

    def public_names(self) -> tuple[str, ...]:
        """What a star import takes."""
        listed = self._listed()
        return self.open_names() if listed is None else listed

    def open_names(self) -> tuple[str, ...]:
        """What code may ask of the module as a value, whatever a star import takes."""
        return tuple(
            sorted({n for each in self.statements for n in each.binds if not n.startswith("_")})
        )

    def _listed(self) -> tuple[str, ...] | None:
        for each in self.statements:
            if (
                isinstance(each.node, ast.Assign)
                and "__all__" in each.binds
                and isinstance(each.node.value, ast.List | ast.Tuple)
            ):
                return tuple(
                    item.value
                    for item in each.node.value.elts
                    if isinstance(item, ast.Constant) and isinstance(item.value, str)
                )
        return None


def chains(nodes: Iterable[ast.AST]) -> dict[str, list[ast.AST]]:
    """Collect the dotted chains that code reads, with their places: `a.b.c` once, not `a` and `a.b`
    again.

    String annotations count as code; locals are not told apart from globals of the same name, which
    only brings more along.
    """
    found: dict[str, list[ast.AST]] = {}
    pending = list(nodes)
    while pending:
        node = pending.pop()
        parts = dotted_parts(node)
        if parts is not None:
            found.setdefault(".".join(parts), []).append(node)
            continue
        pending.extend(ast.iter_child_nodes(node))
        for each in _annotations(node):
            if isinstance(each, ast.Constant) and isinstance(each.value, str):
                pending.extend(_parsed(each.value))
    return found


def local_imports(module: Module, nodes: Iterable[ast.AST]) -> dict[str, Imported]:
    """The names that imports inside a function or class bind."""
    return dict(_imported(module, nodes, deep=True))


def _imported(
    module: Module, nodes: Iterable[ast.AST], *, deep: bool = False
) -> Iterator[tuple[str, Imported]]:
    for outer in nodes:
        for node in ast.walk(outer) if deep else _within(outer):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    if alias.asname:
                        yield alias.asname, Imported(alias.name)
                    else:
                        top = alias.name.partition(".")[0]
                        yield top, Imported(top)
            elif isinstance(node, ast.ImportFrom):
                source = module.absolute(node.module, node.level)
                for alias in node.names:
                    if alias.name != "*":
                        yield alias.asname or alias.name, Imported(source, alias.name)


def _within(node: ast.AST) -> Iterator[ast.AST]:
    """Walk a statement and the blocks in it, but no class or function body: what binds at this
    level."""
    yield node
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return
    for child in ast.iter_child_nodes(node):
        if isinstance(
            child, ast.stmt | ast.excepthandler | ast.match_case | ast.expr | ast.withitem
        ):
            yield from _within(child)


def _binds(statement: ast.stmt) -> Iterator[str]:
    for node in _within(statement):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Import):
            yield from (each.asname or each.name.partition(".")[0] for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (each.asname or each.name for each in node.names if each.name != "*")
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def _changes(statement: ast.stmt) -> Iterator[str]:
    """Name what a statement changes in place: `X += ..`, `X[..] = ..`, `X.attr = ..`,
    `X.method(..)`."""
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        function = statement.value.func
        if isinstance(function, ast.Attribute):
            yield from _root(function)
    if isinstance(statement, ast.AugAssign):
        yield from _root(statement.target)
    if isinstance(statement, ast.Assign):
        for target in statement.targets:
            if isinstance(target, ast.Attribute | ast.Subscript):
                yield from _root(target)


def _root(node: ast.AST) -> Iterator[str]:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    if isinstance(node, ast.Name):
        yield node.id


def _annotations(node: ast.AST) -> Iterator[ast.AST]:
    for name in ("annotation", "returns"):
        value = getattr(node, name, None)
        if isinstance(value, ast.AST):
            yield from ast.walk(value)


def _parsed(annotation: str) -> list[ast.AST]:
    try:
        return [ast.parse(annotation, mode="eval").body]
    except SyntaxError:
        return []
