"""Which tables a statement reads and writes."""

from __future__ import annotations

import pytest

from decompose_analyzer.sql import Tables, tables_of


@pytest.mark.parametrize(
    ("text", "read", "written"),
    [
        pytest.param("SELECT * FROM a JOIN b ON b.x = a.x", {"a", "b"}, set[str](), id="join"),
        pytest.param("INSERT INTO a SELECT * FROM b", {"b"}, {"a"}, id="insert from"),
        pytest.param("UPDATE a SET x = 1 FROM b WHERE b.x = a.x", {"b"}, {"a"}, id="update from"),
        pytest.param("DELETE FROM a WHERE x IN (SELECT x FROM b)", {"b"}, {"a"}, id="delete in"),
        pytest.param("WITH a AS (SELECT 1) SELECT * FROM a, b", {"b"}, set[str](), id="with"),
        pytest.param('SELECT * FROM "Shop"."A" WHERE x = %s', {"a"}, set[str](), id="quoted"),
        pytest.param("SELECT 1; DELETE FROM a", set[str](), {"a"}, id="two statements"),
        pytest.param("catalog_product", {"catalog_product"}, set[str](), id="a bare table"),
        pytest.param("SELECT x FROM a WHERE y = 'b'", {"a"}, set[str](), id="a word in a string"),
    ],
)
def test_tables_of_a_statement(text: str, read: set[str], written: set[str]) -> None:
    assert tables_of(text) == Tables(frozenset(read), frozenset(written))


@pytest.mark.parametrize("text", ["SELEC nothing (", "SELECT * FROM (", "DO $$ BEGIN END $$"])
def test_what_cannot_be_parsed_is_said(text: str) -> None:
    assert tables_of(text) is None
