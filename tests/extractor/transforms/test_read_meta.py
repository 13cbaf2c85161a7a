from __future__ import annotations

import pytest

from decompose_extractor.rewriting import Decisions
from decompose_extractor.transforms.read_meta import transform
from tests.extractor.tools import check_noop, check_transformed

DECISIONS = Decisions(read_meta={"Product": frozenset({"ordering", "db_table"})})


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "class Product(M):\n    x = 1\n\n    class Meta:\n        constraints = [a]\n"
            '        ordering = ["name"]  # as printed\n        permissions = []\n',
            "class Product(M):\n    x = 1\n\n    class Meta:\n"
            '        ordering = ["name"]  # as printed\n',
            id="constraints_and_permissions_go",
        ),
        pytest.param(
            "class Product(M):\n    x = 1\n\n    class Meta:\n        constraints = [a]\n",
            "class Product(M):\n    x = 1\n",
            id="an_empty_meta_goes",
        ),
    ],
)
def test_a_replica_says_only_how_it_is_read(before: str, after: str) -> None:
    check_transformed(transform, before, after, DECISIONS)


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(
            "class Brand(M):\n    class Meta:\n        permissions = []\n", id="another_class"
        ),
        pytest.param(
            "class Product(M):\n    class Kind:\n        permissions = []\n",
            id="another_inner_class",
        ),
        pytest.param(
            "class Product(M):\n    class Meta:\n        ordering = []\n", id="already_reduced"
        ),
    ],
)
def test_everything_else_stays(code: str) -> None:
    check_noop(transform, code, DECISIONS)
