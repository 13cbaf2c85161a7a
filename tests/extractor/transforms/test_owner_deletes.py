from __future__ import annotations

import pytest

from decompose_extractor.rewriting import Decisions
from decompose_extractor.transforms.owner_deletes import transform
from tests.extractor.tools import check_noop, check_transformed

DECISIONS = Decisions(owner_deletes=frozenset({"Payment.order"}))


def _payment(arguments: str) -> str:
    return f"class Payment(models.Model):\n    order = models.ForeignKey({arguments})\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "Order, on_delete=models.CASCADE", "Order, on_delete=models.DO_NOTHING", id="cascade"
        ),
        pytest.param(
            "Order, models.SET_NULL, null=True",
            "Order, models.DO_NOTHING, null=True",
            id="positional",
        ),
        pytest.param(
            "Order, on_delete=SET(f)", "Order, on_delete=models.DO_NOTHING", id="set_by_function"
        ),
        pytest.param("Order", "Order, on_delete=models.DO_NOTHING", id="none_given"),
    ],
)
def test_a_delete_is_left_to_the_owner(before: str, after: str) -> None:
    check_transformed(transform, _payment(before), _payment(after), DECISIONS)


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(_payment("Order, on_delete=models.PROTECT"), id="protect_only_reads"),
        pytest.param(_payment("Order, on_delete=models.RESTRICT"), id="restrict_only_reads"),
        pytest.param(_payment("Order, on_delete=DO_NOTHING"), id="bare_name"),
        pytest.param(
            "class Refund(M):\n    order = FK(Order, on_delete=CASCADE)\n", id="other_class"
        ),
    ],
)
def test_what_only_reads_stays(code: str) -> None:
    check_noop(transform, code, DECISIONS)


def test_a_key_that_holds_our_rows_asks_its_owner() -> None:
    decisions = Decisions(
        owner_deletes=frozenset({"Payment.order"}), owner_asks=frozenset({"Payment.order"})
    )
    check_transformed(
        transform,
        _payment("Order, on_delete=models.PROTECT"),
        "from decompose_link.deletes import by_owner\n\n\n"
        + _payment("Order, on_delete=by_owner(models.PROTECT)"),
        decisions,
    )
