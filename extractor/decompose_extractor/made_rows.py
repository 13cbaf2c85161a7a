"""The rows that the monolith's migrations made: tests of the service count on them.

A migration makes them by a function for `RunPython`, or by an operation of the project's own that
extends it. What it imports of the project comes along for the tests.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from decompose_core.location import Location
from decompose_extractor.cut import Cut
from decompose_extractor.ends import FOLDER, absolute, reached, with_docstring
from decompose_extractor.outline import chains
from decompose_extractor.pieces import Closure, Root
from decompose_extractor.rewriting import Decisions, Transform, rewrite
from decompose_source.modules import Module

_OPERATION = """

def {each.function}(apps, schema_editor):
    {each.operation}.code(apps, schema_editor)
"""
_DDL = re.compile(r"\b(ALTER|CREATE|DROP|REFRESH)\s+[A-Z]")
_RUN_PYTHON = frozenset(
    {"django.db.migrations.RunPython", "django.db.migrations.operations.special.RunPython"}
)


@dataclass(frozen=True, slots=True)
class Rows:
    """A function by which a migration of the monolith made rows, or an operation that did."""

    module: Module
    function: str
    names: frozenset[str]  # of the module: what it uses first
    operation: str = ""  # as source text


def row_makers(cut: Cut, labels: frozenset[str], closure: Closure) -> tuple[Rows, ...]:
    """Find what the migrations of these apps run to make rows: tests may count on them.

    What makes rows of a model, or imports code, that is not in the service is left out.
    """
    return tuple(
        each
        for each in _candidates(cut, labels, closure)
        if _can_be_imported(cut, closure, each.module, each.names)
    )


def row_roots(cut: Cut, labels: frozenset[str], closure: Closure) -> Iterator[Root]:
    """Ask for what such functions import of the project."""
    for each in _candidates(cut, labels, closure):
        for source, name in _imports(cut, each.module, each.names):
            if name is not None:
                yield Root(f"{source.name}.{name}", Location(each.module.path))


def _candidates(cut: Cut, labels: frozenset[str], closure: Closure) -> tuple[Rows, ...]:
    here = {each.lower() for each in closure.replicas}
    here |= {m.label.lower() for m in cut.project.models if not cut.is_staying(m.label)}
    found: list[Rows] = []
    for label, module in cut.migrations:
        if label not in labels:
            continue
        for number, call in enumerate(module.index.calls):
            rows = _made(cut, module, call, number)
            if rows is None or _changes_schema(cut, module, set(rows.names)):
                continue
            if all(each in here for each in _historical(cut, module, rows.names)):
                found.append(rows)
    order = _order(cut)
    return tuple(sorted(found, key=lambda each: order[each.module.name]))


def _order(cut: Cut) -> dict[str, int]:
    """Number the project's migrations as they run: those that one depends on come before it."""
    modules = {(label, module.name.rpartition(".")[2]): module for label, module in cut.migrations}
    found: dict[str, int] = {}

    def visit(key: tuple[str, str], above: frozenset[tuple[str, str]]) -> None:
        module = modules.get(key)
        if module is None or module.name in found or key in above:
            return
        for each in _dependencies(module):
            visit(each, above | {key})
        found[module.name] = len(found)

    for key in sorted(modules, key=lambda each: (each[1], each[0])):
        visit(key, frozenset())
    return found


def _dependencies(module: Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(module.tree) if module.tree else ():
        match node:
            case ast.Assign(targets=[ast.Name(id="dependencies")], value=ast.List(elts=items)):
                for item in items:
                    match item:
                        case ast.Tuple(
                            elts=[ast.Constant(value=str(app)), ast.Constant(value=str(name))]
                        ):
                            yield app, name
                        case _:
                            continue
            case _:
                continue


def _made(cut: Cut, module: Module, call: ast.Call, number: int) -> Rows | None:
    """Read an operation that makes rows: of Django's by its function, of the project's as it is."""
    if ast.unparse(call.func).endswith("RunPython") and call.args:
        made = call.args[0]
        if isinstance(made, ast.Name) and cut.outline(module).binds(made.id):
            return Rows(module, made.id, frozenset({made.id}))
        return None
    dotted = cut.project.names.resolve(module, call.func, at=call)
    if dotted is None or _RUN_PYTHON.isdisjoint(cut.project.names.ancestors(dotted)):
        return None
    names = frozenset(each.partition(".")[0] for each in chains([call]))
    return Rows(module, f"make_rows_{number}", names, ast.unparse(call))


def _changes_schema(cut: Cut, module: Module, names: set[str]) -> bool:
    """Whether a function of a migration says SQL that changes the schema: that makes no rows."""
    names = set(reached(cut, module, names))
    return any(
        isinstance(node, ast.Constant) and isinstance(node.value, str) and _DDL.search(node.value)
        for each in cut.outline(module).statements
        if not names.isdisjoint(each.binds)
        for node in ast.walk(each.node)
    )


def _can_be_imported(cut: Cut, closure: Closure, module: Module, names: Iterable[str]) -> bool:
    """Whether the service has everything of the project that a function of a migration imports."""
    return all(
        name is None or name in closure.kept.get(source.name, ())
        for source, name in _imports(cut, module, names)
    )


def _imports(cut: Cut, module: Module, names: Iterable[str]) -> Iterator[tuple[Module, str | None]]:
    """What these definitions of a migration import of modules that stay."""
    outline = cut.outline(module)
    used = reached(cut, module, set(names))
    nodes = [each.node for each in outline.statements if not used.isdisjoint(each.binds)]
    roots = {each.partition(".")[0] for each in chains(nodes)} | used
    for root, target in sorted(outline.imported.items()):
        source = cut.module(target.module) if root in roots else None
        if source is not None and not cut.is_moved(source.name):
            yield source, target.name


def _historical(cut: Cut, module: Module, wanted: Iterable[str]) -> Iterator[str]:
    """The project's models that a function of a migration asks for, in lower case."""
    names = reached(cut, module, set(wanted))
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
    by_module: dict[str, list[Rows]] = {}
    for each in rows:
        by_module.setdefault(each.module.name, []).append(each)
    for name in sorted(by_module):
        module = cut.module(name)
        if module is not None:
            here = by_module[name]
            kept = reached(cut, module, {n for each in here for n in each.names})
            text = rewrite(module.source, module.path, Decisions(kept=kept), transforms)
            text += "".join(_OPERATION.format(each=each) for each in here if each.operation)
            path = f"{FOLDER}/{name.replace('.', '/')}.py"
            yield path, with_docstring(absolute(text, module), module), module.path
