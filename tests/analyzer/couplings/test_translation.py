"""Message catalogues that hold the texts of several apps."""

from __future__ import annotations

from tests.analyzer.tools import check_clean, check_found

PATH = "locale/de/LC_MESSAGES/django.po"


def test_a_shared_catalogue_refers_to_the_apps() -> None:
    check_found(
        "translation",
        """
        locale/de/LC_MESSAGES/django.po
            msgid ""
            msgstr ""
            #: orders/views.py:1
            msgid "Order"
            #: catalog/views.py:2 orders/views.py:3
            msgid "Product"
            #: orders/views.py:9
            msgid "Line"
        """,
        f"{PATH}:3 orders.translations -> locale.{PATH} build",
        f"{PATH}:5 catalog.translations -> locale.{PATH} build",
    )


def test_an_apps_own_catalogue_and_other_files_are_none() -> None:
    check_clean(
        "translation",
        """
        orders/locale/de/LC_MESSAGES/django.po
            #: orders/views.py:1
            msgid "Order"
        locale/de/LC_MESSAGES/django.po
            #: elsewhere/views.py:1
            msgid "Order"
            # orders/views.py:1
            msgid "orders/views.py"
        locale/notes.txt
            #: orders/views.py:1
        """,
    )
