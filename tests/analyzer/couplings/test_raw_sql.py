"""Raw SQL over another app's tables."""

from __future__ import annotations

from tests.analyzer.tools import check_clean, check_found, check_noted


def test_read_and_written_tables() -> None:
    check_found(
        "raw_sql",
        """
        orders/reports.py
            from django.db import connection
            from django.db.models.expressions import RawSQL
            from catalog.models import Brand
            from orders.models import Order
            SQL = "SELECT 1 FROM orders_order o JOIN accounts_user u ON u.id = o.x WHERE o.id = %s"
            def f(pk):
                with connection.cursor() as cursor:
                    cursor.execute(SQL, [pk])
                    cursor.execute("UPDATE catalog_product SET x = 1 WHERE id = %(id)s", {"id": pk})
                    cursor.execute(f"SELECT count(*) FROM {Brand._meta.db_table}")
                Order.objects.raw("SELECT o.* FROM orders_order o, catalog_brand b")
                Order.objects.annotate(x=RawSQL("SELECT name FROM catalog_product LIMIT 1", []))
                Order.objects.extra(select={"n": "SELECT count(*) FROM catalog_brand"})
        """,
        "orders/reports.py:8 orders.reports.f -> accounts.User read",
        "orders/reports.py:9 orders.reports.f -> catalog.Product write",
        "orders/reports.py:10 orders.reports.f -> catalog.Brand read",
        "orders/reports.py:11 orders.reports.f -> catalog.Brand read",
        "orders/reports.py:12 orders.reports.f -> catalog.Product read",
        "orders/reports.py:13 orders.reports.f -> catalog.Brand read",
    )


def test_what_cannot_be_read_is_noted() -> None:
    check_noted(
        "raw_sql",
        """
        orders/reports.py
            from django.db import connection
            def f(table):
                cursor = connection.cursor()
                cursor.execute("SELECT * FROM " + table)
                cursor.execute("SELEC this is no SQL (")
                c = connection.cursor()
                c.execute(table)
            def g(thing, table):
                thing.execute("SELECT * FROM %s" % table)
                thing.execute("DELETE FROM {}".format(table))
        """,
        "the SQL of execute() is put together at run time",
        "the SQL of execute() can't be parsed",
        "the SQL of execute() is put together at run time",
        "the SQL of execute() is put together at run time",
        "the SQL of execute() is put together at run time",
    )


def test_own_tables_and_other_executes_are_none() -> None:
    check_clean(
        "raw_sql",
        """
        orders/reports.py
            from django.db import connection
            def f(command, machine):
                cursor = connection.cursor()
                cursor.execute("WITH accounts_user AS (SELECT 1) SELECT * FROM accounts_user")
                cursor.execute("SELECT number FROM orders_order WHERE number = 'catalog_product'")
                machine.execute("catalog_product")
                machine.execute(command="SELECT * FROM catalog_product")
                machine.execute("run %s" % command)
                command.raw("SELECT * FROM catalog_product")
                return "SELECT * FROM catalog_product"
        """,
    )
