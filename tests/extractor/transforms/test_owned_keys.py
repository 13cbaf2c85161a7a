from __future__ import annotations

import pytest

from decompose_extractor.rewriting import Decisions
from decompose_extractor.transforms.owned_keys import transform
from tests.extractor.tools import check_noop, check_transformed

DECISIONS = Decisions(
    owned_keys={"Payment.order": "CASCADE", "Payment.payer": "PROTECT", "Payment.tags": ""}
)
HEAD = "from django.db import models\n"
IMPORT = "from decompose_link.deletes import by_owner\n"


def _payment(field: str, *, imports: str = HEAD) -> str:
    return f"{imports}\n\nclass Payment(models.Model):\n    {field}\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "order = models.ForeignKey(Order, on_delete=models.CASCADE)",
            "order = models.ForeignKey("
            "Order, on_delete=by_owner(models.CASCADE), db_constraint=False)",
            id="keyword",
        ),
        pytest.param(
            "order = models.ForeignKey(Order, models.SET(who))",
            "order = models.ForeignKey(Order, by_owner(models.SET(who)), db_constraint=False)",
            id="positional",
        ),
        pytest.param(
            "payer = UserKey(null=True)",
            "payer = UserKey(null=True, on_delete=by_owner(models.PROTECT), db_constraint=False)",
            id="rule_of_the_fields_own_class",
        ),
    ],
)
def test_the_owner_carries_out_on_delete(before: str, after: str) -> None:
    check_transformed(
        transform, _payment(before), _payment(after, imports=IMPORT + HEAD), DECISIONS
    )


def test_a_join_table_has_no_rule_of_its_own() -> None:
    before = "tags = models.ManyToManyField(Tag)"
    after = "tags = models.ManyToManyField(Tag, db_constraint=False)"
    decisions = Decisions(owned_keys={"Payment.tags": ""})
    check_transformed(transform, _payment(before), _payment(after), decisions)


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(_payment("method = models.ForeignKey(M, models.CASCADE)"), id="other_key"),
        pytest.param("class Other(M):\n    order = FK(Order, on_delete=X)\n", id="other_class"),
        pytest.param("order = models.ForeignKey(Order, models.CASCADE)\n", id="no_class"),
        pytest.param(
            _payment(
                "order = models.ForeignKey(Order, by_owner(models.CASCADE), db_constraint=False)",
                imports=IMPORT + HEAD,
            ),
            id="done_before",
        ),
    ],
)
def test_other_keys_stay(code: str) -> None:
    check_noop(transform, code, DECISIONS)
