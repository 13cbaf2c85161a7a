"""Couplings and models made by hand, for tests of what is computed from them."""

from __future__ import annotations

from decompose_core.coupling import Coupling, CouplingSeverity, Effect, End, Settlement
from decompose_core.location import Location
from decompose_core.monolith import App, Field, Model, Relation, RelationKind


def coupling(
    source: str,
    target: str,
    *,
    kind: str = "foreign_key",
    settlement: Settlement = Settlement.AUTOMATIC,
    severity: CouplingSeverity = CouplingSeverity.BLOCKS,
    line: int = 1,
    weight: float = 1.0,
) -> Coupling:
    """Make a coupling between two ends written `app.Symbol`."""
    return Coupling(
        kind,
        _end(source),
        _end(target),
        Effect.READ,
        severity,
        Location(f"{source.partition('.')[0]}/models.py", line, 4),
        f"{source} leans on {target}",
        settlement,
        weight,
    )


def model(label: str, **relations: str) -> Model:
    """Make a model; each keyword is a foreign key to a label."""
    app, _, name = label.partition(".")
    fields = [
        Field(each, "ForeignKey", f"{each}_id", relation=Relation(RelationKind.FK, to, "CASCADE"))
        for each, to in relations.items()
    ]
    place = Location(f"{app}/models.py", 1)
    return Model(
        label, f"{app}.models.{name}", app, f"{app}_{name.lower()}", place, fields=tuple(fields)
    )


def app(label: str) -> App:
    """Make an app."""
    return App(label, label, label)


def _end(text: str) -> End:
    label, _, symbol = text.partition(".")
    return End(label, symbol)
