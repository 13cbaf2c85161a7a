"""A module of the project: its text, tree, imports and node index, each made when asked for."""

from __future__ import annotations

import ast
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from decompose_core.location import Location
from decompose_core.problem import Problem
from decompose_source.index import NodeIndex, Scope, make_index
from decompose_source.parsing import Parsed, parse

# No ASCII letter, digit or underscore: such a byte is no part of a name.
_APART = bytes(
    each if each >= 128 or chr(each).isalnum() or each == ord("_") else ord(" ")
    for each in range(256)
)


class ImportKind(StrEnum):
    """The three forms of the import statement."""

    IMPORT = "import"
    FROM = "from"
    STAR = "star"


class ImportScope(StrEnum):
    """Where an import stands, the tightest first."""

    TYPE_CHECKING = "type_checking"
    FUNCTION = "function"
    TRY = "try"
    CONDITIONAL = "conditional"
    MODULE = "module"


@dataclass(frozen=True, slots=True)
class Import:
    """One imported name; `module` is absolute, whatever level the statement had."""

    kind: ImportKind
    module: str
    name: str | None
    asname: str | None
    level: int
    scope: ImportScope
    node: ast.Import | ast.ImportFrom
    line: int
    column: int = 0

    @property
    def bound(self) -> str:
        """The name that the statement binds; `*` for a star import."""
        if self.kind is ImportKind.STAR:
            return "*"
        if self.kind is ImportKind.IMPORT:
            return self.asname or self.module.partition(".")[0]
        return self.asname or self.name or ""

    @property
    def target(self) -> str:
        """The dotted name that the bound name stands for."""
        if self.kind is ImportKind.FROM:
            return f"{self.module}.{self.name}" if self.module else str(self.name)
        if self.kind is ImportKind.IMPORT and not self.asname:
            return self.module.partition(".")[0]
        return self.module


@dataclass(frozen=True, eq=False)
class Module:
    """One Python file under its dotted name; `path` is posix and relative to the project's root."""

    name: str
    path: str
    is_package: bool
    source: str = field(repr=False)
    app: str | None = None
    first_party: bool = True

    @cached_property
    def parsed(self) -> Parsed:
        """The tree, with what had to be repaired or left out for it."""
        return parse(self.source, self.path)

    @property
    def is_parsed(self) -> bool:
        """Whether somebody asked for the tree already."""
        return "parsed" in self.__dict__

    @property
    def tree(self) -> ast.Module | None:
        """The syntax tree; None where nothing of the file could be parsed."""
        return self.parsed.tree

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What went wrong when parsing."""
        return self.parsed.problems

    @cached_property
    def index(self) -> NodeIndex:
        """Every node of the tree by its kind, from one walk."""
        return make_index(self.tree)

    @cached_property
    def imports(self) -> tuple[Import, ...]:
        """Every import of the file in order, one entry a name."""
        found = [each for node in self.index.imports for each in self.imports_of(node)]
        return tuple(sorted(found, key=lambda each: (each.line, each.column)))

    def mentions(self, words: Iterable[str]) -> bool:
        """Say whether one of these words, in lower case, stands anywhere in the text, in any case.

        A look at the text is many times cheaper than a pattern that ignores case.
        """
        return any(word in self._lowered for word in words)

    @cached_property
    def _lowered(self) -> str:
        return self.source.lower()

    @property
    def package(self) -> str:
        """The package that relative imports start from."""
        return self.name if self.is_package else self.name.rpartition(".")[0]

    def at(self, node: ast.AST) -> Location:
        """The place of a node in this file."""
        return Location(self.path, getattr(node, "lineno", 0), getattr(node, "col_offset", 0))

    def absolute(self, module: str | None, level: int) -> str:
        """Turn the target of an import statement into an absolute dotted name."""
        if not level:
            return module or ""
        parts = self.package.split(".")
        kept = parts[: len(parts) - level + 1] if level <= len(parts) else []
        return ".".join([*kept, *([module] if module else [])])

    def imports_of(self, node: ast.Import | ast.ImportFrom) -> Iterator[Import]:
        """Yield what one import statement imports."""
        scope = _import_scope(self.index, node)
        for alias in node.names:
            if isinstance(node, ast.Import):
                kind, module, name, level = ImportKind.IMPORT, alias.name, None, 0
            else:
                kind = ImportKind.STAR if alias.name == "*" else ImportKind.FROM
                module, level = self.absolute(node.module, node.level), node.level
                name = None if kind is ImportKind.STAR else alias.name
            yield Import(
                kind, module, name, alias.asname, level, scope, node, node.lineno, node.col_offset
            )


def normal(text: str) -> str:
    """Give a text with its names as Python spells them: two spellings of `ﬁ` are one name."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def words(text: str) -> frozenset[str]:
    """Return every word of a source text, its names among them."""
    return frozenset(normal(text).encode("utf-8", "replace").translate(_APART).decode().split())


def _import_scope(index: NodeIndex, node: ast.AST) -> ImportScope:
    if index.is_type_checking(node):
        return ImportScope.TYPE_CHECKING
    scope: Scope | None = index.scope_of(node)
    if scope is not None and scope.in_function:
        return ImportScope.FUNCTION
    parent = index.parent_of(node)
    if isinstance(parent, ast.Try | ast.ExceptHandler):
        return ImportScope.TRY
    if isinstance(parent, ast.If):
        return ImportScope.CONDITIONAL
    return ImportScope.MODULE
