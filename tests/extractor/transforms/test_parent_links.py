from __future__ import annotations

import pytest

from decompose_extractor.rewriting import Decisions
from decompose_extractor.transforms.parent_links import transform
from tests.extractor.tools import check_noop, check_transformed

DECISIONS = Decisions(parent_links={"GiftCard.product_ptr": "catalog.Product"})
LINK = """    product_ptr = models.OneToOneField(
        "catalog.Product",
        on_delete=models.CASCADE,
        parent_link=True,
        primary_key=True,
        db_constraint=False,
    )
"""
IMPORT = "from django.db import models\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            f"{IMPORT}\n\nclass GiftCard(Product):\n    value = F()\n",
            f"{IMPORT}\n\nclass GiftCard(Product):\n{LINK}    value = F()\n",
            id="first_in_the_class",
        ),
        pytest.param(
            f'{IMPORT}\n\nclass GiftCard(Product):\n    """Sold."""\n\n    def f(self): ...\n',
            f'{IMPORT}\n\nclass GiftCard(Product):\n    """Sold."""\n\n{LINK}\n'
            "    def f(self): ...\n",
            id="below_the_docstring",
        ),
        pytest.param(
            "from catalog import Product\n\n\nclass GiftCard(Product):\n    value = F()\n",
            f"from catalog import Product\n{IMPORT}\n\n"
            f"class GiftCard(Product):\n{LINK}    value = F()\n",
            id="models_are_imported",
        ),
    ],
)
def test_the_link_to_the_parent_is_written_out(before: str, after: str) -> None:
    check_transformed(transform, before, after, DECISIONS)


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(f"{IMPORT}\n\nclass GiftCard(Product):\n{LINK}", id="written_already"),
        pytest.param("class Coupon(Product):\n    value = F()\n", id="another_class"),
        pytest.param("GiftCard = 1\n", id="no_class"),
    ],
)
def test_other_code_is_left_alone(code: str) -> None:
    check_noop(transform, code, DECISIONS)
