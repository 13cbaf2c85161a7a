"""What seams do on the other side, as the monolith has it: tests of the service run against it,
nothing else does.

Only functions that act come here, and what their own modules hold for them alone. Whatever they
share with the service
they import from it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import libcst as cst
from libcst.helpers import get_full_name_for_node

from decompose_extractor.cut import Cut
from decompose_extractor.outline import chains
from decompose_extractor.pieces import Closure, How, Piece
from decompose_extractor.rewriting import Decisions, Transform, parse, rewrite
from decompose_extractor.transforms import _imports
from decompose_source.modules import Module

FOLDER = "monolith_in_tests"
_DDL = re.compile(r"\b(ALTER|CREATE|DROP|REFRESH)\s+[A-Z]")


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
    return _reached(cut, module, asked) & alone


def service_names(
    service: Closure, tests: Closure, ends: Mapping[str, frozenset[str]]
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
        found[name] = frozenset(before | seams | needed)
    return found


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
    for name in sorted(ends):
        module = cut.module(name)
        if module is not None:
            path = name.replace(".", "/") + ("/__init__.py" if module.is_package else ".py")
            yield f"{FOLDER}/{path}", _text(cut, tests, module, ends[name], transforms), module.path


def _text(
    cut: Cut,
    tests: Closure,
    module: Module,
    names: frozenset[str],
    transforms: Mapping[str, Transform],
) -> str:
    outline = cut.outline(module)
    nodes = [s.node for s in outline.statements if not names.isdisjoint(s.binds)]
    roots = {each.partition(".")[0] for each in chains(nodes)}
    imports = roots & outline.imported.keys()
    decisions = Decisions(kept=names | imports, stars=tests.stars.get(module.name, frozenset()))
    text = _absolute(rewrite(module.source, module.path, decisions, transforms), module)
    shared = {
        each
        for each in roots - imports - names
        if outline.binds(each) and each in tests.kept.get(module.name, ())
    }
    tree = parse(_with_docstring(text, module), module.path)
    for each in sorted(shared, reverse=True):
        tree = _imports.with_import(tree, module.name, each)
    return tree.code


def _absolute(text: str, module: Module) -> str:
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


def _with_docstring(text: str, module: Module) -> str:
    tree = ast.parse(text)
    if ast.get_docstring(tree) is not None:
        return text
    return f'"""What {module.name} does in the monolith, for tests."""\n\n{text}'


@dataclass(frozen=True, slots=True)
class Rows:
    """A function by which a migration of the monolith made rows."""

    module: Module
    function: str

    @property
    def sort_key(self) -> tuple[str, str]:
        """Sort as migrations run, near enough: by number, then by app."""
        package, _, name = self.module.name.rpartition(".")
        return (name, package)


def row_makers(cut: Cut, labels: frozenset[str], closure: Closure) -> tuple[Rows, ...]:
    """Find what the migrations of these apps run to make rows: tests may count on them.

    What makes rows of a model, or imports code, that is not in the service is left out.
    """
    here = {each.lower() for each in closure.replicas}
    here |= {m.label.lower() for m in cut.project.models if not cut.is_staying(m.label)}
    found: list[Rows] = []
    for module in cut.project.modules.values():
        if cut.project.app_of(module) not in labels or ".migrations." not in module.name:
            continue
        for call in module.index.calls:
            if ast.unparse(call.func).endswith("RunPython") and call.args:
                made = call.args[0]
                if not isinstance(made, ast.Name) or not cut.outline(module).binds(made.id):
                    continue
                known = all(each in here for each in _historical(cut, module, made.id))
                known = known and not _changes_schema(cut, module, made.id)
                if known and _can_be_imported(cut, closure, module, made.id):
                    found.append(Rows(module, made.id))
    return tuple(sorted(found, key=lambda each: each.sort_key))


def _changes_schema(cut: Cut, module: Module, name: str) -> bool:
    """Whether a function of a migration says SQL that changes the schema: that makes no rows."""
    names = _reached(cut, module, {name})
    return any(
        isinstance(node, ast.Constant) and isinstance(node.value, str) and _DDL.search(node.value)
        for each in cut.outline(module).statements
        if not names.isdisjoint(each.binds)
        for node in ast.walk(each.node)
    )


def _can_be_imported(cut: Cut, closure: Closure, module: Module, name: str) -> bool:
    """Whether the service has everything of the project that a function of a migration imports."""
    outline = cut.outline(module)
    names = _reached(cut, module, {name})
    nodes = [each.node for each in outline.statements if not names.isdisjoint(each.binds)]
    roots = {each.partition(".")[0] for each in chains(nodes)}
    for root, target in outline.imported.items():
        source = cut.module(target.module) if root in roots else None
        if source is None or cut.is_moved(source.name):
            continue
        if target.name is not None and target.name not in closure.kept.get(source.name, ()):
            return False
    return True


def _historical(cut: Cut, module: Module, name: str) -> Iterator[str]:
    """The project's models that a function of a migration asks for, in lower case."""
    names = _reached(cut, module, {name})
    for statement in cut.outline(module).statements:
        for node in ast.walk(statement.node) if not names.isdisjoint(statement.binds) else ():
            match node:
                case ast.Call(
                    func=ast.Attribute(attr="get_model"),
                    args=[ast.Constant(value=str(label)), *rest],
                ):
                    model = rest[0] if rest else None
                    if isinstance(model, ast.Constant):
                        label = f"{label}.{model.value!s}"
                    if cut.project.model(label) is not None:
                        yield label.lower()
                case _:
                    continue


def row_modules(
    cut: Cut, rows: tuple[Rows, ...], transforms: Mapping[str, Transform]
) -> Iterator[tuple[str, str, str]]:
    """Yield (path, text, origin) of what is left of each such migration."""
    by_module: dict[str, set[str]] = {}
    for each in rows:
        by_module.setdefault(each.module.name, set()).add(each.function)
    for name in sorted(by_module):
        module = cut.module(name)
        if module is not None:
            kept = _reached(cut, module, by_module[name])
            text = rewrite(module.source, module.path, Decisions(kept=kept), transforms)
            text = _absolute(text, module)
            path = f"{FOLDER}/{name.replace('.', '/')}.py"
            yield path, _with_docstring(text, module), module.path


def _reached(cut: Cut, module: Module, names: set[str]) -> frozenset[str]:
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
