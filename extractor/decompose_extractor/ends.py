"""What seams do on the other side, as the monolith has it: tests of the service run against it,
nothing else does.

Only functions that act come here, and what their own modules hold for them alone. Whatever they
share with the service
they import from it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

import libcst as cst
from libcst.helpers import get_full_name_for_node

from decompose_extractor.cut import LINK, Cut
from decompose_extractor.method_ends import names_of, stubbed_methods, with_methods
from decompose_extractor.outline import FunctionNode, chains
from decompose_extractor.pieces import Closure, How, Piece
from decompose_extractor.rewriting import Decisions, Transform, parse, rewrite
from decompose_extractor.transforms import _imports
from decompose_source.modules import Module

FOLDER = "monolith_in_tests"
Transforms = Mapping[str, Transform]


def end_names(cut: Cut, service: Closure, tests: Closure) -> dict[str, frozenset[str]]:
    """The definitions of each module that only the other side's ends need, the ends themselves
    included."""
    found: dict[str, frozenset[str]] = {}
    for name in tests.kept:
        pieces = {each.name: each for each in tests.pieces if each.module == name}
        ends = {n for n, each in pieces.items() if each.how in (How.SEAM, How.TASK, How.END)}
        if not ends:
            continue
        whole = {n for n, each in pieces.items() if each.members is None}
        alone = whole - ends - service.kept.get(name, frozenset())
        found[name] = frozenset(ends | (alone - _shared(cut, tests, name, alone)))
    return found


def _shared(cut: Cut, tests: Closure, name: str, alone: set[str]) -> frozenset[str]:
    """What other modules ask for too, with all it needs of its own module: the service has it."""
    module = cut.module(name)
    if module is None:
        return frozenset()
    asked = {
        each
        for each in alone
        if any(at.path != module.path for at in tests.places.get(f"{name}.{each}", ()))
    }
    return reached(cut, module, asked) & alone


def service_names(
    cut: Cut, service: Closure, tests: Closure, ends: Mapping[str, frozenset[str]]
) -> dict[str, frozenset[str]]:
    """The names of each module that the service itself keeps."""
    found: dict[str, frozenset[str]] = {}
    for name, kept in tests.kept.items():
        if name not in ends:
            found[name] = kept
            continue
        seams = {
            each.name
            for each in tests.pieces
            if each.module == name
            and each.how in (How.SEAM, How.TASK)
            and _is_asked_elsewhere(tests, each)
        }
        partial = {e.name for e in tests.pieces if e.module == name and e.members is not None}
        before = service.kept.get(name, frozenset())
        copied = {e.name for e in tests.pieces if e.module == name and e.name not in ends[name]}
        needed = kept - ends[name] if partial or copied - before else frozenset[str]()
        signed = _signed(cut, name, seams) & kept
        found[name] = frozenset(before | seams | signed | needed)
    return found


def _signed(cut: Cut, name: str, seams: set[str]) -> frozenset[str]:
    """The names of a module that the signatures of its seams use: the stubs keep them."""
    module = cut.module(name)
    nodes: list[ast.AST] = []
    for seam in seams if module is not None else ():
        found = cut.definition(f"{name}.{seam}")
        if found is not None and isinstance(found.node, FunctionNode):
            nodes += [found.node.args, *([found.node.returns] if found.node.returns else [])]
    used = {each.partition(".")[0] for each in chains(nodes)}
    if module is None:
        return frozenset()
    # `if TYPE_CHECKING:` binds names, and has one of its own.
    blocks = [
        each.node
        for each in cut.outline(module).statements
        if isinstance(each.node, ast.If | ast.Try) and not used.isdisjoint(each.binds)
    ]
    return frozenset(used | {each.partition(".")[0] for each in chains(blocks)})


def _is_asked_elsewhere(tests: Closure, piece: Piece) -> bool:
    """Whether another module uses a seam; one that only its own module's ends use needs no stub."""
    places = tests.places.get(f"{piece.module}.{piece.name}", ())
    return any(each.path != piece.path for each in places)


def end_modules(
    cut: Cut,
    tests: Closure,
    ends: Mapping[str, frozenset[str]],
    transforms: Mapping[str, Transform],
) -> Iterator[tuple[str, str, str]]:
    """Yield (path, text, origin) of each module of ends."""
    methods = stubbed_methods(tests)
    for name in sorted(ends.keys() | methods.keys()):
        module = cut.module(name)
        if module is not None:
            path = name.replace(".", "/") + ("/__init__.py" if module.is_package else ".py")
            text = _text(cut, tests, module, ends.get(name, frozenset()), transforms)
            yield f"{FOLDER}/{path}", text, module.path


def _text(
    cut: Cut, tests: Closure, module: Module, names: frozenset[str], transforms: Transforms
) -> str:
    methods = stubbed_methods(tests).get(module.name, {})
    outline = cut.outline(module)
    nodes = [s.node for s in outline.statements if not names.isdisjoint(s.binds)]
    roots = {each.partition(".")[0] for each in chains(nodes)} | names_of(cut, module, methods)
    imports = roots & outline.imported.keys()
    decisions = Decisions(
        patched=LINK in module.source,
        kept=names | imports,
        stars=tests.stars.get(module.name, frozenset()),
    )
    text = rewrite(module.source, module.path, decisions, transforms)
    if methods:
        text = with_methods(parse(text, module.path), module, methods).code
    text = absolute(text, module)
    shared = {
        each
        for each in roots - imports - names
        if outline.binds(each) and each in tests.kept.get(module.name, ())
    }
    tree = parse(with_docstring(text, module), module.path)
    for each in sorted(shared, reverse=True):
        tree = _imports.with_import(tree, module.name, each)
    return tree.code


def absolute(text: str, module: Module) -> str:
    """Name the modules of relative imports in full: the file lies in another place."""
    return parse(text, module.path).visit(_Absolute(module)).code


class _Absolute(cst.CSTTransformer):
    def __init__(self, module: Module) -> None:
        super().__init__()
        self.module = module

    def leave_ImportFrom(
        self, original_node: cst.ImportFrom, updated_node: cst.ImportFrom
    ) -> cst.ImportFrom:
        """Write `from .models import X` with the whole name of the module."""
        if not updated_node.relative:
            return updated_node
        after = get_full_name_for_node(updated_node.module) if updated_node.module else None
        source = self.module.absolute(after, len(updated_node.relative))
        name = cst.parse_expression(source)
        assert isinstance(name, cst.Name | cst.Attribute)
        space = cst.SimpleWhitespace(" ")
        return updated_node.with_changes(
            relative=[], module=name, whitespace_after_from=space, whitespace_before_import=space
        )


def with_docstring(text: str, module: Module) -> str:
    """Say what a module of ends is, where it does not say it itself."""
    tree = ast.parse(text)
    if ast.get_docstring(tree) is not None:
        return text
    return f'"""What {module.name} does in the monolith, for tests."""\n\n{text}'


def reached(cut: Cut, module: Module, names: set[str]) -> frozenset[str]:
    """The names of a module that these definitions lead to."""
    outline = cut.outline(module)
    found: set[str] = set()
    pending = set(names)
    while pending:
        name = pending.pop()
        found.add(name)
        nodes = [each.node for each in outline.binders(name)]
        roots = {each.partition(".")[0] for each in chains(nodes)}
        pending |= {each for each in roots if outline.binds(each)} - found
    return frozenset(found)
