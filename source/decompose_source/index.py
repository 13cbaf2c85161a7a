"""One walk over a tree that sorts its nodes by kind, so that nobody has to walk it again."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

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


@dataclass(frozen=True, slots=True, eq=False)
class NodeIndex:
    """The nodes of one file by kind, in the order of the walk (sorted by place within a scope)."""

    calls: tuple[ast.Call, ...] = ()
    attributes: tuple[ast.Attribute, ...] = ()
    names: tuple[ast.Name, ...] = ()
    classes: tuple[ast.ClassDef, ...] = ()
    functions: tuple[FunctionNode, ...] = ()
    strings: tuple[ast.Constant, ...] = ()
    imports: tuple[ast.Import | ast.ImportFrom, ...] = ()
    assignments: tuple[ast.Assign | ast.AnnAssign | ast.AugAssign, ...] = ()
    withs: tuple[ast.With | ast.AsyncWith, ...] = ()
    scopes: dict[ast.AST, Scope] = field(default_factory=dict[ast.AST, Scope], repr=False)
    parents: dict[ast.AST, ast.AST] = field(default_factory=dict[ast.AST, ast.AST], repr=False)

    def parent_of(self, node: ast.AST) -> ast.AST | None:
        """The node right around this one."""
        return self.parents.get(node)

    def scope_of(self, node: ast.AST) -> Scope | None:
        """The class or function whose body holds this node; None for the module's own level."""
        current = self.parents.get(node)
        while current is not None:
            scope = self.scopes.get(current)
            if scope is not None:
                return scope
            current = self.parents.get(current)
        return None

    def scope_for(self, node: ast.AST) -> Scope | None:
        """The scope that this class, function or lambda opens."""
        return self.scopes.get(node)

    def is_type_checking(self, node: ast.AST) -> bool:
        """Whether the node stands under `if TYPE_CHECKING:`."""
        current = self.parents.get(node)
        while current is not None:
            if isinstance(current, ast.If) and _names_type_checking(current.test):
                return True
            current = self.parents.get(current)
        return False


def make_index(tree: ast.Module | None) -> NodeIndex:
    """Walk the tree once, without recursion: project code may nest as deep as the parser allows."""
    found: dict[str, list[ast.AST]] = {name: [] for name in set(_KINDS.values())}
    parents: dict[ast.AST, ast.AST] = {}
    scopes: dict[ast.AST, Scope] = {}
    pending: list[tuple[ast.AST, Scope | None]] = [(tree, None)] if tree is not None else []
    while pending:
        node, scope = pending.pop()
        kind = _KINDS.get(type(node))
        if kind is not None and (kind != "strings" or isinstance(getattr(node, "value", 0), str)):
            found[kind].append(node)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            name = getattr(node, "name", "<lambda>")
            scope = Scope(f"{scope.qualname}.{name}" if scope else name, node, scope)
            scopes[node] = scope
        children = list(_children(node))
        for child in children:
            parents[child] = node
        pending.extend((child, scope) for child in reversed(children))
    return NodeIndex(
        **{name: tuple(nodes) for name, nodes in found.items()},  # type: ignore[arg-type]
        scopes=scopes,
        parents=parents,
    )


def _children(node: ast.AST) -> list[ast.AST]:
    children: list[ast.AST] = []
    for name in node._fields:
        value = getattr(node, name, None)
        if isinstance(value, list):
            children.extend(each for each in value if isinstance(each, ast.AST))
        elif isinstance(value, ast.AST) and not isinstance(value, _LEAVES):
            children.append(value)
    return children


def _names_type_checking(test: ast.expr) -> bool:
    name = test.attr if isinstance(test, ast.Attribute) else getattr(test, "id", "")
    return name == "TYPE_CHECKING"


_LEAVES = (ast.expr_context, ast.operator, ast.unaryop, ast.boolop, ast.cmpop)
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
}
