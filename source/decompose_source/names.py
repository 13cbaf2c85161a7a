"""What a name stands for: followed through imports, aliases and re-exports to its definition."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from decompose_source.index import Scope
from decompose_source.modules import Import, ImportKind, Module

# A chain of re-exports longer than this is a circle.
LONGEST_CHAIN = 50


class DefinitionKind(StrEnum):
    """What a name was found to be."""

    MODULE = "module"
    CLASS = "class"
    FUNCTION = "function"
    CONSTANT = "constant"


@dataclass(frozen=True, slots=True)
class Definition:
    """Where something is defined; `qualname` is dotted within the module, empty for itself."""

    module: Module
    qualname: str
    node: ast.AST
    kind: DefinitionKind

    @property
    def dotted(self) -> str:
        """The fully qualified name."""
        return f"{self.module.name}.{self.qualname}" if self.qualname else self.module.name


Binding = Import | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef | ast.expr | None


@dataclass(frozen=True, eq=False)
class Names:
    """Answers for all modules of a project; kept, since every detector asks the same ones."""

    modules: Mapping[str, Module]
    find_module: Callable[[str], Module | None]
    _tables: dict[str, dict[str, Binding]] = field(default_factory=dict[str, dict[str, Binding]])
    _members: dict[ast.AST, dict[str, Binding]] = field(
        default_factory=dict[ast.AST, dict[str, Binding]]
    )
    _under_way: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    _followed: dict[str, str] = field(default_factory=dict[str, str])
    _defined: dict[str, Definition | None] = field(default_factory=dict[str, "Definition | None"])
    _found: dict[str, Module | None] = field(default_factory=dict[str, "Module | None"])
    _starts: dict[tuple[Module, ast.AST | None, str], str | None] = field(
        default_factory=dict[tuple[Module, "ast.AST | None", str], "str | None"]
    )
    _resolved: dict[ast.AST, tuple[Scope | None, str | None]] = field(
        default_factory=dict[ast.AST, tuple["Scope | None", "str | None"]]
    )

    def resolve(
        self, module: Module, what: ast.expr | str, at: ast.AST | None = None
    ) -> str | None:
        """Give the fully qualified name of `models.Order`; None where it is computed or local.

        `at` is the node where it is used: its function's own imports and classes are then seen,
        and its parameters and local variables hide the module's names.
        """
        if isinstance(what, str):
            return self._resolve(module, what.split("."), at)
        node = at if at is not None else what
        scope = module.index.scope_of(node)
        known = self._resolved.get(what)
        if known is not None and known[0] is scope:
            return known[1]
        parts = dotted_parts(what)
        value = self._resolve(module, parts, node) if parts else None
        self._resolved[what] = (scope, value)
        return value

    def _resolve(self, module: Module, parts: list[str], node: ast.AST | None) -> str | None:
        scope = module.index.scope_of(node) if node is not None else None
        name = parts[0]
        key = (module, scope.node if scope is not None else None, name)
        try:
            start = self._starts[key]
        except KeyError:
            found, binding, holder = self._lookup(module, name, scope)
            start = self._target(module, name, binding, holder) if found else _NOT_BOUND
            self._starts[key] = start
        if start is _NOT_BOUND:
            return ".".join(parts) if name in _BUILTINS else None
        if start is None:
            return None
        return self.canonical(".".join([start, *parts[1:]]) if len(parts) > 1 else start)

    def definition(self, dotted: str) -> Definition | None:
        """Find where a dotted name is defined, re-exports followed; None outside of the project."""
        try:
            return self._defined[dotted]
        except KeyError:
            found = self._defined[dotted] = self._find(self.canonical(dotted))
            return found

    def canonical(self, dotted: str) -> str:
        """Follow re-exports from the name somebody used to the name where it is defined."""
        known = self._followed.get(dotted)
        if known is None:
            known = self._followed[dotted] = self._follow(dotted)
        return known

    def members(self, definition: Definition) -> Mapping[str, Binding]:
        """The names bound in a class body or at a module's level."""
        if definition.kind is DefinitionKind.MODULE:
            return self._table(definition.module)
        if isinstance(definition.node, ast.ClassDef):
            return self._class_table(definition.module, definition.node)
        return {}

    def bases(self, definition: Definition) -> tuple[str, ...]:
        """The resolved names of a class's bases; those that can't be resolved are left out."""
        if not isinstance(definition.node, ast.ClassDef):
            return ()
        found = (
            self.resolve(definition.module, _plain(each), definition.node)
            for each in definition.node.bases
        )
        return tuple(each for each in found if each is not None)

    def ancestors(self, dotted: str) -> Iterator[str]:
        """Yield the resolved names of a class and all its bases, itself first, each once."""
        pending, seen = [self.canonical(dotted)], set[str]()
        while pending:
            name = pending.pop(0)
            if name in seen:
                continue
            seen.add(name)
            yield name
            definition = self.definition(name)
            if definition is not None:
                pending.extend(self.bases(definition))

    def star_names(self, module: Module) -> tuple[str, ...]:
        """The names that `from module import *` binds."""
        table = self._table(module)
        listed = table.get("__all__")
        if isinstance(listed, ast.List | ast.Tuple):
            values = [each.value for each in listed.elts if isinstance(each, ast.Constant)]
            return tuple(each for each in values if isinstance(each, str))
        return tuple(sorted(each for each in table if not each.startswith("_")))

    def _lookup(
        self, module: Module, name: str, scope: Scope | None
    ) -> tuple[bool, Binding, Scope | None]:
        innermost = scope
        while scope is not None:
            # A class body's names are seen in the body itself, not in its methods.
            if scope is innermost or not isinstance(scope.node, ast.ClassDef):
                table = self._scope_table(module, scope)
                if name in table:
                    return True, table[name], scope
            scope = scope.parent
        table = self._table(module)
        return name in table, table.get(name), None

    def _target(
        self, module: Module, name: str, binding: Binding, scope: Scope | None
    ) -> str | None:
        if isinstance(binding, Import):
            return binding.target
        if scope is None:
            return f"{module.name}.{name}"
        if isinstance(binding, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            return f"{module.name}.{scope.qualname}.{name}"
        if isinstance(binding, ast.Name | ast.Attribute):
            return self.resolve(module, binding, scope.node) if scope.in_function else None
        if isinstance(scope.node, ast.ClassDef):
            return f"{module.name}.{scope.qualname}.{name}"
        return None

    def _follow(self, dotted: str) -> str:
        for _ in range(LONGEST_CHAIN):
            step = self._step(dotted)
            if step is None or step.startswith(f"{dotted}."):  # `x = x.y`
                break
            dotted = step
        return dotted

    def _step(self, dotted: str) -> str | None:
        """Follow one re-export or alias within the dotted name; None where none is left."""
        module, rest = self._split(dotted)
        if module is None or not rest:
            return None
        binding = self._table(module).get(rest[0])
        if isinstance(binding, Import):
            return ".".join([binding.target, *rest[1:]])
        key = (module.name, rest[0])
        if isinstance(binding, ast.Name | ast.Attribute) and key not in self._under_way:
            self._under_way.add(key)
            try:
                target = self.resolve(module, binding)
            finally:
                self._under_way.discard(key)
            return ".".join([target, *rest[1:]]) if target and target != dotted else None
        return None

    def _find(self, dotted: str) -> Definition | None:
        module, rest = self._split(dotted)
        if module is None or module.tree is None:
            return None
        if not rest:
            return Definition(module, "", module.tree, DefinitionKind.MODULE)
        binding = self._table(module).get(rest[0])
        for name in rest[1:]:
            if not isinstance(binding, ast.ClassDef):
                return None
            binding = self._class_table(module, binding).get(name)
        if not isinstance(binding, ast.AST):
            return None
        return Definition(module, ".".join(rest), binding, _kind(binding))

    def _split(self, dotted: str) -> tuple[Module | None, list[str]]:
        """Split into the longest prefix that is a module, and the rest."""
        parts = dotted.split(".")
        for length in range(len(parts), 0, -1):
            module = self._module(".".join(parts[:length]))
            if module is not None:
                return module, parts[length:]
        return None, parts

    def _module(self, dotted: str) -> Module | None:
        try:
            return self._found[dotted]
        except KeyError:
            found = self._found[dotted] = self.find_module(dotted)
            return found

    def _table(self, module: Module) -> dict[str, Binding]:
        table = self._tables.get(module.name)
        if table is None:
            table = self._tables[module.name] = {}  # set first: star imports may be circular
            if module.tree is not None:
                self._fill(table, module, module.tree.body)
        return table

    def _class_table(self, module: Module, node: ast.ClassDef) -> dict[str, Binding]:
        table = self._members.get(node)
        if table is None:
            table = self._members[node] = {}
            self._fill(table, module, node.body)
        return table

    def _scope_table(self, module: Module, scope: Scope) -> dict[str, Binding]:
        node = scope.node
        if isinstance(node, ast.ClassDef):
            return self._class_table(module, node)
        table = self._members.get(node)
        if table is None:
            table = self._members[node] = dict.fromkeys(_parameters(node.args))
            if not isinstance(node, ast.Lambda):
                self._fill(table, module, node.body)
        return table

    def _fill(self, table: dict[str, Binding], module: Module, body: list[ast.stmt]) -> None:
        for statement in _flat(body):
            if isinstance(statement, ast.Import | ast.ImportFrom):
                self._bind_import(table, module, statement)
            elif isinstance(statement, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                table[statement.name] = statement
            elif isinstance(statement, ast.Assign):
                for target in statement.targets:
                    _bind_target(table, target, statement.value)
            elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                table[statement.target.id] = statement.value
            elif isinstance(statement, ast.For | ast.AsyncFor):
                _bind_target(table, statement.target, None)
            elif isinstance(statement, ast.With | ast.AsyncWith):
                for item in statement.items:
                    if item.optional_vars is not None:
                        _bind_target(table, item.optional_vars, None)

    def _bind_import(
        self, table: dict[str, Binding], module: Module, node: ast.Import | ast.ImportFrom
    ) -> None:
        for each in module.imports_of(node):
            if each.kind is not ImportKind.STAR:
                table[each.bound] = each
                continue
            target = self.find_module(each.module)
            if target is None or target is module:
                continue
            for name in self.star_names(target):
                table[name] = _imported(each, name)


def dotted_parts(node: ast.AST) -> list[str] | None:
    """Give the parts of `a.b.c`; None where the expression is anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    return [node.id, *reversed(parts)]


def _imported(star: Import, name: str) -> Import:
    return Import(
        ImportKind.FROM, star.module, name, None, star.level, star.scope, star.node, star.line
    )


def _plain(base: ast.expr) -> ast.expr:
    """Take `Base[T]` for `Base`."""
    return base.value if isinstance(base, ast.Subscript) else base


def _kind(node: ast.AST) -> DefinitionKind:
    if isinstance(node, ast.ClassDef):
        return DefinitionKind.CLASS
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return DefinitionKind.FUNCTION
    return DefinitionKind.CONSTANT


def _flat(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements of a body and its blocks, but not of the classes and functions in it."""
    pending = list(reversed(body))
    while pending:
        statement = pending.pop()
        yield statement
        if isinstance(statement, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        # The last binding wins, so the fallback of a try and the else of an if come first.
        blocks: list[ast.stmt] = []
        for handler in getattr(statement, "handlers", []):
            blocks.extend(handler.body)
        for name in ("orelse", "body", "finalbody"):
            blocks.extend(getattr(statement, name, []))
        for case in getattr(statement, "cases", []):
            blocks.extend(case.body)
        pending.extend(reversed(blocks))


def _bind_target(table: dict[str, Binding], target: ast.expr, value: ast.expr | None) -> None:
    pending = [target]
    while pending:
        each = pending.pop()
        if isinstance(each, ast.Name):
            table[each.id] = value if each is target else None
        elif isinstance(each, ast.Tuple | ast.List):
            pending.extend(each.elts)
        elif isinstance(each, ast.Starred):
            pending.append(each.value)


def _parameters(arguments: ast.arguments) -> Iterator[str]:
    for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
        yield each.arg
    for extra in (arguments.vararg, arguments.kwarg):
        if extra is not None:
            yield extra.arg


_BUILTINS = frozenset(dir(builtins))
_NOT_BOUND = "<not bound>"  # no module and no scope around has the name
