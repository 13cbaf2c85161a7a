"""What the methods that are stubs in the service do in the monolith, for tests.

The methods of `Order` stand together in a class `OrderEnds` that only holds them: the stub hands
its object over, so that `self` is the service's own.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

import libcst as cst
from libcst.helpers import get_full_name_for_node

from decompose_extractor.cut import CALLING, Cut
from decompose_extractor.members import members_of
from decompose_extractor.outline import FunctionNode, chains
from decompose_extractor.pieces import Closure
from decompose_extractor.rewriting import parse
from decompose_source.modules import Module

HOLDER = "Ends"  # ends the name of a class that holds ends
Methods = Mapping[str, frozenset[str]]  # by class


def stubbed_methods(closure: Closure) -> dict[str, Methods]:
    """The methods that are stubs, by module and class."""
    found: dict[str, dict[str, frozenset[str]]] = {}
    for each in closure.pieces:
        if each.stubs:
            found.setdefault(each.module, {})[each.name] = frozenset(each.stubs)
    return dict(sorted(found.items()))


def method_nodes(cut: Cut, module: Module, methods: Methods) -> Iterator[ast.AST]:
    """The code of these methods, without the decorators that only say how they are called."""
    for name in sorted(methods):
        found = cut.definition(f"{module.name}.{name}")
        if found is None or not isinstance(found.node, ast.ClassDef):
            continue
        for each in members_of(found.node):
            if each.name in methods[name] and isinstance(each.node, FunctionNode):
                yield each.node.args
                yield from (d for d in each.node.decorator_list if not _only_calls(d))
                yield from each.node.body


def names_of(cut: Cut, module: Module, methods: Methods) -> frozenset[str]:
    """The names of the module that these methods use; a class where one of them says `super()`."""
    nodes = list(method_nodes(cut, module, methods))
    found = {each.partition(".")[0] for each in chains(nodes)}
    return frozenset(found | {name for name in methods if _says_super(cut, module, name, methods)})


def with_methods(tree: cst.Module, module: Module, methods: Methods) -> cst.Module:
    """Add the classes that hold the methods."""
    original = parse(module.source, module.path)
    classes = [
        held
        for each in original.body
        if isinstance(each, cst.ClassDef) and each.name.value in methods
        for held in [_holding(each, methods[each.name.value])]
        if held is not None
    ]
    return tree.with_changes(body=[*tree.body, *classes])


def _holding(node: cst.ClassDef, names: frozenset[str]) -> cst.ClassDef | None:
    kept = [
        _plain(each, node.name.value)
        for each in node.body.body
        if isinstance(each, cst.FunctionDef) and each.name.value in names
    ]
    if not kept:
        return None
    first = kept[0].with_changes(leading_lines=[])
    blank = cst.EmptyLine(indent=False)
    return cst.ClassDef(
        name=cst.Name(f"{node.name.value}{HOLDER}"),
        body=cst.IndentedBlock([first, *kept[1:]]),
        leading_lines=[blank, blank],
    )


def _plain(function: cst.FunctionDef, owner: str) -> cst.FunctionDef:
    """A method as a plain function: it is handed the object, and `super()` names the class."""
    kept = [
        each
        for each in function.decorators
        if (get_full_name_for_node(each.decorator) or "").rpartition(".")[2] not in CALLING
    ]
    parameters = [*function.params.posonly_params, *function.params.params]
    plain = function.with_changes(decorators=kept)
    if not parameters:
        return plain
    changed = plain.visit(_Super(owner, parameters[0].name.value))
    assert isinstance(changed, cst.FunctionDef)
    return changed


class _Super(cst.CSTTransformer):
    def __init__(self, owner: str, first: str) -> None:
        super().__init__()
        self.owner = owner
        self.first = first

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.Call:
        """Write `super()` as it is meant in the class that the method was taken from."""
        if get_full_name_for_node(updated_node.func) != "super" or updated_node.args:
            return updated_node
        arguments = [cst.Arg(cst.Name(self.owner)), cst.Arg(cst.Name(self.first))]
        return updated_node.with_changes(args=arguments)


def _only_calls(node: ast.expr) -> bool:
    return ast.unparse(node).rpartition(".")[2] in CALLING


def _says_super(cut: Cut, module: Module, name: str, methods: Methods) -> bool:
    nodes = method_nodes(cut, module, {name: methods[name]})
    return any(
        isinstance(each, ast.Name) and each.id == "super"
        for node in nodes
        for each in ast.walk(node)
    )
