"""A recording: sets without what lies within others, merged, refused where it is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from decompose_analyzer.recorded_sql import RecordedSql, WayIn, largest, merged, read
from decompose_core import codec
from decompose_core.problem import Refused


def test_a_set_within_another_one_is_left_out() -> None:
    groups = [("b", "a"), ("a",), ("c",), ("a", "b"), ("a", "d")]
    assert largest(groups) == (("a", "b"), ("a", "d"), ("c",))


def test_what_several_processes_recorded_is_joined_by_way_in() -> None:
    one = WayIn("GET /", 1, joined=(("a", "b"),), written=(), touched=(("a", "b"),))
    other = WayIn("GET /", 2, joined=(), written=(("b", "c"),), touched=(("a", "b", "c"),))
    alone = WayIn("DELETE /", 1, joined=(), written=(), touched=(("a",),))
    assert merged([RecordedSql(3, (one,)), RecordedSql(4, (alone, other))]) == RecordedSql(
        7,
        (
            alone,
            WayIn(
                "GET /", 3, joined=(("a", "b"),), written=(("b", "c"),), touched=(("a", "b", "c"),)
            ),
        ),
    )


def test_it_reads_what_was_written(tmp_path: Path) -> None:
    recorded = RecordedSql(1, (WayIn("GET /", 1, (), (), (("a.A",),)),))
    (tmp_path / "sql.json").write_text(codec.dumps(recorded))
    assert read(tmp_path / "sql.json") == recorded


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(None, "there is no such file", id="missing"),
        pytest.param("", "the recording is damaged: line 1, column 1: Expecting value", id="empty"),
        pytest.param("[]", "this is no recording of SQL", id="a list"),
        pytest.param('{"schema": 1, "apps": []}', "this is no recording of SQL", id="analysis"),
        pytest.param("\udcff", "can't be read: 'utf-8' codec", id="no text"),
        pytest.param("[" * 100_000, "the recording is damaged: ", id="nested"),
        pytest.param(
            '{"format": "decompose recorded SQL", "schema": 9}',
            "schema 9 is unknown here; 1 is known",
            id="a newer one",
        ),
        pytest.param(
            '{"format": "decompose recorded SQL", "schema": 1, "tests": 1, "ways_in": [{}]}',
            "the recording is damaged: ways_in[0].name: is missing",
            id="half",
        ),
    ],
)
def test_what_is_no_recording_is_refused(tmp_path: Path, text: str | None, message: str) -> None:
    path = tmp_path / "sql.json"
    if text is not None:
        path.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(Refused) as refused:
        read(path)
    (problem,) = refused.value.problems
    assert problem.message.startswith(message)
    assert problem.hint == "record it again: pytest --record-sql FILE"
    assert problem.location is not None and problem.location.path == str(path)
