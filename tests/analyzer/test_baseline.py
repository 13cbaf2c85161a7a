from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from decompose_analyzer.baseline import NAME, Entry, Key, moved, parse, render, updated
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


@settings(suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault
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
        pytest.param("[[accepted]", f"{NAME}:1:11: no valid TOML", id="no TOML"),
        pytest.param("schema = 2", f"{NAME}:1:1: schema: unknown key", id="a later format"),
        pytest.param(
            f'[[accepted]]\nreason = "x"\nexpires = "2026-01-01"\ncrossings = [{LINE}]',
            f"{NAME}:3:1: accepted[0].expires: not of type date",
            id="a date as text",
        ),
        pytest.param(
            f'[[accepted]]\nreason = "x"\nexpires = 2026-13-01\ncrossings = [{LINE}]',
            f"{NAME}:3:15: no valid TOML",
            id="no such month",
        ),
        pytest.param(
            f'[[accepted]]\nreason = "x"\ncrossings = [\n<<<<<<< HEAD\n{LINE},\n=======\n]',
            f"{NAME}:4:1: a merge left a conflict here\n  keep what both sides added",
            id="a conflict",
        ),
        pytest.param(
            f'[[accepted]]\nreason = "x"\ncrossings = [{LINE[:-2]}, places = 0 }}]',
            f"{NAME}:3:1: places must be 1 or more",
            id="no place",
        ),
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


def in_its_file(named: tuple[str, int]) -> tuple[Key, int]:
    name, count = named
    path = name.rpartition(".")[0].replace(".", "/")
    return Key("call", name, "b.Y", f"{path}.py"), count


def test_what_moved_to_another_file_keeps_its_reason() -> None:
    old = Key("call", "a.views.index", "b.Y", "a/views.py")
    new = Key("call", "a.api.views.index", "b.Y", "a/api/views.py")
    before = (Entry(old, "old", date(2027, 1, 1)),)
    (after,) = updated(before, {new: 1}, reason="")
    assert (after.key, after.reason, after.expires) == (new, "old", date(2027, 1, 1))


@pytest.mark.parametrize(
    ("known", "found"),
    [
        pytest.param([("a.views.x", 1)], {"a.api.y": 1}, id="another function"),
        pytest.param([("a.views.x", 1)], {"a.api.x": 2}, id="more places"),
        pytest.param([("a.views.x", 1)], {"a.api.x": 1, "a.web.x": 1}, id="two may be it"),
        pytest.param([("a.views.x", 1), ("a.old.x", 1)], {"a.api.x": 1}, id="from two files"),
    ],
)
def test_what_is_not_surely_the_same_is_new(
    known: list[tuple[str, int]], found: dict[str, int]
) -> None:
    before = {each: Entry(each, "x", None, count) for each, count in map(in_its_file, known)}
    assert moved(before, dict(map(in_its_file, found.items()))) == {}


def test_while_files_are_unread_nothing_is_dropped() -> None:
    gone = key("task")
    before = (Entry(CALL, "old", None, 2), Entry(gone, "old"))
    after = updated(before, {CALL: 1, FIELD: 1}, reason="new", whole=False)
    assert [(each.key, each.reason, each.places) for each in after] == [
        (CALL, "old", 2),
        (FIELD, "new", 1),
        (gone, "old", 1),
    ]
