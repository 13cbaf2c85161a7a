"""What apps that stay put into registries when they are ready: `providers.load()`, `menu.add(...)`.

Where the service has the registry, the call comes along into the app's configuration here: without
it the registry is empty, as it would be in a monolith without the app.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from decompose_core.location import Location
from decompose_extractor.acting import Acting, FunctionNode
from decompose_extractor.app_configs import config_class
from decompose_extractor.cut import Cut
from decompose_extractor.members import members_of
from decompose_extractor.outline import Imported, chains, local_imports
from decompose_extractor.pieces import Closure, Root
from decompose_source.modules import Module


@dataclass(frozen=True, slots=True, order=True)
class ReadyCall:
    """One call that an app makes when it is ready, with what it names."""

    app: str
    place: Location
    registry: tuple[str, str]  # (module, name)
    source: str
    imports: tuple[tuple[str, str, str], ...]  # (module, name, what it is called here)


def ready_calls(cut: Cut) -> tuple[ReadyCall, ...]:
    """Find the calls by which staying apps fill objects of the project's own."""
    acting = Acting(cut)
    found: list[ReadyCall] = []
    for app in cut.project.apps:
        config = config_class(cut, app) if app.label not in cut.moved else None
        if config is None or not isinstance(config.node, ast.ClassDef):
            continue
        methods = {
            each.name: each.node
            for each in members_of(config.node)
            if isinstance(each.node, FunctionNode)
        }
        for method in _run_by(methods):
            if not acting.of_method(config.module, config.node, method):
                found += _calls(cut, config.module, app.label, method)
    return tuple(found)


def used_calls(found: Iterable[ReadyCall], closure: Closure) -> tuple[ReadyCall, ...]:
    """Those whose registry the service has."""
    return tuple(
        each for each in found if each.registry[1] in closure.kept.get(each.registry[0], ())
    )


def call_roots(found: Iterable[ReadyCall]) -> tuple[Root, ...]:
    """Ask for what the calls name."""
    return tuple(
        Root(f"{module}.{name}".rstrip("."), each.place)
        for each in found
        for module, name, _ in each.imports
    )


def _run_by(methods: dict[str, FunctionNode]) -> Iterator[FunctionNode]:
    """The method `ready`, and those it calls of its own class."""
    pending = ["ready"]
    seen: set[str] = set()
    while pending:
        name = pending.pop(0)
        node = methods.get(name)
        if node is None or name in seen:
            continue
        seen.add(name)
        yield node
        for each in ast.walk(node):
            match each:
                case ast.Call(func=ast.Attribute(value=ast.Name(id="self"), attr=called)):
                    pending.append(called)
                case _:
                    continue


def _calls(cut: Cut, module: Module, app: str, method: FunctionNode) -> Iterator[ReadyCall]:
    known = dict(cut.outline(module).imported) | local_imports(module, [method])
    for statement in method.body:
        match statement:
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name)))):
                registry = _registry(cut, known.get(name))
            case _:
                continue
        roots = {each.partition(".")[0] for each in chains([statement])}
        if registry is None or not roots <= known.keys():
            continue
        imports = tuple(sorted((*_target(known[each]), each) for each in roots))
        yield ReadyCall(app, module.at(statement), registry, ast.unparse(statement), imports)


def _target(imported: Imported) -> tuple[str, str]:
    return imported.module, imported.name or ""


def _registry(cut: Cut, imported: Imported | None) -> tuple[str, str] | None:
    """The object that a call is made on, where an assignment of the project made it."""
    if imported is None or imported.name is None:
        return None
    dotted = cut.project.names.canonical(".".join(imported.parts))
    module, _, name = dotted.rpartition(".")
    source = cut.module(module)
    if source is None or not any(
        isinstance(each.node, ast.Assign | ast.AnnAssign)
        for each in cut.outline(source).binders(name)
    ):
        return None
    return source.name, name
