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
        pytest.param("SELECT 1 FROM a, b AS x", {"a", "b"}, set[str](), id="comma join"),
        pytest.param("SELECT (SELECT x FROM b) FROM a", {"a", "b"}, set[str](), id="subquery"),
        pytest.param("SELECT 1 FROM (SELECT * FROM b) a", {"b"}, set[str](), id="derived table"),
        pytest.param("SELECT 1 FROM a UNION SELECT 1 FROM b", {"a", "b"}, set[str](), id="union"),
        pytest.param(
            "WITH x AS (SELECT * FROM a), y AS (SELECT * FROM x, b) SELECT * FROM y",
            {"a", "b"},
            set[str](),
            id="with after with",
        ),
        pytest.param(
            "WITH a AS (SELECT * FROM a) SELECT * FROM a", {"a"}, set[str](), id="with over itself"
        ),
        pytest.param(
            "WITH RECURSIVE x AS (SELECT 1 FROM a UNION SELECT 1 FROM x) SELECT * FROM x",
            {"a"},
            set[str](),
            id="recursive with",
        ),
        pytest.param(
            "WITH x AS (SELECT 1) SELECT * FROM public.x, x", {"x"}, set[str](), id="schema"
        ),
        pytest.param(
            "WITH gone AS (DELETE FROM a RETURNING *) INSERT INTO b SELECT * FROM gone",
            set[str](),
            {"a", "b"},
            id="a with that writes",
        ),
        pytest.param(
            "MERGE INTO a USING b ON a.x = b.x WHEN MATCHED THEN DELETE", {"b"}, {"a"}, id="merge"
        ),
        pytest.param(
            "INSERT INTO a (x) VALUES (1) RETURNING (SELECT y FROM b)", {"b"}, {"a"}, id="returning"
        ),
        pytest.param("TRUNCATE a, b", set[str](), {"a", "b"}, id="truncate"),
        pytest.param("SELECT 1 FROM generate_series(1, 2), a", {"a"}, set[str](), id="function"),
    ],
)
def test_tables_of_a_statement(text: str, read: set[str], written: set[str]) -> None:
    assert tables_of(text) == Tables(frozenset(read), frozenset(written))


@pytest.mark.parametrize(
    ("dialect", "text", "read", "written"),
    [
        ("mysql", "SELECT 1 FROM `a` JOIN `b` ON 1", {"a", "b"}, set[str]()),
        ("mysql", "DELETE x FROM a x JOIN b ON 1", {"b"}, {"a"}),
        ("sqlite", 'INSERT OR IGNORE INTO "a" ("x") SELECT "x" FROM "b"', {"b"}, {"a"}),
        ("oracle", 'SELECT * FROM "A" WHERE ROWNUM <= 5', {"a"}, set[str]()),
    ],
)
def test_tables_in_another_dialect(
    dialect: str, text: str, read: set[str], written: set[str]
) -> None:
    assert tables_of(text, dialect) == Tables(frozenset(read), frozenset(written))


@pytest.mark.parametrize("text", ["SELEC nothing (", "SELECT * FROM (", "DO $$ BEGIN END $$"])
def test_what_cannot_be_parsed_is_said(text: str) -> None:
    assert tables_of(text) is None
