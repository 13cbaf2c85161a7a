from __future__ import annotations

import pytest

from decompose_core import analysis
from decompose_core.analysis import Analysis
from decompose_core.codec import CodecError
from decompose_core.coupling import Coupling, CouplingSeverity, Effect, End
from decompose_core.location import Location
from decompose_core.monolith import Field, Model, Relation, RelationKind
from decompose_core.problem import Level, Problem

SMALL = Analysis(
    models=(
        Model(
            "orders.Order",
            "orders.models.Order",
            "orders",
            "orders_order",
            Location("orders/models.py", 3, 0),
            fields=(
                Field(
                    "user",
                    "ForeignKey",
                    "user_id",
                    relation=Relation(RelationKind.FK, "accounts.User", "CASCADE"),
                ),
            ),
        ),
    ),
    couplings=(
        Coupling(
            "foreign_key",
            End("orders", "Order.user"),
            End("accounts", "User"),
            Effect.SCHEMA,
            CouplingSeverity.BLOCKS,
            Location("orders/models.py", 4, 4),
        ),
    ),
    problems=(Problem(Level.WARNING, "unresolved", Location("a.py", 1)),),
)


def test_an_analysis_survives_the_file() -> None:
    """analysis.json holds all that was found."""
    assert analysis.from_json(analysis.to_json(SMALL)) == SMALL


def test_the_names_that_others_read_are_there() -> None:
    """The keys are those of the published format."""
    text = analysis.to_json(SMALL)
    for key in ("schema", "apps", "models", "endpoints", "signals", "tasks", "couplings"):
        assert f'"{key}"' in text
    assert '"class": "ForeignKey"' in text
    assert '"severity": "warning"' in text


@pytest.mark.parametrize("text", ["[]", "{}", '{"schema": 2}'])
def test_another_schema_is_refused(text: str) -> None:
    """A file of a later schema is not half understood."""
    with pytest.raises(CodecError, match="no analysis of schema 1"):
        analysis.from_json(text)
