from __future__ import annotations

import pytest

from decompose_extractor.rewriting import Decisions
from decompose_extractor.transforms.unfilled_fields import transform
from tests.extractor.tools import check_noop, check_transformed

DECISIONS = Decisions(unfilled={"User": ("password",)})


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "from a import A\n\n\nclass User(AbstractUser):\n    phone = F()\n",
            "from a import A\nfrom decompose_service.replicas import Withheld\n\n\n"
            "class User(AbstractUser):\n"
            "    # Secrets stay with their owner.\n    password = Withheld()\n\n"
            "    phone = F()\n",
            id="first_in_the_class",
        ),
        pytest.param(
            "from decompose_service.replicas import LeftOut\n\n\n"
            'class User(AbstractUser):\n    """Who pays."""\n\n    phone = F()\n',
            "from decompose_service.replicas import LeftOut, Withheld\n\n\n"
            'class User(AbstractUser):\n    """Who pays."""\n\n'
            "    # Secrets stay with their owner.\n    password = Withheld()\n\n"
            "    phone = F()\n",
            id="below_the_docstring",
        ),
    ],
)
def test_an_inherited_secret_is_no_column_here(before: str, after: str) -> None:
    check_transformed(transform, before, after, DECISIONS)


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("class User(A):\n    password = None\n", id="hidden_already"),
        pytest.param("class Person(A):\n    phone = F()\n", id="another_class"),
        pytest.param("User = 1\n", id="no_class"),
    ],
)
def test_everything_else_stays(code: str) -> None:
    check_noop(transform, code, DECISIONS)
