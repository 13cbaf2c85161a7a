"""One walk over a tree that sorts its nodes by kind, so that nobody has to walk it again."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import TypeVar

Node = TypeVar("Node", bound=ast.AST)
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
ScopeNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """A class or function body; `qualname` is dotted from the module, lambdas are `<lambda>`."""

    qualname: str
    node: ScopeNode
    parent: Scope | None

    @property
    def in_function(self) -> bool:
        """Whether code here runs only when a function is called."""
        return not isinstance(self.node, ast.ClassDef) or (
            self.parent is not None and self.parent.in_function
        )

    @property
    def enclosing_class(self) -> Scope | None:
        """The nearest class around, itself included."""
        if isinstance(self.node, ast.ClassDef):
            return self
        return self.parent.enclosing_class if self.parent else None


@dataclass(frozen=True, eq=False)
class NodeIndex:
    """The nodes of one file by kind, in the order of the walk (sorted by place within a scope).

    `binders` are the statements and expressions that give a name a value, parameters included. The
    walk leaves at each node what is around it, so that nobody has to look for it from above.
    """

    calls: tuple[ast.Call, ...] = ()
    attributes: tuple[ast.Attribute, ...] = ()
    names: tuple[ast.Name, ...] = ()
    classes: tuple[ast.ClassDef, ...] = ()
    functions: tuple[FunctionNode, ...] = ()
    strings: tuple[ast.Constant, ...] = ()
    imports: tuple[ast.Import | ast.ImportFrom, ...] = ()
    assignments: tuple[ast.Assign | ast.AnnAssign | ast.AugAssign, ...] = ()
    withs: tuple[ast.With | ast.AsyncWith, ...] = ()
    returns: tuple[ast.Return, ...] = ()
    binders: tuple[ast.AST, ...] = ()
    scopes: dict[ast.AST, Scope] = field(default_factory=dict[ast.AST, Scope], repr=False)

    def parent_of(self, node: ast.AST) -> ast.AST | None:
        """The node right around this one."""
        return getattr(node, "parent", None)

    def scope_of(self, node: ast.AST) -> Scope | None:
        """The class or function whose body holds this node; None for the module's own level."""
        return getattr(node, "scope", None)

    def scope_for(self, node: ast.AST) -> Scope | None:
        """The scope that this class, function or lambda opens."""
        return self.scopes.get(node)

    def is_type_checking(self, node: ast.AST) -> bool:
        """Whether the node stands under `if TYPE_CHECKING:`."""
        current = self.parent_of(node)
        while current is not None:
            if isinstance(current, ast.If) and _names_type_checking(current.test):
                return True
            current = self.parent_of(current)
        return False

    def calls_named(self, names: Iterable[str]) -> Iterator[ast.Call]:
        """Yield the calls whose function's last name is one of these, in order."""
        return _numbered(self.calls, self._calls_by_name, names)

    def calls_with(self, keywords: Iterable[str]) -> Iterator[ast.Call]:
        """Yield the calls that pass one of these keywords, in order."""
        return _numbered(self.calls, self._calls_by_keyword, keywords)

    def attributes_named(self, names: Iterable[str]) -> Iterator[ast.Attribute]:
        """Yield the attributes with one of these names, in order."""
        return _numbered(self.attributes, self._attributes_by_name, names)

    def names_of(self, names: Iterable[str]) -> Iterator[ast.Name]:
        """Yield the uses of one of these names as a variable, in order."""
        return _numbered(self.names, self._names_by_name, names)

    @property
    def called_names(self) -> Iterable[str]:
        """The last names of what is called."""
        return self._calls_by_name

    def returns_of(self, function: FunctionNode) -> Sequence[ast.Return]:
        """The `return` statements of a function's own body, in order."""
        return self._returns_by_function.get(function, ())

    @property
    def attribute_names(self) -> Iterable[str]:
        """The names of all attributes, each once."""
        return self._attributes_by_name

    @cached_property
    def _calls_by_name(self) -> Mapping[str, list[int]]:
        return _by_name(called_name(call) for call in self.calls)

    @cached_property
    def _attributes_by_name(self) -> Mapping[str, list[int]]:
        return _by_name(node.attr for node in self.attributes)

    @cached_property
    def _names_by_name(self) -> Mapping[str, list[int]]:
        return _by_name(node.id for node in self.names)

    @cached_property
    def _calls_by_keyword(self) -> Mapping[str, list[int]]:
        found: dict[str, list[int]] = {}
        for number, call in enumerate(self.calls):
            for keyword in call.keywords:
                if keyword.arg is not None:
                    found.setdefault(keyword.arg, []).append(number)
        return found

    @cached_property
    def _returns_by_function(self) -> Mapping[ast.AST, list[ast.Return]]:
        found: dict[ast.AST, list[ast.Return]] = {}
        for node in self.returns:
            scope = self.scope_of(node)
            if scope is not None:
                found.setdefault(scope.node, []).append(node)
        return found


def _by_name(names: Iterable[str]) -> Mapping[str, list[int]]:
    """Map each name to the numbers of the nodes that have it."""
    found: dict[str, list[int]] = {}
    for number, name in enumerate(names):
        found.setdefault(name, []).append(number)
    return found


def _numbered(
    nodes: Sequence[Node], table: Mapping[str, list[int]], names: Iterable[str]
) -> Iterator[Node]:
    chosen = (table.keys() & names) if isinstance(names, Set) else set(names) & table.keys()
    if not chosen:
        return iter(())
    return (nodes[number] for number in sorted(chain.from_iterable(table[each] for each in chosen)))


def called_name(call: ast.Call) -> str:
    """Return the last part of what a call calls; empty where that has no name."""
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def make_index(tree: ast.Module | None) -> NodeIndex:
    """Walk the tree once, without recursion: project code may nest as deep as the parser allows.

    This loop sees every node of a project, so it asks each one no more than it must.
    """
    found: dict[str, list[ast.AST]] = {name: [] for name in (*set(_KINDS.values()), "binders")}
    takers = {kind: found[name].append for kind, name in _KINDS.items()}
    bind = found["binders"].append
    scopes: dict[ast.AST, Scope] = {}
    pending: list[ast.AST] = []
    if tree is not None:
        tree.parent = tree.scope = None  # type: ignore[attr-defined]
        pending.append(tree)
    while pending:
        node = pending.pop()
        kind = type(node)
        take = takers.get(kind)
        if take is not None and (kind is not ast.Constant or isinstance(node.value, str)):  # type: ignore[attr-defined]
            take(node)
        if kind in _BINDERS:
            bind(node)
        children = _CHILDREN.get(kind)
        if children is None:
            children = _CHILDREN[kind] = _children_of(kind)
        if not children:
            continue
        scope: Scope | None = node.scope  # type: ignore[attr-defined]
        if kind in _SCOPES:
            scope = scopes[node] = _scope(node, scope)  # type: ignore[arg-type]
        for name in children:
            value = getattr(node, name, None)
            if value.__class__ is list:
                for child in reversed(value):
                    if child is not None:
                        child.parent, child.scope = node, scope
                        pending.append(child)
            elif value is not None:
                value.parent, value.scope = node, scope
                pending.append(value)
    return NodeIndex(
        **{name: tuple(nodes) for name, nodes in found.items()},  # type: ignore[arg-type]
        scopes=scopes,
    )


def _scope(node: ScopeNode, around: Scope | None) -> Scope:
    name = getattr(node, "name", "<lambda>")
    return Scope(f"{around.qualname}.{name}" if around else name, node, around)


def _children_of(kind: type[ast.AST]) -> tuple[str, ...]:
    """Name the fields of a kind of node that hold other nodes, the last first."""
    if kind in _CHILDLESS:
        return ()
    plain = _PLAIN_FIELDS - {"name"} if kind.__name__ == "TypeAlias" else _PLAIN_FIELDS
    return tuple(name for name in reversed(kind._fields) if name not in plain)


def _names_type_checking(test: ast.expr) -> bool:
    name = test.attr if isinstance(test, ast.Attribute) else getattr(test, "id", "")
    return name == "TYPE_CHECKING"


# Fields that hold names, numbers and operators: nothing that anybody looks for as a node.
_PLAIN_FIELDS = frozenset(
    [
        "id",
        "attr",
        "name",
        "arg",
        "asname",
        "module",
        "level",
        "kind",
        "op",
        "ops",
        "ctx",
        "is_async",
        "simple",
        "conversion",
        "type_comment",
        "type_ignores",
        "rest",
        "kwd_attrs",
        "tag",
        "str",
    ]
)
_CHILDLESS = frozenset({ast.Constant, ast.Global, ast.Nonlocal, ast.MatchSingleton, ast.alias})
_CHILDREN: dict[type[ast.AST], tuple[str, ...]] = {}
_SCOPES = frozenset({ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda})
_BINDERS = frozenset(
    {ast.Assign, ast.AnnAssign, ast.For, ast.AsyncFor, ast.With, ast.AsyncWith}
    | {ast.NamedExpr, ast.arg}
)
_KINDS: dict[type[ast.AST], str] = {
    ast.Call: "calls",
    ast.Attribute: "attributes",
    ast.Name: "names",
    ast.ClassDef: "classes",
    ast.FunctionDef: "functions",
    ast.AsyncFunctionDef: "functions",
    ast.Constant: "strings",
    ast.Import: "imports",
    ast.ImportFrom: "imports",
    ast.Assign: "assignments",
    ast.AnnAssign: "assignments",
    ast.AugAssign: "assignments",
    ast.With: "withs",
    ast.AsyncWith: "withs",
    ast.Return: "returns",
}
