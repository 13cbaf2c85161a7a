"""What RunSQL of migrations made: which of it travels, and in which form."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from decompose_core.plan import Outcome
from decompose_extractor.cut import Cut
from decompose_extractor.database_objects import collect_objects
from decompose_extractor.extract import Boundary, extract
from decompose_extractor.migrations import literal
from decompose_extractor.statements import read, split
from tests.extractor.tools import project_from

MODELS = {
    "people/models.py": """
        from django.db import models


        class Person(models.Model):
            email = models.EmailField()
            phone = models.CharField(max_length=20)
            town = models.CharField(max_length=20)
    """,
    "orders/models.py": """
        from django.db import models


        class Order(models.Model):
            person = models.ForeignKey("people.Person", on_delete=models.CASCADE)


        class Call(models.Model):
            phone = models.CharField(max_length=20, primary_key=True)

            class Meta:
                managed = False
                db_table = "orders_call"
    """,
}
VIEW = "CREATE VIEW orders_call AS SELECT phone FROM people_person"


@pytest.mark.parametrize(
    ("sql", "parts"),
    [
        pytest.param("SELECT 1; SELECT 2;", ["SELECT 1", "SELECT 2"], id="two"),
        pytest.param("-- first; no\nSELECT 1", ["SELECT 1"], id="comment"),
        pytest.param("SELECT ';' ; SELECT \";\"", ["SELECT ';'", 'SELECT ";"'], id="quoted"),
        pytest.param(
            "DO $x$ a; $$ b; $x$; SELECT 1", ["DO $x$ a; $$ b; $x$", "SELECT 1"], id="body"
        ),
        pytest.param(" ;; ", [], id="nothing"),
    ],
)
def test_a_script_is_cut_at_the_ends_of_statements(sql: str, parts: list[str]) -> None:
    assert list(split(sql)) == parts


@pytest.mark.parametrize(
    ("sql", "kind", "name", "drops"),
    [
        pytest.param("create or replace view A.b as select 1", "view", "a.b", False, id="view"),
        pytest.param(
            'CREATE MATERIALIZED  VIEW IF NOT EXISTS "Tops" AS SELECT 1',
            "materialized view", "tops", False, id="materialized",
        ),
        pytest.param(
            "CREATE UNIQUE INDEX CONCURRENTLY i ON t (lower(a))", "index", "i", False, id="index"
        ),
        pytest.param(
            "CREATE CONSTRAINT TRIGGER t AFTER INSERT ON o", "trigger", "t", False, id="trigger"
        ),
        pytest.param("CREATE FUNCTION f(int) RETURNS int", "function", "f", False, id="function"),
        pytest.param("DROP VIEW IF EXISTS v", "view", "v", True, id="drop"),
        pytest.param("UPDATE t SET a = 1", "", "", False, id="rows"),
        pytest.param("ALTER TABLE t ADD COLUMN a int", "", "", False, id="columns"),
    ],
)  # fmt: skip
def test_a_statement_says_what_it_makes(sql: str, kind: str, name: str, drops: bool) -> None:
    (found,) = read(sql)
    assert (found.kind, found.name, found.drops) == (kind, name, drops)


def _history(*operations: str, before: str = "") -> Mapping[str, str]:
    head = (
        f"from django.db import migrations\n\n{before}\n\nclass Migration(migrations.Migration):\n"
    )
    return {
        "orders/migrations/__init__.py": "",
        **{
            f"orders/migrations/{number:04d}_step.py": f"{head}    operations = [{each}]\n"
            for number, each in enumerate(operations, 2)
        },
    }


def _carried(folder: Path, files: Mapping[str, str]) -> list[tuple[str, str | None]]:
    project = project_from(folder, {**MODELS, **files})
    objects = collect_objects(Cut(project, frozenset({"orders"})), ())
    return [(each.sql, each.reverse) for each in objects.carried]


@pytest.mark.parametrize(
    ("operations", "expected"),
    [
        pytest.param(['migrations.RunSQL("CREATE VIEW v AS SELECT 1", "DROP VIEW v")'],
                     [("CREATE VIEW v AS SELECT 1", "DROP VIEW v")], id="with_its_reverse"),
        pytest.param(['migrations.RunSQL("CREATE VIEW v AS SELECT 1")',
                      'migrations.RunSQL("DROP VIEW v; CREATE VIEW v AS SELECT 2")'],
                     [("CREATE VIEW v AS SELECT 2", None)], id="last_form"),
        pytest.param(['migrations.RunSQL("CREATE VIEW v AS SELECT 1")',
                      'migrations.RunSQL("DROP VIEW v")'], [], id="dropped_later"),
        pytest.param(['migrations.RunSQL("UPDATE orders_order SET id = 1")'], [], id="rows"),
        pytest.param(['migrations.RunSQL("ALTER TABLE orders_order ADD COLUMN a int")'], [],
                     id="columns"),
        pytest.param(['migrations.RunSQL("CREATE TABLE orders_order (id int)")'], [],
                     id="a_models_table"),
        pytest.param(['migrations.RunSQL("CREATE TABLE orders_call (phone text)")'],
                     [("CREATE TABLE orders_call (phone text)", None)], id="an_unmanaged_table"),
        pytest.param(['migrations.RunSQL("CREATE INDEX i ON t (id)", state_operations=[1])'],
                     [], id="the_models_have_it"),
        pytest.param(['migrations.SeparateDatabaseAndState(database_operations=[migrations.RunSQL('
                      '"CREATE INDEX i ON t (id)")], state_operations=[1])'], [], id="separated"),
        pytest.param(['migrations.SeparateDatabaseAndState(database_operations=[migrations.RunSQL('
                      '"CREATE INDEX i ON t (id)")])'],
                     [("CREATE INDEX i ON t (id)", None)], id="database_only"),
        pytest.param(['migrations.RunSQL([("CREATE INDEX i ON t (id)", None), "ANALYZE t"])'],
                     [("CREATE INDEX i ON t (id)", None)], id="listed"),
        pytest.param(['migrations.RunSQL(open("x.sql").read())'], [], id="computed"),
    ],
)  # fmt: skip
def test_what_is_left_of_a_history_travels(
    tmp_path: Path, operations: list[str], expected: list[tuple[str, str | None]]
) -> None:
    assert _carried(tmp_path, _history(*operations)) == expected


def test_sql_may_stand_in_a_constant(tmp_path: Path) -> None:
    history = _history("migrations.RunSQL(SQL)", before=f'SQL = "{VIEW}"')
    assert _carried(tmp_path, history) == [(VIEW, None)]


def test_a_view_travels_with_the_columns_that_it_reads(tmp_path: Path) -> None:
    operation = f'migrations.RunSQL("{VIEW}", "DROP VIEW orders_call")'
    project = project_from(tmp_path, {**MODELS, **_history(operation)})
    made = extract(project, Boundary("orders", ("orders",)))
    text = made.content["orders/migrations/0002_database_objects.py"].decode()
    assert VIEW in text and "DROP VIEW orders_call" in text
    assert '("people", "0001_initial")' in text
    people = made.content["people/models.py"].decode()
    assert "phone = models.CharField" in people and "town = LeftOut" in people
    assert made.plan.views == ("orders_call",)
    assert "orders_call" not in {each.name for each in made.plan.tables}
    assert "orders/migrations/0002_database_objects.py" in {each.path for each in made.plan.steps}
    (history,) = [each for each in made.plan.settled if each.kind == "migration"]
    assert history.outcome is Outcome.REWRITTEN


@pytest.mark.parametrize("text", ["a", 'a "b"', "a\n\\d", 'a\n"""b"""\n', 'a\n"b"'])
def test_sql_is_written_as_it_was(text: str) -> None:
    written: object = eval(literal(text))
    assert isinstance(written, str) and written.rstrip("\n") == text.rstrip("\n")


def test_extensions_and_collations_come_before_the_tables(tmp_path: Path) -> None:
    before = "from django.contrib.postgres.operations import CreateCollation, TrigramExtension\n"
    history = _history(
        'TrigramExtension(), CreateCollation("german", locale="de-x-icu")',
        'migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS btree_gin")',
        before=before,
    )
    project = project_from(tmp_path, {**MODELS, **history})
    made = extract(project, Boundary("orders", ("orders",))).content
    text = made["decompose_service/migrations/0001_extensions.py"].decode()
    assert 'CreateExtension("pg_trgm")' in text and 'CreateExtension("btree_gin")' in text
    assert 'CreateCollation("german", locale="de-x-icu")' in text
    assert '("orders", "0001_initial")' in text and '("people", "0001_initial")' in text
    assert "orders/migrations/0002_database_objects.py" not in made
