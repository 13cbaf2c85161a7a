from __future__ import annotations

import pytest

from decompose_extractor.rewriting import Decisions
from decompose_extractor.transforms.keep_definitions import transform
from tests.extractor.tools import check_noop, check_transformed


@pytest.mark.parametrize(
    ("kept", "before", "after"),
    [
        pytest.param(
            {"price", "Decimal"},
            '''
            """Prices."""

            from decimal import ROUND_UP, Decimal
            import os


            # Half of it.
            def price(x):
                return Decimal(x) / 2


            def other():
                return os.name
            ''',
            '''
            """Prices."""

            from decimal import Decimal


            # Half of it.
            def price(x):
                return Decimal(x) / 2
            ''',
            id="docstring_and_comment_stay",
        ),
        pytest.param(
            {"a", "b"},
            "from x import (\n    a,\n    b,\n    c,\n)\n\na(b)\n",
            "from x import a, b\n",
            id="parentheses_go_with_what_they_held",
        ),
        pytest.param(
            {"register", "money", "template"},
            "from django import template\n\nregister = template.Library()\nother = 1\n"
            "register.x = 2\n\n\n@register.filter\ndef money(x):\n    return x\n",
            "from django import template\n\nregister = template.Library()\n"
            "register.x = 2\n\n\n@register.filter\ndef money(x):\n    return x\n",
            id="what_changes_a_kept_name_stays",
        ),
        pytest.param(
            {"signals"},
            "from x import signals\n\n\ndef stays():\n    pass\n\n\n"
            "signals.done.connect(stays)\n\nsignals.done.connect(print)\n",
            "from x import signals\n\nsignals.done.connect(print)\n",
            id="a_receiver_that_stays_is_not_connected",
        ),
        pytest.param(
            {"json"},
            "try:\n    import ujson as json\nexcept ImportError:\n    import json\n\n"
            "if True:\n    x = 1\n",
            "try:\n    import ujson as json\nexcept ImportError:\n    import json\n",
            id="a_block_that_binds_a_kept_name",
        ),
        pytest.param({"b"}, "a = 1; b = 2\n", "b = 2\n", id="two_on_a_line"),
    ],
)
def test_only_what_is_kept_stays(kept: set[str], before: str, after: str) -> None:
    check_transformed(transform, before, after, Decisions(kept=frozenset(kept)))


@pytest.mark.parametrize(
    ("kept", "stars", "code"),
    [
        pytest.param(None, set[str](), "import os\n\nx = 1\n", id="whole_file"),
        pytest.param({"x"}, {"a.b"}, "from a.b import *\n\nx = y\n", id="star_import_in_use"),
        pytest.param({"os"}, set[str](), "import os.path\n", id="dotted_import"),
        pytest.param({"T"}, set[str](), "class T:  # noqa\n    x = 1\n", id="class_with_comment"),
    ],
)
def test_what_is_used_stays(kept: set[str] | None, stars: set[str], code: str) -> None:
    decisions = Decisions(kept=None if kept is None else frozenset(kept), stars=frozenset(stars))
    check_noop(transform, code, decisions)


def test_blocks_of_imports_stay_apart_when_the_first_line_of_one_goes() -> None:
    check_transformed(
        transform,
        """
        import os

        from accounts.models import User
        from core.models import Base


        class Order(Base):
            folder = os.curdir
        """,
        """
        import os

        from core.models import Base


        class Order(Base):
            folder = os.curdir
        """,
        Decisions(kept=frozenset({"Base", "Order", "os"})),
    )
