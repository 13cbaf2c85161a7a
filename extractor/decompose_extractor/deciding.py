"""From the closure to the decisions for each file."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from decompose_core.monolith import Model, RelationKind
from decompose_extractor.crossing import why_not
from decompose_extractor.cut import LINK, LINKS, Cut
from decompose_extractor.effects import Effect
from decompose_extractor.members import READ_OPTIONS, members_of
from decompose_extractor.pieces import Closure, How, Piece
from decompose_extractor.rewriting import Decisions, RemoteTask, Stub
from decompose_extractor.tables import kept_secrets, unfilled
from decompose_extractor.telling import is_told
from decompose_source.modules import Module


def decide_moved(cut: Cut, module: Module) -> Decisions:
    """Decide for a module that leaves: only its keys to staying models change."""
    return Decisions(
        patched=LINK in module.source,
        loose=frozenset(_loose(cut, module, replicas=frozenset())),
        parent_links=dict(_parent_links(cut, module)),
    )


def decide_staying(cut: Cut, closure: Closure, module: Module) -> Decisions:
    """Decide for a module of which a part comes along."""
    pieces = {each.name: each for each in closure.pieces if each.module == module.name}
    replicas = {name for name, each in pieces.items() if each.how is How.REPLICA}
    models = {n: m for n in replicas if (m := cut.project.model_of(f"{module.name}.{n}"))}
    left_out: dict[str, str] = {}
    for name, model in sorted(models.items()):
        kept = pieces[name].members or frozenset()
        for each in _class_members(cut, module, name):
            if each not in kept and model.field(each) is not None:
                left_out[f"{name}.{each}"] = f"{model.label}.{each}"
    loose = set(_loose(cut, module, replicas=frozenset(replicas))) - left_out.keys()
    return Decisions(
        patched=LINK in module.source,
        kept=closure.kept.get(module.name, frozenset()),
        stars=closure.stars.get(module.name, frozenset()),
        members={n: p.members for n, p in pieces.items() if p.members is not None},
        loose=frozenset(loose),
        owner_deletes=frozenset(set(_owner_deletes(module, models)) - left_out.keys()),
        owner_asks=frozenset(set(_owner_asks(cut, models)) - left_out.keys()),
        left_out=left_out,
        read_meta=dict.fromkeys(replicas, READ_OPTIONS),
        unfilled={name: _dropped(cut, model) for name, model in sorted(models.items())},
        stubs=dict(_stubs(cut, closure, pieces)),
        tasks=dict(_tasks(cut, module, pieces)),
    )


def _dropped(cut: Cut, model: Model) -> tuple[str, ...]:
    """The inherited fields that a replica has no column of."""
    kept = kept_secrets(cut, model)
    return tuple(each for each in unfilled(cut, model) if each not in kept)


def callers_of(cut: Cut, closure: Closure, symbol: str) -> tuple[str, ...]:
    """Where moved code calls a symbol, as `path:line`."""
    found = {
        f"{each.path}:{each.line}"
        for each in closure.places.get(symbol, ())
        if each.line and _is_call(cut, each.path)
    }
    return tuple(sorted(found, key=lambda each: (each.split(":")[0], int(each.split(":")[1]))))


def _is_call(cut: Cut, path: str) -> bool:
    module = cut.project.sources.by_path.get(path)
    return module is not None and cut.is_moved(module.name)


def _loose(cut: Cut, module: Module, *, replicas: frozenset[str]) -> Iterator[str]:
    """The keys that lose their constraint: to other owners, and all of a replica."""
    for model in cut.project.models:
        owner, _, name = model.dotted.rpartition(".")
        if owner != module.name:
            continue
        own = _class_members(cut, module, name)
        for each in model.fields:
            relation = each.relation
            if relation is None or relation.kind not in LINKS or each.name not in own:
                continue
            if relation.kind is RelationKind.M2M and relation.through:
                continue
            if name in replicas or cut.leads_across(relation):
                yield f"{name}.{each.name}"


def _parent_links(cut: Cut, module: Module) -> Iterator[tuple[str, str]]:
    """The links to parent rows that stay, which Django would make with a constraint."""
    for model in cut.project.models:
        owner, _, name = model.dotted.rpartition(".")
        if owner == module.name:
            own = _class_members(cut, module, name)
            for link, parent in cut.parent_links(model).items():
                if link not in own:
                    yield f"{name}.{link}", parent.label


def _owner_deletes(module: Module, models: dict[str, Model]) -> Iterator[str]:
    for name, model in models.items():
        for each in model.fields:
            if each.relation is not None and each.relation.kind in (
                RelationKind.FK,
                RelationKind.O2O,
            ):
                yield f"{name}.{each.name}"


def _owner_asks(cut: Cut, models: dict[str, Model]) -> Iterator[str]:
    """The keys of replicas that keep rows of moved models from being deleted."""
    for name, model in models.items():
        for each in model.fields:
            relation = each.relation
            if relation is None or relation.to is None or cut.is_staying(relation.to):
                continue
            if (relation.on_delete or "").endswith(("PROTECT", "RESTRICT")):
                yield f"{name}.{each.name}"


def _class_members(cut: Cut, module: Module, name: str) -> set[str]:
    found = cut.definition(f"{module.name}.{name}")
    if found is None or not isinstance(found.node, ast.ClassDef):
        return set()
    return {each.name for each in members_of(found.node)}


def _stubs(cut: Cut, closure: Closure, pieces: dict[str, Piece]) -> Iterator[tuple[str, Stub]]:
    for name, piece in sorted(pieces.items()):
        symbol = f"{piece.module}.{name}"
        if piece.how is How.SEAM:
            yield name, _stub(cut, symbol, piece.effects, callers_of(cut, closure, symbol))
        for method, effects in sorted(piece.stubs.items()):
            yield f"{name}.{method}", _stub(cut, f"{symbol}.{method}", effects, ())


def _stub(cut: Cut, symbol: str, effects: tuple[Effect, ...], callers: tuple[str, ...]) -> Stub:
    kept = why_not(cut, symbol)
    if not kept:
        return Stub(symbol, "", remote=True, told=is_told(cut, symbol))
    return Stub(symbol, f"{reason(effects)}; {kept}", callers)


def _tasks(cut: Cut, module: Module, pieces: dict[str, Piece]) -> Iterator[tuple[str, RemoteTask]]:
    for name, piece in sorted(pieces.items()):
        found = cut.definition(f"{module.name}.{name}") if piece.how is How.TASK else None
        if found is not None and isinstance(found.node, ast.FunctionDef | ast.AsyncFunctionDef):
            registered = cut.task_name(module, found.node)
            yield name, RemoteTask(registered or found.dotted, found.dotted)


def reason(effects: tuple[Effect, ...]) -> str:
    """Say in a few words why a function stays."""
    if not effects:
        return "settled so in decompose.toml"
    first = min(effects, key=lambda each: (each.what.count(","), each.line))
    return f"it {first.kind}: {first.what}" if "," not in first.what else f"it calls {first.what}"
