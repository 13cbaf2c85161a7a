from __future__ import annotations

import pytest

from decompose_extractor.rewriting import Decisions, OwnerRuns
from decompose_extractor.transforms.owner_runs import transform
from tests.extractor.tools import check_noop, check_transformed

DECISIONS = Decisions(
    owner_runs={
        "cancel": OwnerRuns("at_owner", "orders"),
        "follow": OwnerRuns("receives_at_owner", "orders"),
    }
)


def test_a_function_runs_where_its_data_is_owned() -> None:
    check_transformed(
        transform,
        '''
        """Orders."""

        from django.db import transaction


        @transaction.atomic
        def cancel(order):
            order.delete()
        ''',
        '''
        """Orders."""

        from decompose_link.calls import at_owner
        from django.db import transaction


        @at_owner("orders")
        @transaction.atomic
        def cancel(order):
            order.delete()
        ''',
        DECISIONS,
    )


def test_a_receiver_is_registered_with_the_decorator_inside() -> None:
    check_transformed(
        transform,
        """
        from django.dispatch import receiver


        @receiver(post_save, sender=Payment)
        def follow(sender, **kwargs):
            pass
        """,
        """
        from decompose_link.events import receives_at_owner
        from django.dispatch import receiver


        @receiver(post_save, sender=Payment)
        @receives_at_owner("orders")
        def follow(sender, **kwargs):
            pass
        """,
        DECISIONS,
    )


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("def other(order):\n    pass\n", id="other_function"),
        pytest.param("class A:\n    def cancel(self):\n        pass\n", id="method_of_the_name"),
        pytest.param("cancel = None\n", id="no_function"),
        pytest.param('@at_owner("orders")\ndef cancel(order):\n    pass\n', id="done_before"),
    ],
)
def test_others_stay(code: str) -> None:
    check_noop(transform, code, DECISIONS)
