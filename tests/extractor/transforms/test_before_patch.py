from __future__ import annotations

import pytest

from decompose_extractor.rewriting import Decisions
from decompose_extractor.transforms.before_patch import transform
from tests.extractor.tools import check_noop, check_transformed

PATCHED = """
from decompose_link.calls import at_owner
from decompose_link.deletes import by_owner
from django.db import models


class Order(models.Model):
    person = models.ForeignKey("people.Person", on_delete=by_owner(models.PROTECT))
    payer = models.ForeignKey(
        "people.Person", on_delete=by_owner(models.SET(someone)), db_constraint=False
    )


@at_owner("orders")
@transaction.atomic
def cancel(order):
    order.cancel()
"""
BEFORE = """
from django.db import models


class Order(models.Model):
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT)
    payer = models.ForeignKey(
        "people.Person", on_delete=models.SET(someone), db_constraint=False
    )


@transaction.atomic
def cancel(order):
    order.cancel()
"""


def test_what_a_patch_put_in_is_taken_out() -> None:
    check_transformed(transform, PATCHED, BEFORE, Decisions(patched=True))


@pytest.mark.parametrize(
    ("code", "patched"),
    [
        pytest.param(PATCHED, False, id="not_asked_for"),
        pytest.param("from decompose_link.errors import LinkError\n", True, id="used_by_hand"),
        pytest.param("x = by_owner(1, 2)\n", True, id="another_function"),
    ],
)
def test_everything_else_stays(code: str, patched: bool) -> None:
    check_noop(transform, code, Decisions(patched=patched))
