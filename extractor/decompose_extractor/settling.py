"""How each coupling ends: rewritten, marked or refused; nothing is dropped."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from decompose_core.coupling import Coupling, Effect, End
from decompose_core.location import Location
from decompose_core.monolith import Receiver, RelationKind
from decompose_core.plan import Outcome, Settled
from decompose_extractor.arrived import Arrived, arrived
from decompose_extractor.blueprint import Blueprint
from decompose_extractor.cut import LINKS, accessor, is_test
from decompose_extractor.effects import EffectKind, effects_of
from decompose_extractor.endings import (
    Ending,
    delete_ending,
    outside_ending,
    receiver_ending,
    seam_ending,
)
from decompose_extractor.pieces import How, Piece

_LOOSE: Ending = (Outcome.REWRITTEN, "a loose key to a replica")
_READS: Ending = (
    Outcome.REWRITTEN,
    "code that stays needs no change: it reads the monolith's tables,"
    " which are live replicas after the cutover",
)
_ACTS: Ending = (
    Outcome.MARKED,
    "code that stays writes or calls the moved side: it runs in the monolith until the cutover,"
    " and needs a seam after it",
)
_UNCHECKED: Ending = (Outcome.MARKED, "the key has no constraint today, and gets no events")
_PARENT: Ending = (
    Outcome.MARKED,
    "its rows extend rows of a model that stays: they can be read here; saving one is refused,"
    " since it writes the parent's row too: save it through a function of the parent's owner",
)
_PAGE: Ending = (Outcome.REWRITTEN, "came along, or named as a page of the monolith")
# Kinds whose targets are no definitions that could have come along.
_BY_KIND: Mapping[str, Ending] = {
    "migration_dependency": (
        Outcome.REWRITTEN,
        "the service begins with one fresh migration; the history stays in the monolith",
    ),
    "app_config": (
        Outcome.REWRITTEN,
        "the AppConfig comes along with its label and ready(); apps keep their order",
    ),
    "cache_key": (
        Outcome.MARKED,
        "the two sides share no cache: what one keeps or locks there the other does not see",
    ),
    "database_feature": (
        Outcome.REWRITTEN,
        "the service runs on PostgreSQL in the monolith's time zone; `verify` compares the schemas",
    ),
    "post_migrate_row": (
        Outcome.MARKED,
        "the fresh migration makes no such rows: the service takes over content types and"
        " permissions by their names, groups have to be made",
    ),
    "requirement": (Outcome.REWRITTEN, "the service asks for what its code imports"),
    "sequence": (
        Outcome.REWRITTEN,
        "one side hands ids out at a time, and `decompose data follow` sets the service's sequences"
        " beyond the monolith's, with head-room",
    ),
    "static_file": _PAGE,
    "template": _PAGE,
    "url_name": _PAGE,
}
_WORSE = (Outcome.REWRITTEN, Outcome.MARKED, Outcome.REFUSED)
_DELETES = frozenset({"CASCADE", "SET_NULL", "SET_DEFAULT", "SET"})


def settle(blueprint: Blueprint, couplings: Iterable[Coupling]) -> Iterator[Settled]:
    """Give every coupling that crosses the boundary its end."""
    moved = blueprint.cut.moved
    pieces, here = _by_symbol(blueprint), Arrived(blueprint)
    for each in couplings:
        inside, outside = each.source.app in moved, each.target.app in moved
        if inside == outside:
            continue
        outside_of = None if inside else outside_ending(blueprint, each)
        ending = (
            _ending(blueprint, here, pieces, each) if inside else outside_of or _from_outside(each)
        )
        outcome, why = ending
        yield Settled(each.kind, each.location, each.source, each.target, outcome, why)


def own_findings(blueprint: Blueprint) -> Iterator[Settled]:
    """What the extractor itself saw at the boundary, and how it ends."""
    yield from _keys(blueprint)
    yield from _incoming_keys(blueprint)
    yield from _seams(blueprint)
    yield from _receivers(blueprint)
    yield from _writes(blueprint)
    yield from _history(blueprint)


def together(reported: Iterable[Settled], own: Iterable[Settled]) -> tuple[Settled, ...]:
    """Put our own findings into what the analysis reported, each place once.

    They meet by line, or by ends; where they end differently the place has the worse end. The
    places that the analysis reported come first.
    """
    found = list(dict.fromkeys(reported))
    known: dict[tuple[object, ...], list[int]] = {}
    for number, each in enumerate(found):
        for key in _keys_of(each):
            known.setdefault(key, []).append(number)
    more: list[Settled] = []
    for each in own:
        here = {number for key in _keys_of(each) for number in known.get(key, ())}
        for number in here:
            if _WORSE.index(each.outcome) > _WORSE.index(found[number].outcome):
                found[number] = replace(found[number], outcome=each.outcome, reason=each.reason)
        if not here:
            more.append(each)
    return (*found, *dict.fromkeys(more))


def _keys_of(each: Settled) -> tuple[tuple[object, ...], tuple[object, ...]]:
    ends = (each.kind, each.source, each.target)
    return ends, (each.kind, each.location.path, each.location.line)


def _from_outside(coupling: Coupling) -> Ending:
    """Both sides can always read; only what acts needs the owner."""
    return _READS if coupling.effect in (Effect.READ, Effect.SCHEMA, Effect.BUILD) else _ACTS


def _ending(
    blueprint: Blueprint, here: Arrived, pieces: Mapping[End, Piece], coupling: Coupling
) -> Ending:
    """Look at what has become of the target."""
    symbol = coupling.target.symbol
    label = f"{coupling.target.app}.{symbol.split('.')[0]}"
    if label in blueprint.closure.replicas:
        return (Outcome.REWRITTEN, f"{label} is a replica here")
    while symbol:
        piece = pieces.get(End(coupling.target.app, symbol))
        if piece is not None and piece.how is How.SEAM:
            dotted = f"{piece.module}.{piece.name}"
            return seam_ending(blueprint, dotted, piece.effects, coupling.location)
        if piece is not None:
            return ENDINGS[piece.how](piece)
        symbol = symbol.rpartition(".")[0]  # a member of what came along comes with it
    if (found := arrived(here, coupling)) is not None:
        return found
    if coupling.kind in _BY_KIND:
        return _BY_KIND[coupling.kind]
    return (Outcome.MARKED, "not reached from the moved code's definitions; look at it by hand")


def _by_symbol(blueprint: Blueprint) -> dict[End, Piece]:
    """Name the pieces as couplings do: from the app's package on, and models by their name."""
    packages = {each.label: f"{each.name}." for each in blueprint.cut.project.apps}
    found: dict[End, Piece] = {}
    for piece in blueprint.closure.pieces:
        app = _app(blueprint, piece)
        dotted = f"{piece.module}.{piece.name}"
        found.setdefault(End(app, piece.name), piece)
        found[End(app, dotted.removeprefix(packages.get(app, f"{app}.")))] = piece
    return found


def _copied(piece: Piece) -> Ending:
    return (Outcome.REWRITTEN, f"{piece.module}.{piece.name} came along")


def _task(piece: Piece) -> Ending:
    return (
        Outcome.REWRITTEN,
        f"{piece.module}.{piece.name} is sent to the monolith's workers by name",
    )


def _replica(piece: Piece) -> Ending:
    return (Outcome.REWRITTEN, f"{piece.module}.{piece.name} is a replica here")


def _end(piece: Piece) -> Ending:
    return (
        Outcome.MARKED,
        f"{piece.module}.{piece.name} stays in the monolith and needs an event from here",
    )


ENDINGS: Mapping[How, Callable[[Piece], Ending]] = {
    How.COPIED: _copied,
    How.END: _end,
    How.REPLICA: _replica,
    How.TASK: _task,
}


def _app(blueprint: Blueprint, piece: Piece) -> str:
    return blueprint.cut.project.app_of(piece.module) or piece.module.partition(".")[0]


def _keys(blueprint: Blueprint) -> Iterator[Settled]:
    """Keys of moved models to models that stay, and what deletes on the other side do to them."""
    cut = blueprint.cut
    for model in cut.project.models:
        if cut.is_staying(model.label) or model.abstract:
            continue
        for each in model.fields:
            relation = each.relation
            if relation is None or relation.to is None or not cut.leads_across(relation):
                continue
            name = model.label.partition(".")[2]
            source = End(model.app, f"{name}.{each.name}")
            target = End(relation.to.partition(".")[0], relation.to.partition(".")[2])
            kind = "many_to_many" if relation.kind is RelationKind.M2M else "foreign_key"
            outcome, why = _PARENT if each.name in cut.parent_links(model) else _LOOSE
            if relation.kind is RelationKind.M2M and relation.through:
                why = f"its rows are the replica {relation.through}"
            yield Settled(kind, model.location, source, target, outcome, why)
            if relation.on_delete and relation.on_delete.rpartition(".")[2] != "DO_NOTHING":
                outcome, why = delete_ending(blueprint, model.label, each.name) or _UNCHECKED
                yield Settled("on_delete", model.location, source, target, outcome, why)


def _incoming_keys(blueprint: Blueprint) -> Iterator[Settled]:
    """Keys of replicas to moved models: what deleting a row here did there."""
    cut = blueprint.cut
    for model in cut.project.models:
        if not cut.is_staying(model.label) or model.abstract:
            continue
        for each in model.fields:
            relation = each.relation
            if relation is None or relation.to is None or relation.kind not in LINKS:
                continue
            if cut.is_staying(relation.to):
                continue
            name = model.label.partition(".")[2]
            source = End(model.app, f"{name}.{each.name}")
            target = End(relation.to.partition(".")[0], relation.to.partition(".")[2])
            here = model.label in blueprint.closure.replicas
            back = accessor(model, relation)
            what = f"read here through the replica as {back!r}" if here else "not used here"
            rule = (relation.on_delete or "").rpartition(".")[2]
            if rule.split("(")[0] in _DELETES:
                outcome, why = delete_ending(blueprint, model.label, each.name) or _UNCHECKED
                yield Settled("on_delete", model.location, source, target, outcome, why)
            else:
                yield Settled(
                    "foreign_key", model.location, source, target, Outcome.REWRITTEN, what
                )


def _seams(blueprint: Blueprint) -> Iterator[Settled]:
    """Calls of functions that act."""
    cut = blueprint.cut
    for piece in blueprint.production.pieces:
        symbols = [(f"{piece.module}.{piece.name}", piece.effects, piece.how)]
        symbols += [
            (f"{piece.module}.{piece.name}.{method}", effects, How.SEAM)
            for method, effects in sorted(piece.stubs.items())
        ]
        for symbol, effects, how in symbols:
            if how not in (How.SEAM, How.TASK):
                continue
            for place in blueprint.closure.places.get(symbol, ()):
                if not place.line or is_test(place.path.replace("/", ".")):
                    continue
                source = End(_app_at(blueprint, place), place.path)
                target = End(cut.project.app_of(piece.module) or "", symbol)
                if how is How.TASK:
                    yield Settled(
                        "task", place, source, target, Outcome.REWRITTEN,
                        "sent to the monolith's workers by name",
                    )  # fmt: skip
                else:
                    outcome, why = seam_ending(blueprint, symbol, effects, place)
                    yield Settled("call", place, source, target, outcome, why)


def _receivers(blueprint: Blueprint) -> Iterator[Settled]:
    """Receivers across: rows that arrive by replication send no signal."""
    cut = blueprint.cut
    for each in cut.project.receivers:
        if each.sender is None:
            yield from _hears_all(blueprint, each)
            continue
        model = cut.project.model(each.sender)
        receiver_moved = cut.is_moved(each.receiver)
        sender_moved = model is not None and not cut.is_staying(model.label)
        if model is None or receiver_moved == sender_moved:
            continue
        source = End(cut.project.app_of(each.receiver) or "", each.receiver)
        target = End(model.app, model.label.partition(".")[2])
        outcome, why = receiver_ending(blueprint, each)
        yield Settled("signal", each.location, source, target, outcome, why)


def _hears_all(blueprint: Blueprint, receiver: Receiver) -> Iterator[Settled]:
    """A receiver of every model's rows: it runs on one side."""
    cut = blueprint.cut
    app = cut.project.app_of(receiver.receiver)
    if app is None or not receiver.signal.startswith("django.db.models.signals."):
        return
    side = "the monolith's" if cut.is_moved(receiver.receiver) else "the service's"
    yield Settled(
        "signal",
        receiver.location,
        End(app, receiver.receiver),
        End("every app", "every model"),
        Outcome.MARKED,
        f"it hears every model today, and none of {side} rows after the cutover: name the senders"
        " that it needs",
    )


def _writes(blueprint: Blueprint) -> Iterator[Settled]:
    """Moved code that writes or locks rows of replicas, as far as a name tells it."""
    cut = blueprint.cut
    for module in cut.moved_modules:
        if is_test(module.name) or module.tree is None:
            continue

        def resolve(expression: ast.expr) -> str | None:
            return cut.project.names.resolve(module, expression)  # noqa: B023

        for node in module.index.calls:
            for effect in effects_of([node], resolve, relations=cut.relation_names):
                if effect.kind not in (EffectKind.WRITES, EffectKind.LOCKS) or (
                    effect.line != node.lineno
                ):
                    continue
                root = effect.what.split(".")[0]
                dotted = cut.project.names.resolve(module, root, at=node)
                model = cut.project.model_of(dotted) if dotted else None
                if model is not None and cut.is_staying(model.label):
                    yield Settled(
                        "query",
                        module.at(node),
                        End(cut.project.app_of(module) or "", module.name),
                        End(model.app, model.label.partition(".")[2]),
                        Outcome.MARKED,
                        f"{effect.kind} a replica ({effect.what}): refused when it runs",
                    )


def _history(blueprint: Blueprint) -> Iterator[Settled]:
    """List what the migrations of moved apps ran beside changing tables; it is left out."""
    cut = blueprint.cut
    for module in cut.project.modules.values():
        if not cut.is_moved(module.name) or ".migrations." not in module.name:
            continue
        for call in module.index.calls:
            name = ast.unparse(call.func).rpartition(".")[2]
            if name not in ("RunPython", "RunSQL"):
                continue
            label = cut.project.app_of(module) or ""
            why = "not in the fresh initial migration: the rows it made arrive by replication"
            outcome = Outcome.MARKED
            if module.at(call) in blueprint.objects.places:
                outcome, why = Outcome.REWRITTEN, "what it made travels, in its last form"
            elif name == "RunSQL":
                why = (
                    "it changes rows or columns, its SQL is computed, or what it made was dropped"
                    " later: rows arrive by replication, columns are those of the models"
                )
            yield Settled(
                "migration", module.at(call), End(label, module.name), End("database", name),
                outcome, why,
            )  # fmt: skip


def _app_at(blueprint: Blueprint, place: Location) -> str:
    module = blueprint.cut.project.sources.by_path.get(place.path)
    return (blueprint.cut.project.app_of(module) if module else None) or ""
