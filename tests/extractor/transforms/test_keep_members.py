from __future__ import annotations

import pytest

from decompose_extractor.rewriting import Decisions
from decompose_extractor.transforms.keep_members import transform
from tests.extractor.tools import check_noop, check_transformed

DECISIONS = Decisions(
    members={"Product": frozenset({"name", "__str__"})}, left_out={"Product.weight": "c.P.weight"}
)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "class Product(M):\n    price = F()\n\n    # as printed\n    name = F()\n\n"
            "    def __str__(self):\n        return self.name\n\n"
            "    def ship(self):\n        pass\n",
            "class Product(M):\n    # as printed\n    name = F()\n\n"
            "    def __str__(self):\n        return self.name\n",
            id="unused_members_go",
        ),
        pytest.param(
            "class Product(M):\n    price = F()\n",
            "class Product(M):\n    pass\n",
            id="none_is_left",
        ),
    ],
)
def test_unused_members_go(before: str, after: str) -> None:
    check_transformed(transform, before, after, DECISIONS)


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("class Brand(M):\n    price = F()\n", id="another_class"),
        pytest.param('class Product(M):\n    """Sold."""\n\n    name = F()\n', id="docstring"),
        pytest.param(
            "class Product(M):\n    weight = F()\n", id="a_column_left_out_has_its_own_transform"
        ),
    ],
)
def test_used_members_stay(code: str) -> None:
    check_noop(transform, code, DECISIONS)
