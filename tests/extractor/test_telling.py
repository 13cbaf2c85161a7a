"""Which calls in a transaction are told by an event, and why others must be asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from decompose_extractor.cut import Cut
from decompose_extractor.telling import is_told, why_asked
from tests.extractor.tools import project_from

FILES = {
    "site_settings.py": 'INSTALLED_APPS = ["stock", "orders"]\n',
    "stock/models.py": """
        from django.db import models


        class Piece(models.Model):
            pass
    """,
}
STOCK = """
    from django.shortcuts import get_object_or_404
    from django.utils.module_loading import import_string

    from stock.models import Piece


    def release(order):
        {body}
        Piece.objects.create()


    def check(order):
        if not order:
            raise ValueError(order)
"""
ORDERS = """
    from django.db import transaction

    from stock.services import release


    {before}
    def cancel(order):
        {call}
"""
ATOMIC = "@transaction.atomic"


def _cut(folder: Path, *, body: str, before: str, call: str) -> Cut:
    files = {
        **FILES,
        "stock/services.py": STOCK.format(body=body),
        "orders/models.py": "",
        "orders/services.py": ORDERS.format(before=before, call=call),
    }
    return Cut(project_from(folder, files), frozenset({"orders"}))


@pytest.mark.parametrize(
    ("body", "before", "call", "told"),
    [
        pytest.param("pass", ATOMIC, "release(order)", True, id="alone"),
        pytest.param("pass", "", "release(order)", False, id="no_transaction"),
        pytest.param("pass", ATOMIC, "return release(order)", False, id="result_is_returned"),
        pytest.param("pass", ATOMIC, "x = release(order)", False, id="result_is_kept"),
        pytest.param(
            "pass", ATOMIC, "transaction.on_commit(release)", False, id="function_is_handed_on"
        ),
        pytest.param("raise ValueError", ATOMIC, "release(order)", False, id="raises"),
        pytest.param("check(order)", ATOMIC, "release(order)", False, id="calls_what_raises"),
        pytest.param("assert order", ATOMIC, "release(order)", False, id="asserts"),
        pytest.param("order.full_clean()", ATOMIC, "release(order)", False, id="cleans"),
        pytest.param(
            "import_string(order)()", ATOMIC, "release(order)", False, id="runs_what_is_not_known"
        ),
    ],
)
def test_only_what_refuses_nothing_and_gives_nothing_back_is_told(
    tmp_path: Path, body: str, before: str, call: str, told: bool
) -> None:
    cut = _cut(tmp_path, body=body, before=before, call=call)
    assert is_told(cut, "stock.services.release") is told


def test_an_error_that_is_caught_is_waited_for(tmp_path: Path) -> None:
    call = "try:\n            release(order)\n        except ValueError:\n            pass"
    cut = _cut(tmp_path, body="pass", before=ATOMIC, call=call)
    assert why_asked(cut, "stock.services.release") == (
        "orders/services.py:9 catches what it raises"
    )


def test_the_place_that_refuses_is_named(tmp_path: Path) -> None:
    cut = _cut(tmp_path, body="check(order)", before=ATOMIC, call="release(order)")
    assert why_asked(cut, "stock.services.release") == (
        "it may refuse, at stock/services.py:14, which must be known before the commit"
    )
