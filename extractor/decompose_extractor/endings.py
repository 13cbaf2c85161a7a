"""How what crosses ends: which keys, calls and signals have both of their ends, and which not."""

from __future__ import annotations

from decompose_core.coupling import Coupling
from decompose_core.location import Location
from decompose_core.monolith import Receiver
from decompose_core.plan import Outcome
from decompose_extractor.across import is_veto
from decompose_extractor.acting import Acting, FunctionNode
from decompose_extractor.blueprint import Blueprint
from decompose_extractor.crossing import why_not
from decompose_extractor.deciding import reason
from decompose_extractor.effects import Effect
from decompose_extractor.telling import why_asked
from decompose_extractor.transactions import runs_in_transaction

Ending = tuple[Outcome, str]

_ASKS = "asks the monolith, which runs it: both ends are generated"
_IN_TRANSACTION = (
    "asks the monolith, but inside a transaction here: the call is not undone with it, and rows"
    " written in it have not arrived there; call it before the transaction or after the commit,"
    " with an idempotency key. It can't be told by an event"
)
_TOLD: Ending = (
    Outcome.REWRITTEN,
    "told by an event that is written in the transaction: the monolith runs it once, after the"
    " commit, and not at all if the transaction is undone",
)
_VETO = (
    "it is asked before the fact and may refuse or change, which no event can: it goes on running"
    " in the monolith; put what it decides behind a seam"
)
_HERE = "the service is told by an event, and its own receiver runs"
_THERE = "the monolith is told by an event, and its own receiver runs"
_BY_OWNER = {
    "PROTECT": "the owner of the key is asked before a delete",
    "RESTRICT": "the owner of the key is asked before a delete",
}
_TESTED: Ending = (
    Outcome.REWRITTEN,
    "tests of the monolith run as before: in their databases it is the owner",
)
_UNTOUCHED: Ending = (Outcome.REWRITTEN, "a delete does nothing to it, before and after")
_BY_EVENT = "the owner of the key carries it out when it hears of the delete"


def seam_ending(
    blueprint: Blueprint, symbol: str, effects: tuple[Effect, ...], place: Location | None = None
) -> Ending:
    """A call of a function that acts and stays."""
    kept = why_not(blueprint.cut, symbol)
    if kept:
        return (Outcome.MARKED, f"unsettled seam: {reason(effects)}; {kept}")
    if place is not None and runs_in_transaction(blueprint.cut, place):
        asked = why_asked(blueprint.cut, symbol)
        return (Outcome.MARKED, f"{_IN_TRANSACTION}: {asked}") if asked else _TOLD
    return (Outcome.REWRITTEN, _ASKS)


def delete_ending(blueprint: Blueprint, model: str, name: str) -> Ending | None:
    """What `on_delete` of a key across the boundary has become; None where no key is known."""
    for each in blueprint.across.keys:
        if (each.model, each.name) == (model, name):
            if not each.own:
                return (
                    Outcome.MARKED,
                    f"{each.rule}: the key is inherited, so other classes have it too, and it"
                    " keeps its constraint in the monolith",
                )
            return (Outcome.REWRITTEN, f"{each.rule}: {_BY_OWNER.get(each.rule, _BY_EVENT)}")
    return None


def receiver_ending(blueprint: Blueprint, receiver: Receiver) -> Ending:
    """A receiver on one side of a signal of the other."""
    if is_veto(receiver):
        return (Outcome.MARKED, _VETO)
    if receiver.receiver in blueprint.across.received:
        return (Outcome.REWRITTEN, _HERE)
    if any(each.receiver == receiver.receiver for each in blueprint.across.sent):
        return (Outcome.REWRITTEN, _THERE)
    return (Outcome.MARKED, "its signal or its sender could not be told: look at it by hand")


def outside_ending(blueprint: Blueprint, coupling: Coupling) -> Ending | None:
    """Code that stays and acts on the moved side; None where nothing takes care of it."""
    if coupling.kind == "on_delete":
        model, _, name = coupling.source.symbol.rpartition(".")
        label = f"{coupling.source.app}.{model.rpartition('.')[2]}"
        return delete_ending(blueprint, label, name) or _nothing(blueprint, label, name)
    if coupling.kind == "signal":
        for each in blueprint.cut.project.receivers:
            if each.location == coupling.location:
                return receiver_ending(blueprint, each)
    if coupling.kind == "test_code":
        return _TESTED
    if coupling.kind == "call":
        return _call_ending(blueprint, coupling)
    return None


def _nothing(blueprint: Blueprint, label: str, name: str) -> Ending | None:
    """A key that a delete has never touched."""
    model = blueprint.cut.project.model(label)
    found = model.field(name) if model is not None else None
    rule = found.relation.on_delete if found is not None and found.relation is not None else None
    return _UNTOUCHED if (rule or "").endswith("DO_NOTHING") else None


def _call_ending(blueprint: Blueprint, coupling: Coupling) -> Ending | None:
    cut = blueprint.cut
    packages = [each.name for each in cut.project.apps if each.label == coupling.target.app]
    for package in packages:
        found = cut.definition(f"{package}.{coupling.target.symbol}")
        if found is None or not isinstance(found.node, FunctionNode):
            continue
        if found.dotted in blueprint.across.offered:
            return (Outcome.REWRITTEN, "runs where its data is owned: here, or in the service")
        if not Acting(cut).of_function(found.module, found.node):
            return (Outcome.REWRITTEN, "only reads: it goes on running here, on live replicas")
    return None
