from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decompose_analyzer.baseline import NAME, Entry, Key, parse, render, updated
from decompose_core.problem import Refused
from tests.analyzer.gate_cases import key

CALL, FIELD = key(), key("foreign_key")
LINE = '{ kind = "call", source = "a.x", target = "b.Y", path = "a/x.py" }'
# A surrogate is no text that a file could hold.
names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
entries = st.builds(
    Entry,
    key=st.builds(Key, names, names, names, names),
    reason=st.text(st.characters(exclude_categories=["Cs"])).map(str.strip).filter(bool),
    expires=st.none() | st.dates(),
    places=st.integers(1, 9),
)


@given(st.lists(entries, max_size=4, unique_by=lambda each: each.key))
def test_what_is_written_is_read_again(written: list[Entry]) -> None:
    found = parse(render(tuple(written)))
    facts = [(each.key, each.reason, each.expires, each.places) for each in written]
    assert [(e.key, e.reason, e.expires, e.places) for e in found] == sorted(facts)
    assert render(found) == render(tuple(written))


def test_entries_that_share_a_reason_stand_together_one_a_line() -> None:
    text = render((Entry(FIELD, "later"), Entry(CALL, "later", None, 2)))
    assert text.split("\n", 4)[4] == (
        "[[accepted]]\n"
        'reason = "later"\n'
        "crossings = [\n"
        '    { kind = "call", source = "a.x", target = "b.Y", path = "a/x.py", places = 2 },\n'
        '    { kind = "foreign_key", source = "a.x", target = "b.Y", path = "a/x.py" },\n'
        "]\n"
    )


def test_an_entry_knows_its_line() -> None:
    entries = parse(render((Entry(FIELD, "later"), Entry(CALL, "later"))))
    assert [each.location.line for each in entries] == [8, 9]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("[[accepted]", f"{NAME}: no valid TOML", id="no TOML"),
        pytest.param(
            f'[[accepted]]\nreason = "x"\nexpire = 2026-01-01\ncrossings = [{LINE}]',
            f"{NAME}:3:1: accepted[0].expire: unknown key",
            id="a misspelt key",
        ),
        pytest.param(
            f'[[accepted]]\nreason = " "\ncrossings = [{LINE}]',
            f"{NAME}:2:1: every accepted crossing needs a reason",
            id="no reason",
        ),
        pytest.param(
            f'[[accepted]]\nreason = "x"\ncrossings = [{LINE}, {LINE}]',
            f"{NAME}:3:1: call a.x -> b.Y is accepted twice",
            id="twice",
        ),
        pytest.param(
            f'[[accepted]]\nreason = "x"\nexpires = 2026-01-01T10:00:00\ncrossings = [{LINE}]',
            f"{NAME}:3:1: a date without a time is needed",
            id="a time of day",
        ),
        pytest.param(
            '[[accepted]]\nreason = "x"\ncrossings = [{ kind = "call" }]',
            f"{NAME}:3:1: accepted[0].crossings[0].source: is missing",
            id="half an entry",
        ),
        pytest.param("accepted = 3", f"{NAME}:1:1: accepted: not a list", id="no list"),
    ],
)
def test_a_baseline_that_makes_no_sense_is_refused_with_its_place(text: str, message: str) -> None:
    with pytest.raises(Refused) as refused:
        parse(text)
    assert str(refused.value).startswith(message)


def test_an_update_keeps_reasons_drops_what_is_gone_and_adds_what_is_new() -> None:
    gone = key("task")
    before = (Entry(CALL, "old", date(2027, 1, 1)), Entry(gone, "old"))
    after = updated(before, {CALL: 1, FIELD: 3}, reason="new")
    assert [(each.key, each.reason, each.expires, each.places) for each in after] == [
        (CALL, "old", date(2027, 1, 1), 1),
        (FIELD, "new", None, 3),
    ]


@pytest.mark.parametrize(
    ("places", "reason"),
    [
        pytest.param(1, "old", id="fewer places keep the reason"),
        pytest.param(3, "new", id="more places need a new reason"),
    ],
)
def test_an_update_counts_places(places: int, reason: str) -> None:
    (after,) = updated((Entry(CALL, "old", None, 2),), {CALL: places}, reason="new")
    assert (after.places, after.reason) == (places, reason)
