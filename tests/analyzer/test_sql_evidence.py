"""What recorded SQL says of pairs of models: how many ways in, what share, what weight."""

from __future__ import annotations

from pathlib import Path

import pytest

from decompose_analyzer.recorded_sql import Group, RecordedSql, WayIn
from decompose_analyzer.sql_evidence import sql_evidence
from decompose_core.boundary import Evidence, Origin, Together
from decompose_core.problem import Refused
from tests.analyzer.test_evidence import MODELS

ORDER, NOTE, TAG, ITEM = "orders.Order", "orders.Note", "orders.Tag", "stock.Item"
FILE = Path("sql.json")


def way(
    name: str, *touched: Group, joined: tuple[Group, ...] = (), written: tuple[Group, ...] = ()
) -> WayIn:
    return WayIn(name, 1, joined, written, touched)


def found(*ways_in: WayIn) -> dict[tuple[str, str, str], Evidence]:
    pieces, _ = sql_evidence(RecordedSql(1, ways_in), MODELS, FILE)
    assert all(each.origin is Origin.SQL for each in pieces)
    return {(each.how.value, each.source, each.target): each for each in pieces}


def test_the_rarer_model_leads_and_its_share_is_counted() -> None:
    pieces = found(
        way("a", (ITEM, ORDER), joined=((ITEM, ORDER),)),
        way("b", (ITEM,), (ORDER,)),
        way("c", (ORDER,)),
    )
    assert pieces == {
        ("joined", ITEM, ORDER): Evidence(
            Origin.SQL,
            ITEM,
            ORDER,
            count=1,
            share=0.5,
            detail="1 of the 2 ways in that touch stock.Item join orders.Order in one query",
            how=Together.JOINED,
            weight=0.5,
            places=("a",),
        )
    }


def test_each_way_to_go_together_is_a_piece_of_its_own() -> None:
    both = (ITEM, ORDER)
    pieces = found(way("a", both, joined=(both,), written=(both,)), way("b", both))
    assert {key[0]: each.count for key, each in pieces.items()} == {
        "joined": 1,
        "written": 1,
        "touched": 2,
    }


def test_many_models_in_one_query_say_less_of_each_pair() -> None:
    group = (NOTE, ORDER, TAG, ITEM)
    pieces = found(way("a", group, joined=(group,)))
    assert len(pieces) == 6
    assert {each.weight for each in pieces.values()} == {round(1 / 3, 4)}
    assert {each.share for each in pieces.values()} == {1.0}


def test_to_be_touched_by_one_way_in_is_chance() -> None:
    assert found(way("a", (ITEM, ORDER))) == {}
    assert found(way("a", (ITEM,), (ORDER,)), way("b", (ITEM,), (ORDER,))) == {}


def test_three_places_are_named() -> None:
    both = (ITEM, ORDER)
    (piece,) = (
        each
        for each in found(*(way(name, both, joined=(both,)) for name in "abcd")).values()
        if each.how is Together.JOINED
    )
    assert (piece.count, piece.places) == (4, ("a", "b", "c"))


def test_models_that_are_gone_are_a_note() -> None:
    recorded = RecordedSql(1, (way("a", (ORDER, "orders.Gone")),))
    pieces, (problem,) = sql_evidence(recorded, MODELS, FILE)
    assert pieces == ()
    assert problem.message == "recorded SQL: 1 of its models are not in the project's source"
    assert problem.hint.startswith("orders.Gone; ")


@pytest.mark.parametrize(
    ("ways_in", "message"),
    [
        ((way("a", ("x.A", "x.B")),), "recorded in another project: x.A, x.B are not in this one"),
        ((), "it holds nothing: no query of the project in 1 tests"),
    ],
)
def test_a_recording_of_another_project_is_refused(
    ways_in: tuple[WayIn, ...], message: str
) -> None:
    with pytest.raises(Refused, match=message):
        sql_evidence(RecordedSql(1, ways_in), MODELS, FILE)
