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
        f"{PATH}:4 orders.translations -> locale.{PATH} build",
        f"{PATH}:6 catalog.translations -> locale.{PATH} build",
    )


def test_an_apps_catalogue_with_texts_of_another_is_one() -> None:
    check_found(
        "translation",
        """
        orders/locale/de/LC_MESSAGES/django.po
            #: ../orders/views.py:1 ./catalog/views.py:7
            msgid "Order"
        orders/locale/fr/LC_MESSAGES/django.po
            #: catalog/views.py:7
            msgid "Order"
        """,
        "orders/locale/de/LC_MESSAGES/django.po:2 catalog.translations -> "
        "orders.orders/locale/de/LC_MESSAGES/django.po build",
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
        orders/locale/fr/LC_MESSAGES/django.po
            msgid "catalog/views.py:1"
        locale/notes.txt
            #: orders/views.py:1
        """,
    )
