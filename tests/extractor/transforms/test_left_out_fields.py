from __future__ import annotations

import pytest

from decompose_extractor.rewriting import Decisions
from decompose_extractor.transforms.left_out_fields import transform
from tests.extractor.tools import check_noop, check_transformed

DECISIONS = Decisions(left_out={"Product.weight": "catalog.Product.weight"})


def test_a_column_that_stays_behind_says_so() -> None:
    check_transformed(
        transform,
        """
        from django.db import models


        class Product(models.Model):
            name = models.CharField()
            weight = models.IntegerField(
                default=0,
            )
        """,
        """
        from decompose_service.replicas import LeftOut
        from django.db import models


        class Product(models.Model):
            name = models.CharField()
            weight = LeftOut("catalog.Product.weight")
        """,
        DECISIONS,
    )


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("class Product(M):\n    name = F()\n", id="another_column"),
        pytest.param("class Brand(M):\n    weight = F()\n", id="another_class"),
        pytest.param("weight = 1\n", id="not_in_a_class"),
    ],
)
def test_other_columns_stay(code: str) -> None:
    check_noop(transform, code, DECISIONS)
